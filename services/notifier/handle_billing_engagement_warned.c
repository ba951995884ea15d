/* SPDX-License-Identifier: MPL-2.0 */
/* Much of what the payer allowed is used, or more is asked for: the contact is told before it is exceeded. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_warned *event = call->data;
    letter_want(batch, call, event->contact, LETTER_WARNED);
}

static void write_letter(const struct letter *letter, const struct billing_engagement_warned *event)
{
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"percent", arena_print(batch_arena(letter->batch), "%lld", (long long)event->percent)},
        {"logged", letter_amount(letter, event->logged_cents, event->currency)},
        {"cap", letter_amount(letter, event->cap_cents, event->currency)},
        {"asked", letter_amount(letter, event->asked_cents, event->currency)},
        {"reason", event->reason},
    };
    struct section sections[] = {
        letter_if("asks", event->asked_cents > 0),
        letter_if("tells", event->asked_cents == 0),
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, sections,
                                         sizeof sections / sizeof *sections});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_engagement_warned *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_WARNED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_billing_engagement_warned = {
    .message = &message_billing_engagement_warned, .want = want, .handle = handle};
