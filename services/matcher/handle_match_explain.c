/* SPDX-License-Identifier: MPL-2.0 */
/* The team of a request or of a case, and why, or why not, somebody is on it. A request is decided anew:
 * its newest version, on the directories as they are now. */
#include <string.h>

#include "explain.h"
#include "handlers.h"
#include "ladder.h"
#include "match.h"
#include "offer.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_match_explain *data = call->data;
    if (!id_none(data->request)) {
        batch_want(batch, &table_plan, 0, store_plan_id(data->request));
        offer_want(batch, store_plan_id(data->request));
    }
}

static int refuse_as(batch_t *batch, const struct refusal *refusal)
{
    return refuse(batch, refusal->code, refusal->path, refusal->expected);
}

static bool is_on_team(const struct plan_row *plan, struct id need, struct id professional)
{
    struct list list = list_of_bytes(plan->team);
    for (struct plan_need item; plan_need_next(&list, &item);) {
        if (id_equal(item.need, need) && id_equal(item.professional, professional)) {
            return true;
        }
    }
    return false;
}

/* What the offers of this very version hold was free when it was decided on: gives it back (sign -1), and
   takes it again (sign 1). */
static void lend(struct matcher *self, const struct plan_row *plan,
                 struct assignment_row *const *open, size_t count, int64_t sign)
{
    for (size_t i = 0; i < count; i++) {
        if (open[i]->version == plan->version && open[i]->held) {
            people_hold(self->people, open[i]->professional, sign * open[i]->minutes, sign);
        }
    }
}

static void keep_former(struct matcher *self, const struct plan_row *plan,
                        struct assignment_row *const *open, size_t count, struct question *question)
{
    for (size_t i = 0; i < count; i++) {
        size_t need = question_find(question, open[i]->need);
        uint32_t position = people_find(self->people, open[i]->professional);
        if (open[i]->version < plan->version && need != SIZE_MAX && position != TEAM_NOBODY) {
            question_keep(question, need, position);
        }
    }
}

/* Adds the wishes to a question made, gives up what the operator lets be given up when nobody meets it all, and
   answers it. */
static int answer(struct matcher *self, batch_t *batch, const struct matcher_match_explain *data,
                  const struct plan_row *plan, struct question *question)
{
    struct refusal refusal;
    uint32_t forced[TEAM_NEED_MAX];
    const struct case_wishes wishes = {data->forbid, data->force, data->relax};
    size_t count = question->asked.forced_count; /* those the case forces */
    for (size_t i = 0; i < count; i++) {
        forced[i] = question->asked.forced[i];
    }
    const struct case_reader reader = {"data", batch_arena(batch), &refusal};
    int result = case_wish(question, self->people, &wishes, forced, &reader);
    if (result != OK) {
        return refuse_as(batch, &refusal);
    }
    struct explain_wish wish = {.professional = people_find(self->people, data->professional),
                                .need = question_find(question, data->need),
                                .best = (size_t)data->best};
    if (wish.professional == TEAM_NOBODY && !id_none(data->professional)) {
        return refuse(batch, E_NOT_FOUND, "data.professional", "a professional who is there");
    }
    if (wish.need == SIZE_MAX && !id_none(data->need)) {
        return refuse(batch, E_NOT_FOUND, "data.need", "a need of the request");
    }
    struct plan_row lenient = *plan;
    struct team_answer strict;
    ladder_solve(self, question, &lenient, &strict, batch_arena(batch));
    struct match_explanation explanation =
        explain_question(self, plan, question, &wish, batch_arena(batch));
    explanation.given_up = list_of_bytes(lenient.relaxed);
    bool changed = data->forbid.count + data->force.count + data->relax.count > 0;
    if (!changed && is_on_team(plan, data->need, data->professional)) {
        explanation.on_team = true; /* whatever the team would be today */
        explanation.constraint = explanation.detail = (struct view){0};
        explanation.extra_cents = 0;
    }
    batch_reply(batch, &explanation);
    return OK;
}

static int explain_request(struct matcher *self, batch_t *batch, const struct call *call)
{
    const struct matcher_match_explain *data = call->data;
    const struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(data->request));
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.request", "a request that was matched");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.request",
                      "a request of an organisation the key may act for");
    }
    size_t count;
    struct assignment_row **open = offer_list_open(batch, plan->id, &count);
    struct question question;
    lend(self, plan, open, count, -1);
    question_make(&question, self, plan, call->today, batch_arena(batch));
    keep_former(self, plan, open, count, &question);
    int result = answer(self, batch, data, plan, &question);
    lend(self, plan, open, count, 1);
    return result;
}

/* As for a request: what is above the organisation, and above the adverse parties. */
static struct list circle_of(const struct call *call, const struct match_case *asked,
                             arena_t *arena)
{
    struct id path[18];
    path[0] = asked->organisation;
    struct list list = asked->path;
    size_t count = 1;
    while (count < sizeof path / sizeof *path && list_next_id(&list, &path[count])) {
        count++;
    }
    return list_of_bytes(
        match_circle(call, list_pack_ids(path, count, arena), asked->adverse, arena));
}

static int explain_case(struct matcher *self, batch_t *batch, const struct call *call)
{
    const struct matcher_match_explain *data = call->data;
    struct refusal refusal;
    if (!id_none(data->question.organisation) && !may_act_for(call, data->question.organisation)) {
        return refuse(batch, E_SCOPE, "data.question.organisation",
                      "an organisation the key may act for");
    }
    const struct case_reader reader = {"data.question", batch_arena(batch), &refusal};
    struct match_case asked = data->question;
    asked.path = circle_of(call, &asked, batch_arena(batch));
    struct case_room room;
    int result = case_open(&room, self, &asked, call->today, &reader);
    result = result == OK ? answer(&room.matcher, batch, data, &room.plan, &room.question)
                          : refuse_as(batch, &refusal);
    case_close(&room);
    return result;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct matcher_match_explain *data = call->data;
    bool has_case = data->question.needs.count > 0;
    if (id_none(data->request) != has_case) {
        return refuse(batch, E_FIELD_MISSING, has_case ? "data.request" : "data.question",
                      "either a request or a question with needs");
    }
    return has_case ? explain_case(context, batch, call) : explain_request(context, batch, call);
}

const struct handler handler_match_explain = {
    .message = &message_matcher_match_explain, .want = want, .handle = handle};
