/* SPDX-License-Identifier: MPL-2.0 */
/* What deciding the backlog now would bring, with its bound and its fairness. Nothing is written. */
#include "backlog_read.h"
#include "handlers.h"

static struct list picks_of(const struct matcher *self, const struct backlog_item *item,
                            arena_t *arena)
{
    struct match_pick picks[TEAM_NEED_MAX];
    for (size_t i = 0; i < item->answer.need_count; i++) {
        picks[i] = (struct match_pick){item->question.wanted[i].id,
                                       people_id(self->people, item->answer.professional[i]), 0};
    }
    return match_pick_list(picks, item->answer.need_count, arena);
}

static struct batch_item item_of(const struct matcher *self, const struct backlog_item *item,
                                 arena_t *arena)
{
    struct batch_item told = {.request = item->request, .reached = item->reached};
    if (item->reached && item->alone.status == TEAM_STATUS_FOUND) {
        told.alone_cents = item->alone.cost_cents;
        told.displaced = item->answer.status != TEAM_STATUS_FOUND;
    }
    if (item->reached && item->answer.status == TEAM_STATUS_FOUND) {
        told.cost_cents = item->answer.cost_cents;
        told.proven = item->answer.proven;
        told.picks = picks_of(self, item, arena);
    }
    return told;
}

static struct batch_report report_of(const struct matcher *self, const struct backlog_item *items,
                                     size_t count, const struct backlog_report *found,
                                     arena_t *arena)
{
    struct batch_item *told = arena_alloc(arena, (count + 1) * sizeof *told);
    for (size_t i = 0; i < count; i++) {
        told[i] = item_of(self, &items[i], arena);
    }
    return (struct batch_report){
        .items = batch_item_list(told, count, arena),
        .met_count = (int64_t)found->met_count,
        .displaced_count = (int64_t)found->displaced_count,
        .unmet_count = (int64_t)found->unmet_count,
        .left_count = (int64_t)found->left_count,
        .cost_cents = found->cost_cents,
        .lower_bound_cents = found->lower_bound_cents,
        .gap_cents = found->cost_cents - found->lower_bound_cents,
        .least_load_permille = found->least_load_permille,
        .most_load_permille = found->most_load_permille,
        .jain_numerator = found->jain_numerator,
        .jain_denominator = found->jain_denominator,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_batch_explain *data = call->data;
    size_t count;
    struct backlog_item *items = backlog_read(self, batch, call, data->limit, &count);
    struct backlog_report found;
    backlog_decide(self, items, count, (uint64_t)self->settings->solver_steps, &found);
    const struct batch_report report = report_of(self, items, count, &found, batch_arena(batch));
    batch_reply(batch, &report);
    return OK;
}

const struct handler handler_batch_explain = {.message = &message_matcher_batch_explain,
                                              .handle = handle};
