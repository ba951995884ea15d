/* SPDX-License-Identifier: MPL-2.0 */
/* A person decided what a request asks for: it is matched, or matched anew as the next version of its plan.
 * Whoever has a need that stays keeps it; needs that are gone are taken back. */
#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "recheck.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_confirmed *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->id));
    offer_want(batch, store_plan_id(data->id));
}

/* The minutes of a need that were approved for people who were replaced. */
static int64_t approved_before(batch_t *batch, struct id plan, struct id need)
{
    int64_t minutes = 0;
    size_t count;
    void **rows = batch_find(batch, &table_assignment, 1, plan, &count);
    for (size_t i = 0; i < count; i++) {
        const struct assignment_row *assignment = rows[i];
        if (assignment->state == ASSIGNMENT_REPLACED && id_equal(assignment->need, need)) {
            minutes += assignment->approved_minutes;
        }
    }
    return minutes;
}

/* The needs with the minutes that remain of them, at least one. */
static struct list what_remains(batch_t *batch, struct id plan, struct list needs)
{
    struct need remaining[TEAM_NEED_MAX + 1];
    size_t count = 0;
    while (need_next(&needs, &remaining[count])) {
        struct need *need = &remaining[count++];
        need->minutes -= approved_before(batch, plan, need->id);
        need->minutes = need->minutes > 0 ? need->minutes : 1;
    }
    return need_list(remaining, count, batch_arena(batch));
}

/* The need as it is asked for now, or false: it is gone. */
static bool find_need(struct list needs, struct id id, struct need *ret_need)
{
    while (need_next(&needs, ret_need)) {
        if (id_equal(ret_need->id, id)) {
            return true;
        }
    }
    return false;
}

/* Takes back what is not asked for any more, and offers that say something else than what is asked now. Whoever
   stays is looked at again, as conflicts may lie on the path that the request has now. */
static void take_back(struct matcher *self, batch_t *batch, const struct call *call, struct id plan,
                      struct list needs)
{
    size_t count;
    struct assignment_row **open = offer_list_open(batch, plan, &count);
    for (size_t i = 0; i < count; i++) {
        struct need need;
        bool stays = find_need(needs, open[i]->need, &need) &&
                     (open[i]->state != ASSIGNMENT_OFFERED || need.minutes == open[i]->minutes);
        if (!stays && state_find(&state_assignment, (int)open[i]->state, ASSIGNMENT_WITHDRAW)) {
            offer_end(self, batch, call, open[i], (struct ending){.trigger = ASSIGNMENT_WITHDRAW});
        } else {
            recheck_soon(batch, call, open[i]->professional); /* another path, other conflicts */
        }
    }
}

static void match_anew(struct matcher *self, batch_t *batch, const struct call *call,
                       struct plan_row *plan, struct request_told *told)
{
    const struct intake_request_confirmed *data = call->data;
    told->needs = what_remains(batch, plan->id, told->needs);
    take_back(self, batch, call, plan->id, told->needs);
    batch_change(batch, &table_plan, plan);
    match_take_request(plan, told, call, batch_arena(batch));
    plan->refused = (struct view){0};
    if (data->basis == CONFIRM_REOPEN) {
        plan->not_to_exceed_cents = plan->spent_cents = 0; /* a new price for new work */
    }
    match_again(self, batch, call, plan, BASIS_UPDATE);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct intake_request_confirmed *data = call->data;
    struct plan_row *plan = batch_load(batch, &table_plan, store_plan_id(data->id));
    struct request_told told = {
        .id = data->id,
        .organisation = data->organisation,
        .contact = data->contact,
        .path = data->path,
        .adverse = data->adverse,
        .needs = data->needs,
        .region = data->region,
        .language = data->language,
        .urgency = data->urgency,
        .deadline = data->deadline,
        .class = data->class,
    };
    if (!plan) {
        match_request(self, batch, call, &told);
        return OK;
    }
    const struct transition *transition = state_find(&state_plan, (int)plan->state, PLAN_UPDATED);
    if (!transition || transition->late) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    match_anew(self, batch, call, plan, &told);
    return OK;
}

const struct handler handler_intake_request_confirmed = {
    .message = &message_intake_request_confirmed, .want = want, .handle = handle};
