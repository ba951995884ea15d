/* SPDX-License-Identifier: MPL-2.0 */
/* The bus is told that somebody is unavailable, never why. */
#include "absence.h"

#include <assert.h>

#include "runtime/emit.h"

static const int64_t hour_us = 60 * 60000000LL;

void absence_begin(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment, int32_t until)
{
    const struct ending ending = {
        .trigger = ASSIGNMENT_RELEASE,
        .reason = DECLINE_UNAVAILABLE,
        .until = until,
        .answer_by_us = call->now_us + self->settings->absence_choice_hours * hour_us,
    };
    offer_end(self, batch, call, assignment, ending);
    offer_set_timer(batch, TIMER_ABSENCE, assignment, ending.answer_by_us);
}

void absence_await(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment)
{
    timer_cancel(batch, TIMER_ABSENCE, assignment->id);
    offer_move(batch, call, assignment, ASSIGNMENT_AWAIT);
    offer_hold(self, batch, call, assignment, true);
    const struct matcher_assignment_awaited event = {
        .id = assignment->id,
        .request = assignment->request,
        .need = assignment->need,
        .professional = assignment->professional,
        .organisation = assignment->organisation,
        .service = assignment->service,
        .until = assignment->until,
    };
    emit_matcher_assignment_awaited(batch, event.id, event.request, &event);
}

/* Of the need only what is not approved yet has to be done; what was approved counts against the limit. */
static void keep_remainder(batch_t *batch, struct plan_row *plan,
                           const struct assignment_row *assignment)
{
    struct need needs[TEAM_NEED_MAX + 1];
    size_t count = 0;
    struct list list = list_of_bytes(plan->needs);
    for (; need_next(&list, &needs[count]); count++) {
        if (id_equal(needs[count].id, assignment->need)) {
            needs[count].minutes = offer_remaining(assignment);
        }
    }
    batch_change(batch, &table_plan, plan);
    plan->needs = list_bytes(need_list(needs, count, batch_arena(batch)), batch_arena(batch));
    plan->spent_cents += assignment->approved_cents;
}

void absence_replace(struct matcher *self, batch_t *batch, const struct call *call,
                     struct assignment_row *assignment, enum assignment_trigger trigger)
{
    struct plan_row *plan = batch_load(batch, &table_plan, assignment->plan);
    assert(plan && offer_remaining(assignment) > 0);
    offer_end(self, batch, call, assignment,
              (struct ending){
                  .trigger = trigger, .reason = DECLINE_UNAVAILABLE, .until = assignment->until});
    keep_remainder(batch, plan, assignment);
    if (trigger == ASSIGNMENT_REPLACE) {
        match_exclude(batch, plan, assignment->need, assignment->professional);
    }
    match_again(self, batch, call, plan, BASIS_RELEASED);
}
