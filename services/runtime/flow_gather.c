/* SPDX-License-Identifier: MPL-2.0 */
/* Steps one and two of a batch: which messages it is made of, and one round trip for all they need. */
#include "runtime/flow_internal.h"
#include "runtime/zone.h"

#include <assert.h>

static struct input *add_input(struct batch *batch, enum input_kind kind)
{
    struct input *input = arena_alloc(batch->arena, sizeof *input);
    assert(batch->count < BATCH_MESSAGE_MAX);
    input->kind = kind;
    input->self = batch->flow->state;
    input->call.envelope = &input->envelope;
    batch->inputs[batch->count++] = input;
    return input;
}

/* Places kept for due timers and finished jobs, so that a stream of messages does not starve them. */
enum { RESERVE = 64 };

static size_t room(const struct batch *batch)
{
    return BATCH_MESSAGE_MAX - batch->count;
}

static size_t message_room(const struct batch *batch)
{
    const flow_t *flow = batch->flow;
    const bool reserve = flow->done_jobs || flow->next_timer_us <= batch->next.at_us;
    const size_t kept = reserve ? RESERVE : 0;
    return room(batch) > kept ? room(batch) - kept : 0;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- commands ---- */

static bool events_wait(const struct batch *batch)
{
    struct feed_arrival arrival;
    for (int owner = OWNER_ANY + 1; owner < OWNER_COUNT; owner++) {
        if (flow_event_ready(batch->flow, (enum owner)owner, &batch->next.cursors, &arrival)) {
            return true;
        }
    }
    return false;
}

/* Commands and feeds share a batch, so that neither waits for the other to be empty. */
static void gather_commands(struct batch *batch, size_t limit)
{
    struct tray *tray = flow_tray(batch->flow);
    if (!tray || limit == 0) {
        return;
    }
    const size_t share = events_wait(batch) ? BATCH_MESSAGE_MAX / 2 : message_room(batch);
    const size_t count = least(least(tray->count - tray->taken, limit), share);
    for (size_t i = 0; i < count; i++) {
        struct input *input = tray->inputs[tray->taken + i];
        batch->inputs[batch->count++] = input;
        batch->query_count += input->kind == INPUT_QUERY;
    }
    batch->taken.commands = count;
}

/* ---- events ---- */

/* The next event of a feed, if what its producer had read before is also read here. What is
   committed already comes again after a rewind, and is passed over. */
bool flow_event_ready(const flow_t *flow, enum owner owner, const struct cursors *cursors,
                      struct feed_arrival *ret_arrival)
{
    feed_client_t *feed = flow->feeds[owner];
    while (feed && feed_client_peek(feed, ret_arrival)) {
        if (ret_arrival->seq > cursors->of[owner].seq) {
            return after_reached(ret_arrival->after, cursors, flow->reads);
        }
        feed_client_take(feed);
    }
    return false;
}

/* An event that is not for this service has no handler, and its data is not looked at. One that
   cannot be read is parked: its handler is NULL, but its message or its refusal is there. */
void flow_decode_event(struct batch *batch, struct input *input)
{
    flow_t *flow = batch->flow;
    struct refusal refusal = {0};
    const struct message *message = NULL;
    if (!input->event.body.bytes) {
        return;
    }
    if (message_open(input->event.body, &input->envelope, &message, &refusal) != 0) {
        input->undecodable = refusal.code != E_TYPE;
        return;
    }
    if (message->class != EVENT) {
        return;
    }
    input->handler = flow_handler(flow, message, &input->self);
    if (!input->handler) {
        return;
    }
    input->call.message = message;
    void *data = arena_alloc(batch->arena, message->record->size);
    input->undecodable = message_decode_data(message, &input->envelope, data, &refusal) != 0;
    input->call.data = data;
}

static void take_event(struct batch *batch, enum owner owner, const struct feed_arrival *arrival)
{
    struct cursor *cursor = &batch->next.cursors.of[owner];
    struct input *input = add_input(batch, INPUT_EVENT);
    assert(arrival->seq == cursor->seq + 1); /* The feed has checked it. */
    *cursor = (struct cursor){arrival->epoch, arrival->seq, arrival->chain};
    input->event = *arrival;
    flow_decode_event(batch, input);
    batch->moved = true;
    batch->taken.events++;
    feed_client_take(batch->flow->feeds[owner]);
}

/* Leftmost owner first: those on its right may have waited for it. No feed takes all the room. */
static void gather_events(struct batch *batch, size_t limit)
{
    size_t bytes = 0;
    for (int owner = OWNER_ANY + 1; owner < OWNER_COUNT; owner++) {
        const size_t left = least(limit - batch->taken.events, message_room(batch));
        const size_t share = left > 1 ? left - left / 4 : left;
        struct feed_arrival arrival;
        for (size_t i = 0; i < share && bytes < BATCH_BYTES_MAX; i++) {
            if (!flow_event_ready(batch->flow, (enum owner)owner, &batch->next.cursors, &arrival)) {
                break;
            }
            bytes += arrival.body.size;
            take_event(batch, (enum owner)owner, &arrival);
        }
    }
}

/* ---- jobs and timers ---- */

static const struct handler *find_job(const flow_t *flow, const char *name)
{
    const struct handler *const *handler = flow->service->handlers;
    while (*handler && (!(*handler)->job || strcmp((*handler)->job, name) != 0)) {
        handler++;
    }
    return *handler;
}

static const struct handler *find_timer(const flow_t *flow, struct view name)
{
    const struct handler *const *handler = flow->service->handlers;
    while (*handler && (!(*handler)->timer || !view_is(name, (*handler)->timer))) {
        handler++;
    }
    return *handler;
}

static void gather_jobs(struct batch *batch, size_t limit)
{
    struct job *job = batch->flow->done_jobs;
    const size_t most = room(batch) > RESERVE / 2 ? room(batch) - RESERVE / 2 : 0;
    for (size_t left = least(limit, most); job && left > 0; left--, job = job->next) {
        struct input *input = add_input(batch, INPUT_JOB);
        input->job = job;
        input->handler = find_job(batch->flow, job->name);
        input->call.data = job;
        assert(input->handler); /* Only a handler of this service can have started it. */
        batch->taken.jobs++;
    }
}

static void add_timers(struct batch *batch)
{
    const struct rows *due = &batch->timers.due;
    for (size_t i = 0; i < due->count; i++) {
        const struct timer_row *row = due->items[i];
        struct input *input = add_input(batch, INPUT_TIMER);
        input->timer_row = row;
        input->timer = (struct timer){row->key, row->due_us, row->data};
        input->handler = find_timer(batch->flow, row->name);
        if (view_is(row->name, handler_timer_parked_replay.timer)) {
            input->handler = &handler_timer_parked_replay;
            input->self = batch->flow;
        }
        input->call.data = &input->timer;
        batch->taken.timers++;
    }
}

void flow_gather(struct batch *batch, struct quota quota)
{
    gather_commands(batch, quota.commands);
    gather_events(batch, quota.events);
    gather_jobs(batch, quota.jobs);
}

/* ---- reading ---- */

static void want(struct batch *batch, size_t from)
{
    const int32_t today = zone_day(batch->next.at_us);
    batch->reading = true;
    for (size_t i = from; i < batch->count; i++) {
        struct input *input = batch->inputs[i];
        input->call.now_us = batch->next.at_us;
        input->call.today = today;
        input->call.kinship = batch->flow->kinship;
        if (input->handler && input->handler->want && !input->undecodable && !batch->poison) {
            batch->current = input;
            input->handler->want(input->self, batch, &input->call);
        }
    }
    batch->current = NULL;
    batch->reading = false;
}

static void ask_commands(struct batch *batch)
{
    for (size_t i = 0; i < batch->taken.commands; i++) {
        const struct input *input = batch->inputs[i];
        const struct view client = view_of(input->call.client->name);
        if (input->kind == INPUT_COMMAND) {
            const bool resolve = input->call.message == &message_resolve;
            commands_ask(&batch->commands, client,
                         resolve ? ((const struct resolve *)input->call.data)->id
                                 : input->envelope.id);
        }
    }
}

static bool fetch_rows(struct batch *batch)
{
    bool sent = false;
    for (size_t i = 0; i < batch->rowset_count; i++) {
        sent |= rowset_fetch(&batch->rowsets[i], batch->flow->db);
    }
    return sent;
}

static bool fetch_timers(struct batch *batch, size_t limit)
{
    const size_t most = least(limit, room(batch));
    if (most == 0 || batch->flow->next_timer_us > batch->next.at_us) {
        return false;
    }
    timers_fetch(&batch->timers, batch->flow->db, batch->next.at_us, (int64_t)most);
    return true;
}

/* Due timers are only known after the first round trip; what they want takes a second one. */
int flow_prefetch(struct batch *batch, size_t timer_limit)
{
    db_t *db = batch->flow->db;
    const size_t most = least(timer_limit, room(batch));
    ask_commands(batch);
    want(batch, 0);
    bool sent = commands_fetch(&batch->commands, db);
    sent |= fetch_rows(batch);
    sent |= fetch_timers(batch, timer_limit);
    int result = sent ? db_run(db, 0) : OK;
    if (result || batch->timers.due.count == 0) {
        return result;
    }
    const size_t from = batch->count;
    batch->timers.more = batch->timers.due.count == most;
    add_timers(batch);
    want(batch, from);
    return fetch_rows(batch) ? db_run(db, 0) : OK;
}
