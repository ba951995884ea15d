/* SPDX-License-Identifier: MPL-2.0 */
/* No team can meet all needs of a request: the contact is told, and what happens next. */
#include "letter.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_unmet *event = call->data;
    letter_want(batch, call, event->contact, LETTER_UNMET);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_plan_unmet *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_UNMET,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        struct value values[] = {
            {"organisation", letter_organisation(&letter, event->organisation)}};
        letter_queue(&letter, &(struct scope){.values = values, .value_count = 1});
    }
    return OK;
}

const struct handler handler_matcher_plan_unmet = {
    .message = &message_matcher_plan_unmet, .want = want, .handle = handle};
