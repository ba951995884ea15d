/* SPDX-License-Identifier: MPL-2.0 */
/* Somebody has a need no more. Taken back: the professional is told. Absent: the contact chooses whether to
 * wait. Who declined or did not answer knows it already. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"
#include "proto/id.h"

static bool is_taken_back(const struct matcher_assignment_released *event)
{
    return event->state == ASSIGNMENT_WITHDRAWN || event->state == ASSIGNMENT_REPLACED;
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_assignment_released *event = call->data;
    if (event->state == ASSIGNMENT_RELEASED) {
        letter_want(batch, call, event->contact, LETTER_ABSENCE);
    } else if (is_taken_back(event)) {
        letter_want(batch, call, event->professional, LETTER_TAKEN_BACK);
    }
}

static void tell_professional(struct letter *letter,
                              const struct matcher_assignment_released *event)
{
    letter->kind = LETTER_TAKEN_BACK;
    letter->recipient = event->professional;
    letter->recipient_kind = RECIPIENT_PROFESSIONAL;
    if (!letter_begin(letter)) {
        return;
    }
    char assignment[ID_TEXT_SIZE];
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"assignment", view_of(id_print(event->id, assignment))},
    };
    struct section sections[] = {
        letter_if("offer", !event->accepted),
        letter_if("work", event->accepted),
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, sections,
                                         sizeof sections / sizeof *sections});
}

static void tell_contact(struct letter *letter, const struct matcher_assignment_released *event)
{
    letter->kind = LETTER_ABSENCE;
    letter->recipient = event->contact;
    letter->recipient_kind = RECIPIENT_CONTACT;
    if (!letter_begin(letter)) {
        return;
    }
    arena_t *arena = batch_arena(letter->batch);
    char assignment[ID_TEXT_SIZE];
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"professional", letter_person(letter, event->professional)},
        {"duration", moment_duration(event->remaining_minutes, letter->language, arena)},
        {"answer_by", moment_instant(event->answer_by_us, letter->language, arena)},
        {"assignment", view_of(id_print(event->id, assignment))},
    };
    struct section until = letter_day(letter, "until", event->until);
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, &until, 1});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_assignment_released *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .request = event->request,
                            .organisation = event->organisation};
    if (event->state == ASSIGNMENT_RELEASED) {
        tell_contact(&letter, event);
    } else if (is_taken_back(event)) {
        tell_professional(&letter, event);
    }
    return OK;
}

const struct handler handler_matcher_assignment_released = {
    .message = &message_matcher_assignment_released, .want = want, .handle = handle};
