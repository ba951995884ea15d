/* SPDX-License-Identifier: MPL-2.0 */
/* The contact does not take a need as done: its professional is told what is missing. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_disputed *event = call->data;
    letter_want(batch, call, event->professional, LETTER_DISPUTED);
}

static void write_letter(const struct letter *letter, const struct matcher_need_disputed *event)
{
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
    };
    struct section reason = letter_if_text(letter, "reason", event->reason);
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, &reason, 1});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_need_disputed *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_DISPUTED,
                            .recipient = event->professional,
                            .recipient_kind = RECIPIENT_PROFESSIONAL,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_matcher_need_disputed = {
    .message = &message_matcher_need_disputed, .want = want, .handle = handle};
