/* SPDX-License-Identifier: MPL-2.0 */
/* One batch, in five steps: gather, read, decide, write, hand out. */
#include "runtime/flow_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static struct batch *new_batch(flow_t *flow, bool poison)
{
    struct batch *batch = arena_alloc(flow->batch_arena, sizeof *batch);
    batch->flow = flow;
    batch->arena = flow->batch_arena;
    batch->poison = poison;
    batch->next = flow->journal;
    batch->next.at_us = flow_now_us(flow);
    batch->next.tx_no++;
    commands_init(&batch->commands, batch->arena);
    timers_init(&batch->timers, batch->arena);
    return batch;
}

/* ---- writing ---- */

static bool rows_dirty(const struct batch *batch)
{
    for (size_t i = 0; i < batch->rowset_count; i++) {
        if (rowset_dirty(&batch->rowsets[i])) {
            return true;
        }
    }
    return false;
}

static bool is_dirty(const struct batch *batch)
{
    return batch->moved || batch->events.count > 0 || batch->commands.answered.count > 0 ||
           parked_dirty(&batch->parked) || batch->ties.count > 0 || timers_dirty(&batch->timers) ||
           persons_dirty(batch->flow->persons) || rows_dirty(batch);
}

/* A constraint that failed may be the fence; then the journal has a row that is not ours. */
static int judge_failure(flow_t *flow, int result)
{
    if (result != ERR_PERMANENT) {
        return result;
    }
    snprintf(flow->failed_sqlstate, sizeof flow->failed_sqlstate, "%s", db_sqlstate(flow->db));
    const int check = journal_check(&flow->journal, flow->db);
    return check ? check : result;
}

/* The journal's row goes first: a writer that was fenced fails before it has touched anything. */
static int write_batch(struct batch *batch)
{
    flow_t *flow = batch->flow;
    db_begin(flow->db);
    journal_send(&flow->journal, &batch->next, &batch->events, flow->db);
    for (size_t i = 0; i < batch->rowset_count; i++) {
        rowset_write(&batch->rowsets[i], flow->db);
    }
    timers_send(&batch->timers, flow->db);
    persons_send(flow->persons, flow->db, batch->arena, batch->next.at_us);
    parked_send(&batch->parked, flow->db);
    kinship_send(flow->db, &batch->ties);
    commands_send(&batch->commands, flow->db);
    return db_commit(flow->db, flow->options.commit_timeout_ms);
}

/* ---- handing out ---- */

static void append_items(struct batch *batch)
{
    flow_t *flow = batch->flow;
    uint8_t bytes[AFTER_BYTES_MAX];
    const size_t size = after_write(&batch->next.cursors, flow->service->owner, bytes);
    const struct view after = arena_copy(batch->arena, (struct view){bytes, size});
    const size_t count = flow->appended_count + batch->item_count;
    if (count > flow->appended_capacity) {
        flow->appended_capacity = 2 * count;
        flow->appended = realloc(flow->appended, flow->appended_capacity * sizeof *flow->appended);
        if (!flow->appended) {
            abort();
        }
    }
    for (size_t i = 0; i < batch->item_count; i++) {
        flow->appended[flow->appended_count] = batch->items[i];
        flow->appended[flow->appended_count++].after = after;
    }
    batch->counts[FLOW_EVENTS_OUT] += (int64_t)batch->item_count;
}

static void keep_committed(struct batch *batch)
{
    flow_t *flow = batch->flow;
    flow->journal = batch->next;
    if (batch->clock_moved) {
        flow_keep_time(flow);
    }
    persons_committed(flow->persons);
    append_items(batch);
    batch->counts[FLOW_BATCHES]++;
}

static void start_jobs(struct batch *batch)
{
    flow_t *flow = batch->flow;
    struct job *reversed = NULL;
    while (batch->jobs) {
        struct job *job = batch->jobs;
        batch->jobs = job->next;
        job->next = reversed;
        reversed = job;
    }
    while (reversed) {
        struct job *job = reversed;
        reversed = job->next;
        job->next = NULL;
        *flow->jobs_end = job;
        flow->jobs_end = &job->next;
    }
}

static void end_jobs(flow_t *flow, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct job *job = flow->done_jobs;
        flow->done_jobs = job->next;
        job->destroy(job);
    }
    if (!flow->done_jobs) {
        flow->done_jobs_end = &flow->done_jobs;
    }
}

static void add_counts(struct batch *batch)
{
    flow_t *flow = batch->flow;
    for (int i = 0; i < FLOW_COUNTER_COUNT; i++) {
        flow_count(flow, (enum flow_counter)i, batch->counts[i]);
    }
    for (int i = 0; i < COUNTER_MAX; i++) {
        if (batch->own_counts[i] != 0) {
            atomic_fetch_add_explicit(&flow->own_counters[i], batch->own_counts[i],
                                      memory_order_relaxed);
        }
    }
}

/* ERR_UNKNOWN when a query found the session dead: what was committed is answered all the same. */
static int hand_out(struct batch *batch)
{
    flow_t *flow = batch->flow;
    int result = OK;
    flow->next_timer_us = timers_next(&batch->timers, flow->next_timer_us);
    for (size_t i = 0; i < batch->taken.commands; i++) {
        struct input *input = batch->inputs[i];
        if (input->kind == INPUT_QUERY) {
            flow_answer_query(batch, input);
            result = batch->failure == ERR_UNKNOWN ? ERR_UNKNOWN : result;
        }
        flow_reply_add(flow, input->peer, input->reply);
    }
    flow_tray_done(flow, batch->taken.commands);
    start_jobs(batch);
    end_jobs(flow, batch->taken.jobs);
    add_counts(batch);
    return result;
}

static void drop_jobs(struct batch *batch)
{
    while (batch->jobs) {
        struct job *job = batch->jobs;
        batch->jobs = job->next;
        job->destroy(job);
    }
}

/* ---- the five steps ---- */

static int decide_all(struct batch *batch)
{
    int result = OK;
    for (size_t i = 0; i < batch->count && !result; i++) {
        result = flow_decide(batch, batch->inputs[i]);
    }
    batch->current = NULL;
    return result;
}

int flow_batch(flow_t *flow, struct quota quota, bool poison, struct quota *ret_taken)
{
    struct batch *batch = new_batch(flow, poison);
    flow_gather(batch, quota);
    int result = flow_prefetch(batch, quota.timers);
    *ret_taken = batch->taken;
    if (!result) {
        result = decide_all(batch);
    }
    const bool dirty = !result && is_dirty(batch);
    if (dirty) {
        result = write_batch(batch);
    }
    if (result) {
        drop_jobs(batch);
        return judge_failure(flow, result);
    }
    if (dirty) {
        keep_committed(batch);
    }
    return hand_out(batch);
}

/* ---- the loop's side ---- */

bool flow_pending(flow_t *flow, int64_t *ret_due_us)
{
    struct feed_arrival arrival;
    const int64_t now_us = flow_now_us(flow);
    *ret_due_us = flow->next_timer_us;
    if (flow->waiting > 0 || flow->done_jobs || *ret_due_us <= now_us ||
        persons_dirty(flow->persons) || flow_housekeeping_due(flow)) {
        return true;
    }
    for (int owner = OWNER_ANY + 1; owner < OWNER_COUNT; owner++) {
        if (flow_event_ready(flow, (enum owner)owner, &flow->journal.cursors, &arrival)) {
            return true;
        }
    }
    return false;
}

static int run(flow_t *flow)
{
    const struct quota all = {QUOTA_ALL, QUOTA_ALL, QUOTA_ALL, QUOTA_ALL};
    struct quota taken;
    int result = OK;
    if (flow->stale) {
        result = flow_recover(flow);
    }
    if (!result && flow_housekeeping_due(flow)) {
        result = flow_housekeep(flow);
    }
    if (result) {
        return result;
    }
    result = flow_batch(flow, all, false, &taken);
    if (result == ERR_PERMANENT) {
        result = flow_run_singly(flow, taken);
    }
    return result;
}

int flow_run(flow_t *flow)
{
    if (flow->appended_count == 0) {
        arena_reset(flow->batch_arena); /* Else the feed server has not yet taken them. */
    }
    const int result = run(flow);
    if (result == ERR_AGAIN) {
        flow_count(flow, FLOW_RETRIES, 1);
        const int recovered = flow_recover(flow);
        return recovered == OK ? ERR_AGAIN : recovered;
    }
    return result;
}
