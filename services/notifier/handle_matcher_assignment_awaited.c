/* SPDX-License-Identifier: MPL-2.0 */
/* The contact waits for an absent professional, who is told. */
#include "handlers.h"
#include "letter.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_assignment_awaited *event = call->data;
    letter_want(batch, call, event->professional, LETTER_AWAITED);
}

static void write_letter(const struct letter *letter,
                         const struct matcher_assignment_awaited *event)
{
    char assignment[ID_TEXT_SIZE];
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"assignment", view_of(id_print(event->id, assignment))},
    };
    struct section until = letter_day(letter, "until", event->until);
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, &until, 1});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_assignment_awaited *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_AWAITED,
                            .recipient = event->professional,
                            .recipient_kind = RECIPIENT_PROFESSIONAL,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_matcher_assignment_awaited = {
    .message = &message_matcher_assignment_awaited, .want = want, .handle = handle};
