/* SPDX-License-Identifier: MPL-2.0 */
/* A need is offered to a professional: they are told what, for whom, how long, and until when. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_assignment_offered *event = call->data;
    letter_want(batch, call, event->professional, LETTER_OFFER);
}

static void write_offer(const struct letter *letter, const struct matcher_assignment_offered *event)
{
    arena_t *arena = batch_arena(letter->batch);
    char assignment[ID_TEXT_SIZE];
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"duration", moment_duration(event->minutes, letter->language, arena)},
        {"expires", moment_instant(event->expires_at_us, letter->language, arena)},
        {"assignment", view_of(id_print(event->id, assignment))},
    };
    letter_queue(letter,
                 &(struct scope){.values = values, .value_count = sizeof values / sizeof *values});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_assignment_offered *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_OFFER,
                            .recipient = event->professional,
                            .recipient_kind = RECIPIENT_PROFESSIONAL,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_offer(&letter, event);
    }
    return OK;
}

const struct handler handler_matcher_assignment_offered = {
    .message = &message_matcher_assignment_offered, .want = want, .handle = handle};
