/* SPDX-License-Identifier: MPL-2.0 */
/* The flow's life, its outputs, and what it tells about itself. */
#include "runtime/flow_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH_CHUNK_SIZE = 256 * 1024, REPLY_CHUNK_SIZE = 64 * 1024, READ_CHUNK_SIZE = 64 * 1024 };

const char *const flow_counter_names[FLOW_COUNTER_COUNT] = {
    "batches", "commands", "queries", "events_in", "events_out", "timers",
    "jobs",    "replayed", "refused", "parked",    "retries",    "denied"};

/* ---- clocks ---- */

int64_t flow_monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t flow_clock_us(const flow_t *flow)
{
    struct timespec now;
    (void)flow;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t flow_now_us(const flow_t *flow)
{
    const int64_t now_us = flow_clock_us(flow) + flow->options.clock_offset_us;
    return now_us > flow->journal.at_us ? now_us : flow->journal.at_us;
}

void flow_keep_time(flow_t *flow)
{
    const int64_t offset_us = flow->journal.at_us - flow_clock_us(flow);
    if (offset_us > flow->options.clock_offset_us) {
        flow->options.clock_offset_us = offset_us;
    }
}

/* ---- life ---- */

static void take_id(void *context, const row_t *row)
{
    *(struct id *)context = row_id(row, 0);
}

static void take_int(void *context, const row_t *row)
{
    *(int64_t *)context = row_int(row, 0);
}

static int read_start(flow_t *flow)
{
    const int64_t begin_us = INT64_MIN;
    const void *value = &begin_us;
    const struct param param = param_of(COLUMN_INT, &value);
    flow->next_timer_us = INT64_MAX;
    db_send(flow->db, "select_incarnation", NO_PARAMS, take_id, &flow->incarnation);
    db_send(flow->db, "select_timer_next", (struct params){&param, 1}, take_int,
            &flow->next_timer_us);
    return db_run(flow->db, 0);
}

int flow_load(flow_t *flow)
{
    int result = persons_load(flow->persons, flow->db);
    if (!result) {
        result = parked_load(&flow->parked, flow->db);
    }
    if (!result) {
        result = kinship_load(flow->kinship, flow->db);
    }
    if (!result && flow->service->load) {
        result = flow->service->load(flow->state, flow->db);
    }
    return result;
}

static int start(flow_t *flow)
{
    int result = journal_take_over(&flow->journal, flow->db, flow_now_us(flow));
    if (flow->options.sandbox) {
        flow_keep_time(flow); /* A clock that was moved goes on from where it was. */
    }
    if (!result) {
        result = read_start(flow);
    }
    if (!result) {
        result = flow_housekeep(flow);
    }
    return result ? result : flow_load(flow);
}

static flow_t *make(const struct flow_options *options)
{
    flow_t *flow = calloc(1, sizeof *flow);
    if (!flow) {
        abort();
    }
    flow->options = *options;
    flow->db = options->db;
    flow->service = options->service;
    flow->persons = persons_new();
    parked_init(&flow->parked);
    flow->kinship = kinship_new();
    flow->reply_arena = arena_new(REPLY_CHUNK_SIZE);
    flow->batch_arena = arena_new(BATCH_CHUNK_SIZE);
    flow->read_arena = arena_new(READ_CHUNK_SIZE);
    flow->replies_end = &flow->replies;
    flow->jobs_end = &flow->jobs;
    flow->done_jobs_end = &flow->done_jobs;
    flow->started_ms = flow_monotonic_ms();
    for (const enum owner *owner = options->service->upstreams; *owner != OWNER_ANY; owner++) {
        flow->reads |= 1U << *owner;
    }
    flow->state = options->service->open(options->settings);
    return flow;
}

flow_t *flow_new(const struct flow_options *options, char ret_error[200])
{
    flow_t *flow = make(options);
    const int result = start(flow);
    if (result) {
        const char *reason = db_error_text(flow->db);
        if (result == ERR_FENCED) {
            reason = "another instance took the journal over at the same time";
        } else if (!*reason) {
            reason = "the journal or the service's tables cannot be read";
        }
        snprintf(ret_error, 200, "%s", reason);
        flow_destroy(&flow);
    }
    return flow;
}

static void destroy_jobs(struct job *job)
{
    while (job) {
        struct job *next = job->next;
        job->destroy(job);
        job = next;
    }
}

void flow_destroy(flow_t **flow_p)
{
    flow_t *flow = *flow_p;
    if (!flow) {
        return;
    }
    *flow_p = NULL;
    destroy_jobs(flow->done_jobs);
    destroy_jobs(flow->jobs);
    flow_trays_destroy(flow);
    flow->service->close(&flow->state);
    persons_destroy(&flow->persons);
    parked_clear(&flow->parked);
    kinship_destroy(&flow->kinship);
    arena_destroy(&flow->reply_arena);
    arena_destroy(&flow->batch_arena);
    arena_destroy(&flow->read_arena);
    free(flow->appended);
    free(flow);
}

/* ---- handlers ---- */

static const struct handler *const own_handlers[] = {
    &handler_trace_get,      &handler_parked_list, &handler_parked_replay,
    &handler_parked_discard, &handler_status_get,  &handler_command_list,
    &handler_publisher_get,  &handler_clock_set,   NULL};

static const struct handler *find_handler(const struct handler *const *handlers,
                                          const struct message *message)
{
    while (*handlers && (*handlers)->message != message) {
        handlers++;
    }
    return *handlers;
}

const struct handler *flow_handler(const flow_t *flow, const struct message *message,
                                   void **ret_self)
{
    const struct handler *handler = find_handler(flow->service->handlers, message);
    *ret_self = flow->state;
    if (!handler) {
        handler = find_handler(own_handlers, message);
        *ret_self = (void *)flow;
    }
    return handler;
}

/* ---- outputs ---- */

bool flow_next_reply(flow_t *flow, struct view *ret_peer, struct view *ret_frame)
{
    struct flow_reply *reply = flow->replies;
    if (!reply) {
        return false;
    }
    *ret_peer = reply->peer;
    *ret_frame = reply->frame;
    flow->replies = reply->next;
    if (!flow->replies) {
        flow->replies_end = &flow->replies;
    }
    return true;
}

size_t flow_appended(flow_t *flow, const struct feed_item **ret_items)
{
    const size_t count = flow->appended_count;
    *ret_items = flow->appended;
    flow->appended_count = 0;
    return count;
}

const struct cursors *flow_cursors(const flow_t *flow)
{
    return &flow->journal.cursors;
}

struct job *flow_next_job(flow_t *flow)
{
    struct job *job = flow->jobs;
    if (job) {
        flow->jobs = job->next;
        job->next = NULL;
        if (!flow->jobs) {
            flow->jobs_end = &flow->jobs;
        }
    }
    return job;
}

/* ---- for the feed server ---- */

int flow_verify(flow_t *flow, struct cursor cursor, bool *ret_found)
{
    struct digest chain = {{0}};
    *ret_found = cursor.seq == 0;
    if (cursor.seq <= 0 || cursor.seq > flow->journal.head.seq) {
        return OK;
    }
    const int result = journal_chain(&flow->journal, flow->db, cursor.seq, &chain);
    *ret_found = !result && digest_equal(chain, cursor.chain);
    return result;
}

int flow_read(flow_t *flow, int64_t from_seq, int64_t limit, const struct feed_item **ret_items,
              size_t *ret_count)
{
    const int64_t most = limit < BATCH_MESSAGE_MAX ? limit : BATCH_MESSAGE_MAX;
    struct journal_page page = {.owner = flow->service->owner,
                                .from_seq = from_seq,
                                .limit = most,
                                .arena = flow->read_arena};
    arena_reset(flow->read_arena);
    const int result = journal_read(&flow->journal, flow->db, &page);
    *ret_items = page.items;
    *ret_count = page.count;
    return result;
}

bool flow_secret(const flow_t *flow, struct id person, uint8_t ret_secret[32])
{
    const uint8_t *secret = persons_secret(flow->persons, person);
    if (secret) {
        memcpy(ret_secret, secret, 32);
    }
    return secret != NULL;
}

/* ---- state ---- */

struct cursor flow_head(const flow_t *flow)
{
    return flow->journal.head;
}

void *flow_state(const flow_t *flow)
{
    return flow->state;
}

struct id flow_incarnation(const flow_t *flow)
{
    return flow->incarnation;
}

void flow_count(flow_t *flow, enum flow_counter counter, int64_t amount)
{
    atomic_fetch_add_explicit(&flow->counters[counter], amount, memory_order_relaxed);
}

int64_t flow_counter(const flow_t *flow, enum flow_counter counter)
{
    return atomic_load_explicit(&flow->counters[counter], memory_order_relaxed);
}

int64_t flow_service_counter(const flow_t *flow, int counter)
{
    assert(counter >= 0 && counter < COUNTER_MAX);
    return atomic_load_explicit(&flow->own_counters[counter], memory_order_relaxed);
}

size_t flow_parked_count(const flow_t *flow)
{
    return (size_t)flow->parked.count;
}

size_t flow_held_size(const flow_t *flow)
{
    size_t size = sizeof *flow + arena_held_size(flow->reply_arena) +
                  arena_held_size(flow->batch_arena) + arena_held_size(flow->read_arena) +
                  flow->appended_capacity * sizeof *flow->appended;
    for (const struct tray *tray = flow->trays; tray; tray = tray->next) {
        size += sizeof *tray + arena_held_size(tray->arena);
    }
    for (const struct tray *tray = flow->free_trays; tray; tray = tray->next) {
        size += sizeof *tray + arena_held_size(tray->arena);
    }
    return size;
}
