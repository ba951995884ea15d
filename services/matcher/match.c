/* SPDX-License-Identifier: MPL-2.0 */
/* Question, answer, plan, event. */
#include "match.h"

#include <assert.h>

#include "case.h"
#include "ladder.h"
#include "offer.h"
#include "runtime/emit.h"
#include "why.h"

void match_move(struct plan_row *plan, enum plan_trigger trigger)
{
    const struct transition *transition = state_find(&state_plan, (int)plan->state, (int)trigger);
    assert(transition);
    plan->state = transition->to;
}

static void tell_proposed(batch_t *batch, const struct plan_row *plan)
{
    const struct matcher_plan_proposed event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .basis = (int)plan->basis,
        .organisation = plan->organisation,
        .contact = plan->contact,
        .cost_cents = plan->cost_cents,
        .lower_bound_cents = plan->lower_bound_cents,
        .proven = plan->proven,
        .input_digest = plan->input_digest,
        .needs = list_of_bytes(plan->team),
        .terms = list_of_bytes(plan->terms),
        .relaxed = list_of_bytes(plan->relaxed),
        .class = (int)plan->class,
    };
    emit_matcher_plan_proposed(batch, plan->id, plan->request, &event);
}

static void tell_unmet(struct matcher *self, batch_t *batch, const struct plan_row *plan,
                       const struct question *question)
{
    struct matcher_plan_unmet event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .organisation = plan->organisation,
        .contact = plan->contact,
    };
    why_unmet(&event, self->workspace, question, batch_arena(batch));
    emit_matcher_plan_unmet(batch, plan->id, plan->request, &event);
}

/* Answers the question into the plan, by giving up what the operator lets be given up if need be, and
   tells. */
static void decide(struct matcher *self, batch_t *batch, const struct call *call,
                   struct plan_row *plan, struct question *question)
{
    struct team_answer answer;
    ladder_solve(self, question, plan, &answer, batch_arena(batch));
    plan_take_answer(plan, question, &answer, batch_arena(batch));
    struct match_case rests_on = case_of(self, plan, question, &answer, batch_arena(batch));
    plan->input_digest = store_case(batch, plan, &rests_on);
    plan->planned_at_us = call->now_us;
    plan->state = STATE_NONE;
    if (answer.status == TEAM_STATUS_FOUND) {
        match_move(plan, PLAN_TEAM_FOUND);
        batch_count(batch, MATCHER_PROPOSED, 1);
        batch_count(batch, MATCHER_UNPROVEN, !answer.proven);
        tell_proposed(batch, plan);
    } else {
        match_move(plan, PLAN_NO_TEAM);
        batch_count(batch, MATCHER_UNMET, 1);
        tell_unmet(self, batch, plan, question);
        match_retry_soon(self, batch, call);
    }
}

/* Organisations whose conflicts count, each once; 128 are far more than any requester lies below. */
struct circle {
    struct id ids[128];
    size_t count;
};

static void add_organisation(struct circle *circle, struct id organisation)
{
    for (size_t i = 0; i < circle->count; i++) {
        if (id_equal(circle->ids[i], organisation)) {
            return;
        }
    }
    if (circle->count < sizeof circle->ids / sizeof *circle->ids) {
        circle->ids[circle->count++] = organisation;
    }
}

static void add_above(struct circle *circle, const struct call *call, struct id organisation)
{
    struct id above[64];
    size_t count = call->kinship ? kinship_list_above(call->kinship, organisation, call->today,
                                                      above, sizeof above / sizeof *above)
                                 : 0;
    for (size_t i = 0; i < count; i++) {
        add_organisation(circle, above[i]);
    }
}

struct view match_circle(const struct call *call, struct list path, struct list adverse,
                         arena_t *arena)
{
    struct circle circle = {.count = 0};
    struct id first;
    struct list list = path;
    bool some = list_next_id(&list, &first);
    for (struct id id; list_next_id(&path, &id);) {
        add_organisation(&circle, id);
    }
    if (some) {
        add_above(&circle, call, first);
    }
    for (struct id id; list_next_id(&adverse, &id);) {
        add_above(&circle, call, id);
    }
    return list_bytes(list_pack_ids(circle.ids, circle.count, arena), arena);
}

void match_look_above(struct plan_row *plan, const struct call *call, arena_t *arena)
{
    plan->path = match_circle(call, list_of_bytes(plan->path), list_of_bytes(plan->adverse), arena);
}

void match_take_request(struct plan_row *plan, const struct request_told *told,
                        const struct call *call, arena_t *arena)
{
    plan->request = told->id;
    plan->organisation = told->organisation;
    plan->contact = told->contact;
    plan->path = match_circle(call, told->path, told->adverse, arena);
    plan->adverse = list_bytes(told->adverse, arena);
    plan->region = told->region;
    plan->language = told->language;
    plan->urgency = told->urgency;
    plan->deadline = told->deadline;
    plan->class = told->class;
    plan->needs = list_bytes(told->needs, arena);
}

void match_request(struct matcher *self, batch_t *batch, const struct call *call,
                   const struct request_told *told)
{
    struct plan_row plan = {.id = store_plan_id(told->id), .version = 1, .basis = BASIS_REQUEST};
    match_take_request(&plan, told, call, batch_arena(batch));
    struct question question;
    question_make(&question, self, &plan, call->today, batch_arena(batch));
    decide(self, batch, call, &plan, &question);
    batch_insert(batch, &table_plan, &plan);
}

/* The present version, as it stays. */
static void store_past(batch_t *batch, const struct plan_row *plan)
{
    batch_insert(batch, &table_plan_past,
                 &(struct plan_past_row){
                     .id = batch_id_new(batch),
                     .plan = plan->id,
                     .version = plan->version,
                     .basis = plan->basis,
                     .state = plan->state,
                     .team = plan->team,
                     .terms = plan->terms,
                     .cost_cents = plan->cost_cents,
                     .lower_bound_cents = plan->lower_bound_cents,
                     .proven = plan->proven,
                     .input_digest = plan->input_digest,
                     .planned_at_us = plan->planned_at_us,
                     .quote = plan->quote,
                     .quote_total_cents = plan->quote_total_cents,
                     .not_to_exceed_cents = plan->not_to_exceed_cents,
                 });
}

static enum plan_trigger trigger_of(enum plan_basis basis)
{
    switch (basis) {
    case BASIS_SUBSET:
        return PLAN_CONTACT_NARROWS;
    case BASIS_RENEWED:
        return PLAN_RENEWED;
    case BASIS_UPDATE:
        return PLAN_UPDATED;
    default:
        return PLAN_REPLACED;
    }
}

void match_again(struct matcher *self, batch_t *batch, const struct call *call,
                 struct plan_row *plan, enum plan_basis basis)
{
    batch_change(batch, &table_plan, plan);
    match_move(plan, trigger_of(basis));
    store_past(batch, plan);
    plan->version++;
    plan->basis = basis;
    plan->quote = (struct id){{0}};
    plan->quote_total_cents = 0;
    plan->quote_valid_until = 0;
    ladder_forget(batch, plan);
    match_look_above(plan, call, batch_arena(batch));
    struct question question;
    question_make(&question, self, plan, call->today, batch_arena(batch));
    offer_keep_open(self, batch, plan, &question);
    decide(self, batch, call, plan, &question);
}

bool match_could_be_met(struct matcher *self, batch_t *batch, const struct call *call,
                        const struct plan_row *plan)
{
    struct plan_row strict = *plan;
    struct question question;
    struct team_answer answer;
    ladder_forget(batch, &strict);
    match_look_above(&strict, call, batch_arena(batch));
    question_make(&question, self, &strict, call->today, batch_arena(batch));
    offer_keep_open(self, batch, &strict, &question);
    ladder_solve(self, &question, &strict, &answer, batch_arena(batch));
    return answer.status == TEAM_STATUS_FOUND;
}

void match_retry_soon(struct matcher *self, batch_t *batch, const struct call *call)
{
    static const int64_t second_us = 1000000;
    int64_t pause_us = self->settings->unmet_retry_seconds * second_us;
    struct id first = {{0}};
    /* The same moment for all that happens within a pause: setting it again does not put it off. */
    timer_set(batch, TIMER_UNMET, first, (call->now_us / pause_us + 1) * pause_us,
              (struct view){0});
}

void match_agree(struct plan_row *plan)
{
    plan->agreed_version = plan->version;
    plan->agreed_quote = plan->quote;
}

void match_tell_accepted(batch_t *batch, const struct plan_row *plan, bool automatic)
{
    struct id needs[TEAM_NEED_MAX];
    size_t count = 0;
    struct list list = list_of_bytes(plan->team);
    for (struct plan_need need; plan_need_next(&list, &need);) {
        needs[count++] = need.need;
    }
    const struct matcher_plan_accepted event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = plan->quote,
        .not_to_exceed_cents = plan->not_to_exceed_cents,
        .automatic = automatic,
        .needs = list_pack_ids(needs, count, batch_arena(batch)),
        .refused = list_of_bytes(plan->refused),
    };
    emit_matcher_plan_accepted(batch, plan->id, plan->request, &event);
}

void match_exclude(batch_t *batch, struct plan_row *plan, struct id need, struct id professional)
{
    arena_t *arena = batch_arena(batch);
    struct list present = list_of_bytes(plan->excluded);
    struct id *ids = arena_alloc(arena, (present.count + 2) * sizeof *ids);
    size_t count = 0;
    while (list_next_id(&present, &ids[count])) {
        count++;
    }
    ids[count++] = need;
    ids[count++] = professional;
    batch_change(batch, &table_plan, plan);
    plan->excluded = list_bytes(list_pack_ids(ids, count, arena), arena);
}
