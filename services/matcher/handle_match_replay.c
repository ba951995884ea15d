/* SPDX-License-Identifier: MPL-2.0 */
/* A version of a plan is decided again, from what was kept of its question when it was decided. */
#include "explain.h"
#include "handlers.h"

static struct id plan_of(const struct matcher_match_replay *data)
{
    return store_plan_id(data->request);
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    batch_want(batch, &table_plan, 0, plan_of(call->data));
}

/* Version, team, cost and digest, as they were told. */
struct told {
    int64_t version;
    struct view team;
    int64_t cost_cents;
    struct view input_digest;
};

/* The version asked for; false when the plan has none such. */
static bool find_version(batch_t *batch, const struct plan_row *plan, int64_t version,
                         struct told *ret_told)
{
    if (version == 0 || version == plan->version) {
        *ret_told = (struct told){plan->version, plan->team, plan->cost_cents, plan->input_digest};
        return true;
    }
    const void *const values[] = {&plan->id, &version};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    size_t count;
    void **rows = batch_select(batch, &table_plan_past, "select_plan_past_by_version",
                               (struct params){params, sizeof params / sizeof *params}, &count);
    if (count == 0) {
        return false;
    }
    const struct plan_past_row *past = rows[0];
    *ret_told = (struct told){past->version, past->team, past->cost_cents, past->input_digest};
    return true;
}

/* Does everybody do what they did. */
static bool same_team(struct list told, struct list replayed)
{
    struct plan_need before;
    struct plan_need after;
    bool same = told.count == replayed.count;
    while (same && plan_need_next(&told, &before) && plan_need_next(&replayed, &after)) {
        same =
            id_equal(before.need, after.need) && id_equal(before.professional, after.professional);
    }
    return same;
}

static struct match_replay replay(batch_t *batch, const struct told *told,
                                  const struct match_case *kept, const struct case_room *room)
{
    static const struct explain_wish nothing = {.professional = TEAM_NOBODY, .need = SIZE_MAX};
    struct match_replay answer = {
        .version = told->version, .input_digest = told->input_digest, .question = *kept};
    answer.explanation = explain_question(&room->matcher, &room->plan, &room->question, &nothing,
                                          batch_arena(batch));
    answer.replayed_digest = answer.explanation.input_digest;
    answer.same = same_team(list_of_bytes(told->team), answer.explanation.needs) &&
                  told->cost_cents == answer.explanation.cost_cents &&
                  view_equal(told->input_digest, answer.replayed_digest);
    return answer;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_match_replay *data = call->data;
    const struct plan_row *plan = batch_load(batch, &table_plan, plan_of(data));
    struct told told;
    if (!plan || !may_act_for(call, plan->organisation)) {
        return refuse(batch, plan ? E_SCOPE : E_NOT_FOUND, "data.request",
                      "a request that was matched, of an organisation the key may act for");
    }
    if (!find_version(batch, plan, data->version, &told)) {
        return refuse(batch, E_NOT_FOUND, "data.version", "a version of the plan");
    }
    const struct plan_case_row *row =
        batch_load(batch, &table_plan_case, store_case_id(plan->id, told.version));
    struct match_case kept;
    struct refusal refusal;
    if (!row || record_decode(&record_match_case, row->question, "question", &kept, &refusal) < 0) {
        return refuse(batch, E_NOT_FOUND, "data.version",
                      "a version whose question was kept: all since 0.1.0");
    }
    struct case_room room;
    struct matcher_settings settings = *self->settings;
    settings.solver_steps = CASE_STEPS_MAX; /* as many as were allowed then */
    struct matcher then = *self;
    then.settings = &settings;
    const struct case_reader reader = {"question", batch_arena(batch), &refusal};
    int result = case_open(&room, &then, &kept, call->today, &reader);
    if (result == OK) {
        struct match_replay answer = replay(batch, &told, &kept, &room);
        batch_reply(batch, &answer);
    } else {
        result = refuse(batch, refusal.code, refusal.path, refusal.expected);
    }
    case_close(&room);
    return result;
}

const struct handler handler_match_replay = {
    .message = &message_matcher_match_replay, .want = want, .handle = handle};
