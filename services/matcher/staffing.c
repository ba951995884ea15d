/* SPDX-License-Identifier: MPL-2.0 */
/* A need starts when its professional has accepted, and everybody whom it depends on; others do not wait
 * for needs that have nobody yet. */
#include "staffing.h"

#include <assert.h>

#include "match.h"
#include "offer.h"
#include "runtime/emit.h"

/* Has somebody accepted, or done, this assignment. */
static bool is_staffed(const struct assignment_row *assignment)
{
    return assignment && offer_has(assignment) && assignment->state != ASSIGNMENT_OFFERED;
}

/* The contact has agreed to a price for it: to this version's, or, when nobody can do the rest of it, to an
   earlier one's. A proposed version waits for its decision. */
static bool is_agreed(const struct plan_row *plan)
{
    return plan->state == PLAN_ACCEPTED || plan->state == PLAN_STAFFED ||
           (plan->state == PLAN_UNMET && plan->agreed_version > 0);
}

static bool has_need(const struct plan_row *plan, struct id id)
{
    struct list list = list_of_bytes(plan->needs);
    for (struct need need; need_next(&list, &need);) {
        if (id_equal(need.id, id)) {
            return true;
        }
    }
    return false;
}

/* Everybody whom a need depends on has accepted. What the contact left out is not waited for. */
static bool can_start(batch_t *batch, const struct plan_row *plan, const struct need *need)
{
    struct list depends = need->depends_on;
    for (struct id other; list_next_id(&depends, &other);) {
        if (has_need(plan, other) && !is_staffed(offer_of_need(batch, plan->id, other))) {
            return false;
        }
    }
    return true;
}

static struct staffed_need staffed_of(const struct assignment_row *assignment)
{
    return (struct staffed_need){.assignment = assignment->id,
                                 .need = assignment->need,
                                 .service = assignment->service,
                                 .professional = assignment->professional,
                                 .minutes = assignment->minutes};
}

static void start(batch_t *batch, const struct call *call, const struct plan_row *plan,
                  struct assignment_row *assignment)
{
    batch_change(batch, &table_assignment, assignment);
    assignment->started_at_us = call->now_us;
    const struct matcher_need_started event = {
        .plan = plan->id,
        .request = plan->request,
        .version = plan->agreed_version,
        .quote = plan->agreed_quote,
        .organisation = plan->organisation,
        .contact = plan->contact,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
        .need = staffed_of(assignment),
    };
    emit_matcher_need_started(batch, assignment->id, plan->request, &event);
}

/* Who does what, when every need of the plan's present team is accepted; else fewer than it has. */
static size_t list_staffed(batch_t *batch, const struct plan_row *plan,
                           struct staffed_need ret_needs[TEAM_NEED_MAX])
{
    size_t count = 0;
    struct list list = list_of_bytes(plan->team);
    for (struct plan_need need; plan_need_next(&list, &need);) {
        const struct assignment_row *assignment = offer_of_need(batch, plan->id, need.need);
        if (is_staffed(assignment)) {
            ret_needs[count++] = staffed_of(assignment);
        }
    }
    return count;
}

static void tell_staffed(batch_t *batch, struct plan_row *plan)
{
    struct staffed_need needs[TEAM_NEED_MAX];
    size_t count = list_staffed(batch, plan, needs);
    if (count < list_of_bytes(plan->team).count ||
        !state_find(&state_plan, (int)plan->state, PLAN_ALL_ACCEPTED)) {
        return;
    }
    batch_change(batch, &table_plan, plan);
    match_move(plan, PLAN_ALL_ACCEPTED);
    const struct matcher_plan_staffed event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = plan->quote,
        .organisation = plan->organisation,
        .contact = plan->contact,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
        .needs = staffed_need_list(needs, count, batch_arena(batch)),
    };
    emit_matcher_plan_staffed(batch, plan->id, plan->request, &event);
}

void staffing_update(batch_t *batch, const struct call *call, struct plan_row *plan)
{
    if (!is_agreed(plan)) {
        return;
    }
    struct list list = list_of_bytes(plan->needs);
    for (struct need need; need_next(&list, &need);) {
        struct assignment_row *assignment = offer_of_need(batch, plan->id, need.id);
        if (assignment && assignment->state == ASSIGNMENT_ACCEPTED &&
            assignment->started_at_us == 0 && can_start(batch, plan, &need)) {
            start(batch, call, plan, assignment);
        }
    }
    tell_staffed(batch, plan);
}
