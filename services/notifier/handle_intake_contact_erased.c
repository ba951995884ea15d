/* SPDX-License-Identifier: MPL-2.0 */
/* A contact is forgotten: the key goes, and with it every word sealed with it; the row is emptied; what
 * still waits for them is brought before the pump, which finds no address and ends it. */
#include "handlers.h"
#include "person.h"
#include "pump.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_contact_erased *event = call->data;
    batch_want(batch, &table_person, 0, event->id);
    batch_want(batch, &table_message, 1, event->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_contact_erased *event = call->data;
    struct person_row empty = {.id = event->id, .kind = RECIPIENT_CONTACT};
    person_erase(batch, event->id);
    person_keep(context, batch, &empty);
    size_t count;
    void **rows = batch_find(batch, &table_message, 1, event->id, &count);
    for (size_t i = 0; i < count; i++) {
        struct message_row *row = rows[i];
        if (row->state == MESSAGE_QUEUED) {
            batch_change(batch, &table_message, row);
            row->due_us = call->now_us;
            pump_set(context, batch, call->now_us);
        }
    }
    return OK;
}

const struct handler handler_intake_contact_erased = {
    .message = &message_intake_contact_erased, .want = want, .handle = handle};
