/* SPDX-License-Identifier: MPL-2.0 */
/* An assignment holds its professional's minutes, less those approved as worked, from the offer until it
 * ends, pauses or is said to be done. */
#include "offer.h"

#include <assert.h>

#include "match.h"
#include "runtime/emit.h"

static const int64_t minute_us = 60000000;

void offer_want(batch_t *batch, struct id plan)
{
    batch_want(batch, &table_assignment, 1, plan);
}

bool offer_has(const struct assignment_row *assignment)
{
    switch ((enum assignment_state)assignment->state) {
    case ASSIGNMENT_OFFERED:
    case ASSIGNMENT_ACCEPTED:
    case ASSIGNMENT_RELEASED:
    case ASSIGNMENT_FINISHED:
    case ASSIGNMENT_DISPUTED:
    case ASSIGNMENT_CLOSED:
        return true;
    case ASSIGNMENT_DECLINED:
    case ASSIGNMENT_EXPIRED:
    case ASSIGNMENT_WITHDRAWN:
    case ASSIGNMENT_REPLACED:
    case assignment_state_count:
        break;
    }
    return false;
}

static bool is_open(const struct assignment_row *assignment)
{
    return offer_has(assignment) && assignment->state != ASSIGNMENT_CLOSED;
}

struct assignment_row **offer_list_open(batch_t *batch, struct id plan, size_t *ret_count)
{
    size_t count;
    void **rows = batch_find(batch, &table_assignment, 1, plan, &count);
    struct assignment_row **open = arena_alloc(batch_arena(batch), (count + 1) * sizeof(void *));
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_open(rows[i])) {
            open[(*ret_count)++] = rows[i];
        }
    }
    return open;
}

struct assignment_row *offer_of_need(batch_t *batch, struct id plan, struct id need)
{
    size_t count;
    void **rows = batch_find(batch, &table_assignment, 1, plan, &count);
    for (size_t i = 0; i < count; i++) {
        struct assignment_row *assignment = rows[i];
        if (id_equal(assignment->need, need) && offer_has(assignment)) {
            return assignment;
        }
    }
    return NULL;
}

/* Whoever did a need that this version has no more is not given one that another person must do. */
static void separate(struct matcher *self, batch_t *batch, const struct plan_row *plan,
                     struct question *question, size_t place)
{
    struct list others = question->wanted[place].not_same_person_as;
    for (struct id other; list_next_id(&others, &other);) {
        const struct assignment_row *taken = offer_of_need(batch, plan->id, other);
        uint32_t position = taken ? people_find(self->people, taken->professional) : TEAM_NOBODY;
        if (position != TEAM_NOBODY && question_find(question, other) == SIZE_MAX) {
            question_exclude(question, position, 1U << place, batch_arena(batch));
        }
    }
}

void offer_keep_open(struct matcher *self, batch_t *batch, const struct plan_row *plan,
                     struct question *question)
{
    for (size_t need = 0; need < question->asked.need_count; need++) {
        const struct assignment_row *taken =
            offer_of_need(batch, plan->id, question->wanted[need].id);
        uint32_t position = taken ? people_find(self->people, taken->professional) : TEAM_NOBODY;
        if (position != TEAM_NOBODY) {
            question_keep(question, need, position);
        }
        separate(self, batch, plan, question, need);
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
    offer_set_timer(batch, TIMER_OFFER_EXPIRE, &assignment, assignment.expires_at_us);
    batch_count(batch, MATCHER_OFFERED, 1);
    tell_offered(batch, &assignment);
}

void offer_needs(struct matcher *self, batch_t *batch, const struct call *call,
                 const struct plan_row *plan, uint32_t except)
{
    struct list list = list_of_bytes(plan->team);
    /* The team stands in the order of the needs. */
    size_t i = 0;
    for (struct plan_need need; plan_need_next(&list, &need); i++) {
        if (!(except >> i & 1) && !offer_of_need(batch, plan->id, need.need)) {
            offer_need(self, batch, call, plan, &need);
        }
    }
}

/* ---- answers ---- */

/* When the professional answered, or did not; what comes later leaves it. */
static bool is_answer(enum assignment_trigger trigger)
{
    return trigger == ASSIGNMENT_ACCEPT || trigger == ASSIGNMENT_DECLINE ||
           trigger == ASSIGNMENT_TIME_OUT;
}

void offer_move(batch_t *batch, const struct call *call, struct assignment_row *assignment,
                enum assignment_trigger trigger)
{
    const struct transition *transition =
        state_find(&state_assignment, (int)assignment->state, (int)trigger);
    assert(transition);
    batch_change(batch, &table_assignment, assignment);
    assignment->state = transition->to;
    if (is_answer(trigger)) {
        assignment->answered_at_us = call->now_us;
    }
}

int64_t offer_remaining(const struct assignment_row *assignment)
{
    int64_t remaining = assignment->minutes - assignment->approved_minutes;
    return remaining > 0 ? remaining : 0;
}

void offer_hold(struct matcher *self, batch_t *batch, const struct call *call,
                struct assignment_row *assignment, bool held)
{
    if (assignment->held == held) {
        return;
    }
    batch_change(batch, &table_assignment, assignment);
    assignment->held = held;
    int64_t sign = held ? 1 : -1;
    people_hold(self->people, assignment->professional, sign * offer_remaining(assignment), sign);
    if (!held) {
        match_retry_soon(self, batch, call);
    }
}

static void tell_released(batch_t *batch, const struct assignment_row *assignment,
                          struct ending ending)
{
    const struct plan_row *plan = batch_load(batch, &table_plan, assignment->plan);
    assert(plan);
    const struct matcher_assignment_released event = {
        .id = assignment->id,
        .request = assignment->request,
        .need = assignment->need,
        .professional = assignment->professional,
        .state = (int)assignment->state,
        .reason = (int)ending.reason,
        .organisation = assignment->organisation,
        .contact = plan->contact,
        .service = assignment->service,
        .until = ending.until,
        .remaining_minutes = offer_remaining(assignment),
        .accepted = assignment->answered_at_us > 0 && assignment->state != ASSIGNMENT_DECLINED &&
                    assignment->state != ASSIGNMENT_EXPIRED,
        .answer_by_us = ending.answer_by_us,
    };
    emit_matcher_assignment_released(batch, event.id, event.request, &event);
}

/* The timer that runs in a state. */
static const char *timer_of_state(enum assignment_state state)
{
    switch (state) {
    case ASSIGNMENT_OFFERED:
        return TIMER_OFFER_EXPIRE;
    case ASSIGNMENT_RELEASED:
        return TIMER_ABSENCE;
    case ASSIGNMENT_FINISHED:
        return TIMER_NEED_CLOSE;
    default:
        return NULL;
    }
}

void offer_end(struct matcher *self, batch_t *batch, const struct call *call,
               struct assignment_row *assignment, struct ending ending)
{
    const char *timer = timer_of_state((enum assignment_state)assignment->state);
    if (timer) {
        timer_cancel(batch, timer, assignment->id);
    }
    offer_move(batch, call, assignment, ending.trigger);
    assignment->reason = ending.reason;
    assignment->until = ending.until;
    offer_hold(self, batch, call, assignment, false);
    tell_released(batch, assignment, ending);
}

struct list offer_withdraw_all(struct matcher *self, batch_t *batch, const struct call *call,
                               struct id plan)
{
    size_t count;
    struct assignment_row **open = offer_list_open(batch, plan, &count);
    struct id ended[TEAM_NEED_MAX];
    size_t ended_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (state_find(&state_assignment, (int)open[i]->state, ASSIGNMENT_WITHDRAW)) {
            offer_end(self, batch, call, open[i], (struct ending){.trigger = ASSIGNMENT_WITHDRAW});
            ended[ended_count++] = open[i]->id;
        }
    }
    return list_pack_ids(ended, ended_count, batch_arena(batch));
}

void offer_accept(struct matcher *self, batch_t *batch, const struct call *call,
                  struct assignment_row *assignment)
{
    offer_move(batch, call, assignment, ASSIGNMENT_ACCEPT);
    timer_cancel(batch, TIMER_OFFER_EXPIRE, assignment->id);
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

void offer_set_timer(batch_t *batch, const char *name, const struct assignment_row *assignment,
                     int64_t due_us)
{
    struct view plan = {assignment->plan.bytes, sizeof assignment->plan.bytes};
    timer_set(batch, name, assignment->id, due_us, arena_copy(batch_arena(batch), plan));
}

struct id offer_plan_of_timer(const struct timer *timer)
{
    struct id plan;
    assert(timer->data.size == sizeof plan.bytes);
    memcpy(plan.bytes, timer->data.bytes, sizeof plan.bytes);
    return plan;
}
