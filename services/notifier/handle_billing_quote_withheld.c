/* SPDX-License-Identifier: MPL-2.0 */
/* The by-law gives non-members no price: the contact is told that the plan goes no further, and what would help. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_withheld *event = call->data;
    letter_want(batch, call, event->contact, LETTER_WITHHELD);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_quote_withheld *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_WITHHELD,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        struct value organisation = {"organisation",
                                     letter_organisation(&letter, event->organisation)};
        letter_queue(&letter, &(struct scope){.values = &organisation, .value_count = 1});
    }
    return OK;
}

const struct handler handler_billing_quote_withheld = {
    .message = &message_billing_quote_withheld, .want = want, .handle = handle};
