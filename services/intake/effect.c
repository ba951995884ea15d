/* SPDX-License-Identifier: MPL-2.0 */
/* Sums up a change: each need before and after, what ends, what it cost so far. */
#include "effect.h"

struct request_effect effect_of(const struct draft *draft, const struct request_row *row, int state)
{
    struct request_effect effect = {.id = row->id, .rev = row->rev, .state = state};
    effect.needs = draft_effects(draft, &effect.released);
    for (size_t i = 0; i < draft->count; i++) {
        effect.worked_minutes += draft->items[i].row.worked_minutes;
        effect.worked_cents += draft->items[i].row.worked_cents;
    }
    return effect;
}

struct request_effect effect_settle(const struct draft *draft, struct request *request)
{
    struct request_effect effect = effect_of(draft, request->row, request->taken->to);
    draft_store(draft, request);
    request_enter(draft->self, draft->batch, request->row, request->taken->to, draft->call->now_us);
    effect.rev = request->row->rev;
    return effect;
}

struct request_effect effect_of_request(batch_t *batch, const struct request *request)
{
    struct draft draft = {.batch = batch};
    draft_begin(&draft, request);
    return effect_of(&draft, request->row, (int)request->row->state);
}
