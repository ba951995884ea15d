/* SPDX-License-Identifier: MPL-2.0 */
/* Nobody answered a quote in time: the contact is told, and that another can be had. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_expired *event = call->data;
    letter_want(batch, call, event->contact, LETTER_EXPIRED);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_quote_expired *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_EXPIRED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        struct value values[] = {
            {"organisation", letter_organisation(&letter, event->organisation)},
            {"valid_until", moment_day(event->valid_until, letter.language, batch_arena(batch))},
            {"total", letter_amount(&letter, event->total_cents, event->currency)},
        };
        letter_queue(&letter, &(struct scope){.values = values,
                                              .value_count = sizeof values / sizeof *values});
    }
    return OK;
}

const struct handler handler_billing_quote_expired = {
    .message = &message_billing_quote_expired, .want = want, .handle = handle};
