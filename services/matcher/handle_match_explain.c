/* SPDX-License-Identifier: MPL-2.0 */
/* Why, or why not, a professional does a need of a request: the question of the newest version is put
 * again, to the directories as they are now. */
#include "handlers.h"
#include "offer.h"
#include "plan.h"
#include "why.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_match_explain *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->request));
    offer_want(batch, store_plan_id(data->request));
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

/* Answers for a need of the plan; false when it has no such need. */
static bool explain(struct matcher *self, batch_t *batch, const struct call *call,
                    const struct plan_row *plan, struct match_explanation *ret_answer)
{
    const struct matcher_match_explain *data = call->data;
    size_t count;
    struct assignment_row **open = offer_list_open(batch, plan->id, &count);
    struct question question;
    lend(self, plan, open, count, -1);
    question_make(&question, self, plan, call->today, batch_arena(batch));
    keep_former(self, plan, open, count, &question);
    size_t need = question_find(&question, data->need);
    if (need != SIZE_MAX) {
        *ret_answer =
            why_not_chosen(self, &question, need, people_find(self->people, data->professional),
                           batch_arena(batch));
    }
    lend(self, plan, open, count, 1);
    return need != SIZE_MAX;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_match_explain *data = call->data;
    const struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(data->request));
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.request", "a request that was matched");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.request",
                      "a request of an organisation the key may act for");
    }
    if (people_find(self->people, data->professional) == TEAM_NOBODY) {
        return refuse(batch, E_NOT_FOUND, "data.professional", "a professional put before");
    }
    struct match_explanation answer = {.on_team = true};
    if (!is_on_team(plan, data->need, data->professional) &&
        !explain(self, batch, call, plan, &answer)) {
        return refuse(batch, E_NOT_FOUND, "data.need", "a need of the request");
    }
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_match_explain = {
    .message = &message_matcher_match_explain, .want = want, .handle = handle};
