/* SPDX-License-Identifier: MPL-2.0 */
/* Events of a batch that begin or cease to wait for an operator. */
#include "runtime/flow_internal.h"
#include "runtime/log.h"

static struct parked_row *copy_of(batch_t *batch, const struct parked_row *row)
{
    struct parked_row *copy = arena_alloc(batch->arena, sizeof *copy);
    *copy = *row;
    return copy;
}

void flow_park(batch_t *batch, const struct parked_row *row)
{
    rows_add(&batch->parked.added, batch->arena, copy_of(batch, row));
    parked_add(&batch->flow->parked, row->story);
    batch->counts[FLOW_PARKED]++;
}

static bool has_ended(const batch_t *batch, const struct parked_row *row)
{
    for (size_t i = 0; i < batch->parked.ended.count; i++) {
        const struct parked_row *ended = batch->parked.ended.items[i];
        if (ended->origin == row->origin && ended->seq == row->seq) {
            return true;
        }
    }
    return false;
}

static const struct parked_row *select_one(batch_t *batch, const char *statement,
                                           struct params params)
{
    size_t count;
    void **rows = batch_select(batch, &table_parked, statement, params, &count);
    return count > 0 && !has_ended(batch, rows[0]) ? rows[0] : NULL;
}

const struct parked_row *flow_parked_find(batch_t *batch, struct view origin, int64_t seq)
{
    const int64_t owner = owner_find(origin);
    const void *values[] = {&owner, &seq};
    const struct param params[] = {param_of(COLUMN_INT, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    return select_one(batch, "select_parked_one", (struct params){params, 2});
}

const struct parked_row *flow_parked_next(batch_t *batch, struct id story)
{
    const void *value = &story;
    const struct param param = param_of(COLUMN_ID, &value);
    return select_one(batch, "select_parked_next", (struct params){&param, 1});
}

void flow_parked_tried(batch_t *batch, const struct parked_row *row, const char *reason)
{
    struct parked_row *tried = copy_of(batch, row);
    tried->reason = arena_copy(batch->arena, view_of(reason));
    tried->sqlstate = view_of(batch->poison ? batch->flow->failed_sqlstate : "");
    tried->attempts++;
    rows_add(&batch->parked.tried, batch->arena, tried);
    log_error("parked event tried in vain", log_text("origin", owner_name((enum owner)row->origin)),
              log_number("seq", row->seq), log_text("reason", reason));
}

void flow_replay_failed(batch_t *batch, struct id story)
{
    const struct parked_row *row = flow_parked_next(batch, story);
    if (row) {
        flow_parked_tried(batch, row, "the database refused it again");
    }
}

void flow_parked_end(batch_t *batch, const struct parked_row *row, enum parked_end ending,
                     const struct parked_row *by)
{
    struct parked_row *ended = copy_of(batch, row);
    ended->ending = ending;
    ended->client = by->client;
    ended->why = by->why;
    ended->ended_us = batch->next.at_us;
    batch->changed = true;
    rows_add(&batch->parked.ended, batch->arena, ended);
    parked_drop(&batch->flow->parked, row->story);
    log_warn(ending == PARKED_REPLAYED ? "parked event replayed" : "parked event discarded",
             log_text("origin", owner_name((enum owner)row->origin)), log_number("seq", row->seq));
}
