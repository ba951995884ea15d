/* SPDX-License-Identifier: MPL-2.0 */
/* An assignment holds its professional's minutes while it is open, and once accepted until the planning
 * horizon of that day has passed: by then the work is taken as done. */
#include "offer.h"

#include <assert.h>

#include "runtime/emit.h"

static const int64_t minute_us = 60000000;
static const int64_t week_us = 7 * 24 * 60 * 60000000LL;

void offer_want(batch_t *batch, struct id plan)
{
    batch_want(batch, &table_assignment, 1, plan);
}

static bool is_open(const struct assignment_row *assignment)
{
    return assignment->state == ASSIGNMENT_OFFERED || assignment->state == ASSIGNMENT_ACCEPTED;
}

size_t offer_list_open(batch_t *batch, struct id plan,
                       struct assignment_row *ret_open[TEAM_NEED_MAX])
{
    size_t count;
    size_t open_count = 0;
    void **rows = batch_find(batch, &table_assignment, 1, plan, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_open(rows[i])) {
            assert(open_count < TEAM_NEED_MAX);
            ret_open[open_count++] = rows[i];
        }
    }
    return open_count;
}

void offer_keep_open(struct matcher *self, batch_t *batch, const struct plan_row *plan,
                     struct question *question)
{
    struct assignment_row *open[TEAM_NEED_MAX];
    size_t count = offer_list_open(batch, plan->id, open);
    for (size_t i = 0; i < count; i++) {
        size_t need = question_find(question, open[i]->need);
        uint32_t position = people_find(self->people, open[i]->professional);
        if (need != SIZE_MAX && position != TEAM_NOBODY) {
            question_keep(question, need, position);
        }
    }
}

/* ---- offering ---- */

/* Who does each need by the plan's team. */
static void read_team(const struct matcher *self, const struct plan_row *plan,
                      const struct question *question, uint32_t ret_team[TEAM_NEED_MAX])
{
    struct list list = list_of_bytes(plan->team);
    for (size_t i = 0; i < TEAM_NEED_MAX; i++) {
        ret_team[i] = TEAM_NOBODY;
    }
    for (struct plan_need item; plan_need_next(&list, &item);) {
        size_t need = question_find(question, item.need);
        assert(need != SIZE_MAX);
        ret_team[need] = people_find(self->people, item.professional);
    }
}

uint32_t offer_find_lost(struct matcher *self, batch_t *batch, const struct call *call,
                         const struct plan_row *plan)
{
    struct question question;
    uint32_t team[TEAM_NEED_MAX];
    uint32_t lost = 0;
    question_make(&question, self, plan, call->today, batch_arena(batch));
    offer_keep_open(self, batch, plan, &question);
    read_team(self, plan, &question, team);
    for (size_t i = 0; i < question.asked.need_count; i++) {
        uint32_t needs = 0;
        assert(team[i] != TEAM_NOBODY); /* nobody is ever removed */
        for (size_t other = 0; other < question.asked.need_count; other++) {
            needs |= (uint32_t)(team[other] == team[i]) << other;
        }
        struct candidate_failure failure;
        if (question.kept[i] == TEAM_NOBODY &&
            !candidate_check_set(question.directory, &question.asked, team[i], needs, &failure)) {
            lost |= 1U << i;
        }
    }
    return lost;
}

static int64_t ttl_us(const struct matcher_settings *settings, int64_t urgency)
{
    switch ((enum urgency)urgency) {
    case URGENCY_LOW:
        return settings->offer_ttl_minutes_low * minute_us;
    case URGENCY_HIGH:
        return settings->offer_ttl_minutes_high * minute_us;
    case URGENCY_LEGAL_DEADLINE:
        return settings->offer_ttl_minutes_legal * minute_us;
    case URGENCY_NORMAL:
    case urgency_count:
        break;
    }
    return settings->offer_ttl_minutes_normal * minute_us;
}

static void tell_offered(batch_t *batch, const struct assignment_row *assignment)
{
    const struct matcher_assignment_offered event = {
        .id = assignment->id,
        .plan = assignment->plan,
        .request = assignment->request,
        .version = assignment->version,
        .need = assignment->need,
        .service = assignment->service,
        .organisation = assignment->organisation,
        .professional = assignment->professional,
        .minutes = assignment->minutes,
        .expires_at_us = assignment->expires_at_us,
    };
    emit_matcher_assignment_offered(batch, event.id, event.request, &event);
}

static void offer_need(struct matcher *self, batch_t *batch, const struct call *call,
                       const struct plan_row *plan, const struct plan_need *need)
{
    const struct transition *transition =
        state_find(&state_assignment, STATE_NONE, ASSIGNMENT_OFFER);
    assert(transition);
    const struct assignment_row assignment = {
        .id = batch_id_new(batch),
        .plan = plan->id,
        .request = plan->request,
        .version = plan->version,
        .need = need->need,
        .service = need->service,
        .organisation = plan->organisation,
        .professional = need->professional,
        .minutes = need->minutes,
        .state = transition->to,
        .held = true,
        .offered_at_us = call->now_us,
        .expires_at_us = call->now_us + ttl_us(self->settings, plan->urgency),
    };
    batch_insert(batch, &table_assignment, &assignment);
    people_hold(self->people, assignment.professional, assignment.minutes, 1);
    timer_set(batch, TIMER_OFFER_EXPIRE, assignment.id, assignment.expires_at_us,
              arena_copy(batch_arena(batch), (struct view){plan->id.bytes, sizeof plan->id.bytes}));
    batch_count(batch, MATCHER_OFFERED, 1);
    tell_offered(batch, &assignment);
}

static bool has_need(struct assignment_row *const *open, size_t count, struct id need)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(open[i]->need, need)) {
            return true;
        }
    }
    return false;
}

void offer_needs(struct matcher *self, batch_t *batch, const struct call *call,
                 const struct plan_row *plan, uint32_t except)
{
    struct assignment_row *open[TEAM_NEED_MAX];
    size_t count = offer_list_open(batch, plan->id, open);
    struct list list = list_of_bytes(plan->team);
    /* The team stands in the order of the needs. */
    size_t i = 0;
    for (struct plan_need need; plan_need_next(&list, &need); i++) {
        if (!(except >> i & 1) && !has_need(open, count, need.need)) {
            offer_need(self, batch, call, plan, &need);
        }
    }
}

/* ---- answers ---- */

/* Moves an assignment as its table of states says, which must know the way. Who accepted has, also when
   the offer is withdrawn later: when they answered stays. */
static void move(batch_t *batch, const struct call *call, struct assignment_row *assignment,
                 enum assignment_trigger trigger)
{
    const struct transition *transition =
        state_find(&state_assignment, (int)assignment->state, (int)trigger);
    assert(transition);
    batch_change(batch, &table_assignment, assignment);
    assignment->state = transition->to;
    if (trigger != ASSIGNMENT_WITHDRAW) {
        assignment->answered_at_us = call->now_us;
    }
}

void offer_end(struct matcher *self, batch_t *batch, const struct call *call,
               struct assignment_row *assignment, struct ending ending)
{
    timer_cancel(batch,
                 assignment->state == ASSIGNMENT_OFFERED ? TIMER_OFFER_EXPIRE : TIMER_HOLD_END,
                 assignment->id);
    move(batch, call, assignment, ending.trigger);
    assignment->reason = ending.reason;
    if (assignment->held) {
        assignment->held = false;
        people_hold(self->people, assignment->professional, -assignment->minutes, -1);
    }
    const struct matcher_assignment_released event = {
        .id = assignment->id,
        .request = assignment->request,
        .need = assignment->need,
        .professional = assignment->professional,
        .state = (int)assignment->state,
        .reason = (int)ending.reason,
    };
    emit_matcher_assignment_released(batch, event.id, event.request, &event);
}

void offer_accept(struct matcher *self, batch_t *batch, const struct call *call,
                  struct assignment_row *assignment)
{
    move(batch, call, assignment, ASSIGNMENT_ACCEPT);
    timer_cancel(batch, TIMER_OFFER_EXPIRE, assignment->id);
    timer_set(batch, TIMER_HOLD_END, assignment->id,
              call->now_us + self->settings->planning_weeks * week_us, (struct view){0});
    links_put(self->served, assignment->organisation,
              &(struct link){assignment->professional, assignment->professional, call->today, 0});
    const struct matcher_assignment_accepted event = {
        .id = assignment->id,
        .request = assignment->request,
        .need = assignment->need,
        .professional = assignment->professional,
    };
    emit_matcher_assignment_accepted(batch, event.id, event.request, &event);
}

struct id offer_plan_of_timer(const struct timer *timer)
{
    struct id plan;
    assert(timer->data.size == sizeof plan.bytes);
    memcpy(plan.bytes, timer->data.bytes, sizeof plan.bytes);
    return plan;
}
