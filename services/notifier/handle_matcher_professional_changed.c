/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps how to reach a professional; names and addresses stay sealed. */
#include "handlers.h"
#include "person.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_professional_changed *event = call->data;
    batch_want(batch, &table_person, 0, event->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_professional_changed *event = call->data;
    struct person_row row = {event->id,    RECIPIENT_PROFESSIONAL, event->name,
                             event->email, event->phone,           event->language};
    person_keep(context, batch, &row);
    return OK;
}

const struct handler handler_matcher_professional_changed = {
    .message = &message_matcher_professional_changed, .want = want, .handle = handle};
