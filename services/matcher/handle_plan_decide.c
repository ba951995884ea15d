/* SPDX-License-Identifier: MPL-2.0 */
/* The contact accepts a plan at its price, all of it or some of its needs, or refuses it (an unmet one too,
 * which has no quote). Accepted: its needs are offered and minutes held; whoever cannot do it any more is
 * replaced at once, by a new version. Some of the needs: they are matched by themselves, as a new version
 * whose price has to stay within the limit. */
#include <stdio.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"
#include "runtime/emit.h"
#include "staffing.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_decide *data = call->data;
    batch_want(batch, &table_plan, 0, data->plan);
    offer_want(batch, data->plan);
}

/* ---- which needs ---- */

/* The plan's needs as the contact divides them. */
struct division {
    struct need kept[TEAM_NEED_MAX];
    struct refused_need refused[TEAM_NEED_MAX];
    size_t kept_count, refused_count;
};

static bool names(struct list ids, struct id id)
{
    for (struct id one; list_next_id(&ids, &one);) {
        if (id_equal(one, id)) {
            return true;
        }
    }
    return false;
}

/* Is the need among those left out; fills in why. */
static bool is_refused(struct list refused, struct id need, struct refused_need *ret_refused)
{
    while (refused_need_next(&refused, ret_refused)) {
        if (id_equal(ret_refused->need, need)) {
            return true;
        }
    }
    *ret_refused = (struct refused_need){.need = need};
    return false;
}

static void divide(const struct matcher_plan_decide *data, const struct plan_row *plan,
                   struct division *ret_division)
{
    struct list list = list_of_bytes(plan->needs);
    for (struct need need; need_next(&list, &need);) {
        struct refused_need *refused = &ret_division->refused[ret_division->refused_count];
        bool out = is_refused(data->refused, need.id, refused) ||
                   (data->accepted_needs.count > 0 && !names(data->accepted_needs, need.id));
        if (out) {
            ret_division->refused_count++;
        } else {
            ret_division->kept[ret_division->kept_count++] = need;
        }
    }
}

static bool has_need(const struct division *division, struct id id)
{
    for (size_t i = 0; i < division->kept_count; i++) {
        if (id_equal(division->kept[i].id, id)) {
            return true;
        }
    }
    for (size_t i = 0; i < division->refused_count; i++) {
        if (id_equal(division->refused[i].need, id)) {
            return true;
        }
    }
    return false;
}

/* Every need named is one of the plan, and none is both wanted and not. */
static int check_needs(batch_t *batch, const struct matcher_plan_decide *data,
                       const struct division *division)
{
    char path[40];
    struct list list = data->accepted_needs;
    struct refused_need refused;
    struct id id;
    for (size_t i = 0; list_next_id(&list, &id); i++) {
        if (!has_need(division, id) || is_refused(data->refused, id, &refused)) {
            snprintf(path, sizeof path, "data.accepted_needs[%zu]", i);
            return refuse(batch, E_NOT_IN_PLAN, path, "a need of the plan that is not in refused");
        }
    }
    list = data->refused;
    for (size_t i = 0; refused_need_next(&list, &refused); i++) {
        if (!has_need(division, refused.need)) {
            snprintf(path, sizeof path, "data.refused[%zu].need", i);
            return refuse(batch, E_NOT_IN_PLAN, path, "a need of the plan");
        }
    }
    if (division->kept_count == 0) {
        return refuse(batch, E_FIELD_COUNT, "data.refused", "at least one need is accepted");
    }
    return OK;
}

/* ---- may it be decided ---- */

static enum plan_trigger trigger_of(const struct matcher_plan_decide *data,
                                    const struct division *division)
{
    if (data->decision == DECISION_REFUSE) {
        return PLAN_CONTACT_REFUSES;
    }
    return division->refused_count > 0 ? PLAN_CONTACT_NARROWS : PLAN_CONTACT_ACCEPTS;
}

static int check_quote(batch_t *batch, const struct call *call, const struct plan_row *plan,
                       enum plan_trigger trigger)
{
    const struct matcher_plan_decide *data = call->data;
    bool unquoted = plan->state == PLAN_UNMET && trigger != PLAN_CONTACT_ACCEPTS;
    if (plan->state == PLAN_PROPOSED && id_none(plan->quote)) {
        return refuse(batch, E_QUOTE_AWAITED, "data.quote", "");
    }
    if (!unquoted && (id_none(plan->quote) || !id_equal(data->quote, plan->quote))) {
        return refuse(batch, E_PLAN_VERSION, "data.quote", "the quote of this version");
    }
    int result = state_check(batch, call, state_find(&state_plan, (int)plan->state, (int)trigger),
                             "data.plan", "a plan that is proposed");
    if (result != OK || trigger == PLAN_CONTACT_REFUSES) {
        return result;
    }
    if (!unquoted && call->today > plan->quote_valid_until) {
        return refuse(batch, E_QUOTE_EXPIRED, "data.quote", "a quote that is still valid");
    }
    /* The price of some of the needs is not known yet: above the limit it is decided on again. */
    int64_t least = trigger == PLAN_CONTACT_ACCEPTS ? plan->quote_total_cents : 1;
    if (data->not_to_exceed_cents < least) {
        return refuse(batch, E_OVER_LIMIT, "data.not_to_exceed_cents",
                      "at least the total of the quote");
    }
    return OK;
}

static int check(batch_t *batch, const struct call *call, const struct plan_row *plan,
                 struct division *ret_division)
{
    const struct matcher_plan_decide *data = call->data;
    ret_division->kept_count = ret_division->refused_count = 0;
    if (!plan) {
        return refuse(batch, E_NOT_FOUND, "data.plan", "the id of a plan");
    }
    if (!may_act_for(call, plan->organisation)) {
        return refuse(batch, E_SCOPE, "data.plan", "a plan of an organisation the key may act for");
    }
    if (data->version != plan->version) {
        return refuse(batch, E_PLAN_VERSION, "data.version", "the present version of the plan");
    }
    divide(data, plan, ret_division);
    if (data->decision == DECISION_ACCEPT) {
        int result = check_needs(batch, data, ret_division);
        if (result != OK) {
            return result;
        }
    }
    return check_quote(batch, call, plan, trigger_of(data, ret_division));
}

/* ---- what follows ---- */

static void accept_plan(struct matcher *self, batch_t *batch, const struct call *call,
                        struct plan_row *plan)
{
    const struct matcher_plan_decide *data = call->data;
    uint32_t lost = offer_find_lost(self, batch, call, plan);
    match_move(plan, PLAN_CONTACT_ACCEPTS);
    plan->not_to_exceed_cents = data->not_to_exceed_cents;
    match_agree(plan);
    match_tell_accepted(batch, plan, false);
    offer_needs(self, batch, call, plan, lost);
    staffing_update(batch, call, plan);
    if (lost != 0) {
        match_again(self, batch, call, plan, BASIS_DECLINED);
    }
}

static void refuse_plan(struct matcher *self, batch_t *batch, const struct call *call,
                        struct plan_row *plan)
{
    const struct matcher_plan_decide *data = call->data;
    match_move(plan, PLAN_CONTACT_REFUSES);
    plan->not_to_exceed_cents = 0;
    const struct matcher_plan_refused event = {
        .id = plan->id,
        .request = plan->request,
        .version = plan->version,
        .quote = data->quote,
    };
    emit_matcher_plan_refused(batch, plan->id, plan->request, &event);
    offer_withdraw_all(self, batch, call, plan->id);
}

/* Adds to the needs left out by earlier decisions. */
static void note_refused(batch_t *batch, struct plan_row *plan, const struct division *division)
{
    arena_t *arena = batch_arena(batch);
    struct list former = list_of_bytes(plan->refused);
    struct refused_need *all =
        arena_alloc(arena, (former.count + division->refused_count) * sizeof *all);
    size_t count = 0;
    while (refused_need_next(&former, &all[count])) {
        count++;
    }
    for (size_t i = 0; i < division->refused_count; i++) {
        all[count++] = division->refused[i];
    }
    plan->refused = list_bytes(refused_need_list(all, count, arena), arena);
}

static void narrow_plan(struct matcher *self, batch_t *batch, const struct call *call,
                        struct plan_row *plan, const struct division *division)
{
    const struct matcher_plan_decide *data = call->data;
    for (size_t i = 0; i < division->refused_count; i++) {
        struct assignment_row *taken = offer_of_need(batch, plan->id, division->refused[i].need);
        if (taken && state_find(&state_assignment, (int)taken->state, ASSIGNMENT_WITHDRAW)) {
            offer_end(self, batch, call, taken, (struct ending){.trigger = ASSIGNMENT_WITHDRAW});
        }
    }
    note_refused(batch, plan, division);
    plan->not_to_exceed_cents = data->not_to_exceed_cents;
    plan->needs = list_bytes(need_list(division->kept, division->kept_count, batch_arena(batch)),
                             batch_arena(batch));
    match_again(self, batch, call, plan, BASIS_SUBSET);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_plan_decide *data = call->data;
    struct plan_row *plan = batch_load(batch, &table_plan, data->plan);
    struct division division;
    int result = check(batch, call, plan, &division);
    if (result != OK) {
        return result;
    }
    batch_change(batch, &table_plan, plan);
    switch (trigger_of(data, &division)) {
    case PLAN_CONTACT_REFUSES:
        refuse_plan(self, batch, call, plan);
        break;
    case PLAN_CONTACT_NARROWS:
        narrow_plan(self, batch, call, plan, &division);
        break;
    default:
        accept_plan(self, batch, call, plan);
        break;
    }
    batch_reply(batch, &(struct changed){.id = plan->id, .rev = plan->version});
    return OK;
}

const struct handler handler_plan_decide = {
    .message = &message_matcher_plan_decide, .want = want, .handle = handle};
