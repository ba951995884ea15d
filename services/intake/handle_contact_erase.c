/* SPDX-License-Identifier: MPL-2.0 */
/* A person is forgotten: the key is destroyed, and with it all that was sealed, here and elsewhere. */
#include "handlers.h"
#include "intake.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_contact_erase *data = call->data;
    batch_want(batch, &table_contact, 0, data->id);
}

/* The row stays, empty of the person, so that requests still point to something. */
static void empty(batch_t *batch, struct contact_row *row, const struct call *call)
{
    const struct intake_contact_erase *data = call->data;
    batch_change(batch, &table_contact, row);
    row->name = row->email = row->phone = row->address = (struct view){0};
    row->erased_at_us = call->now_us;
    row->erased_reason = data->reason;
    row->rev++;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_contact_erase *data = call->data;
    struct contact_row *row = batch_load(batch, &table_contact, data->id);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.id", "a contact put before");
    }
    if (!may_act_for(call, row->organisation)) {
        return refuse(batch, E_SCOPE, "data.id",
                      "a contact of an organisation the key may act for");
    }
    if (row->erased_at_us == 0) {
        empty(batch, row, call);
        person_erase(batch, row->id);
        intake_keep_contact(self, row);
        emit_intake_contact_erased(batch, row->id, (struct id){{0}},
                                   &(struct intake_contact_erased){.id = row->id});
    }
    batch_reply(batch, &(struct changed){.id = row->id, .rev = row->rev});
    return OK;
}

const struct handler handler_contact_erase = {
    .message = &message_intake_contact_erase, .want = want, .handle = handle};
