/* SPDX-License-Identifier: MPL-2.0 */
/* A need is done, says its professional: the contact may confirm or dispute. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_finished *event = call->data;
    letter_want(batch, call, event->contact, LETTER_FINISHED);
}

static void write_letter(const struct letter *letter, const struct matcher_need_finished *event)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"professional", letter_person(letter, event->professional)},
        {"closes", moment_instant(event->closes_at_us, letter->language, arena)},
    };
    letter_queue(letter,
                 &(struct scope){.values = values, .value_count = sizeof values / sizeof *values});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_need_finished *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_FINISHED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_matcher_need_finished = {
    .message = &message_matcher_need_finished, .want = want, .handle = handle};
