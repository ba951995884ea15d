/* SPDX-License-Identifier: MPL-2.0 */
/* The loop of an active instance. One turn: wait, take in, run one batch, send, look around. */
#include "runtime/loop.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <sysexits.h>

#include "runtime/front.h"
#include "runtime/log.h"
#include "runtime/notify.h"
#include "runtime/standby.h"
#include "runtime/upstream.h"
#include "runtime/worker.h"

enum { ITEM_ROUTER, ITEM_SIGNALS, ITEM_WORKERS, ITEM_UPSTREAM, ITEM_COUNT_MAX = 3 + OWNER_COUNT };

/* Idle, a daemon wakes eight times a second. Frames a turn: a batch of commands, and per feed as many
 * frames as a batch of events can come in. */
enum {
    IDLE_MS = 125,
    REGISTRY_CHECK_MS = 500,
    LIFE_SIGN_MS = 1000,
    TRIM_MS = 1000, /* what a rush took goes back to the system in the first idle second */
    RETRY_FIRST_MS = 50,
    RETRY_MAX_MS = 1000,
    JOB_END_MS = 250, /* the drain has waited for them before */
    FRAME_MAX = BATCH_MESSAGE_MAX,
    QUEUE_MAX = 8 * BATCH_MESSAGE_MAX,
    FEED_FRAME_MAX = 64
};

struct loop {
    const struct loop_parts *parts;
    struct upstream_context upstream_context;
    struct front front;
    struct upstream upstreams[OWNER_COUNT];
    size_t upstream_count;
    workers_t *workers;
    zmq_pollitem_t items[ITEM_COUNT_MAX];
    int64_t now_ms;
    int64_t checked_ms; /* registry */
    int64_t spoke_ms;   /* database session */
    int64_t shown_ms;   /* sign of life to a standby */
    int64_t copied_ms;  /* metrics */
    int64_t trim_ms;    /* when memory is given back, 0 = there is nothing to give */
    int64_t retry_ms;   /* last pause after a transient failure, 0 = none */
    int64_t run_not_before_ms;
    int exit_code;
    bool ended;
};

/* ---- ends ---- */

static void end(struct loop *loop, int exit_code, const char *message)
{
    log_error(message, log_text("reason", db_error_text(loop->parts->db)));
    loop->exit_code = exit_code;
    loop->ended = true;
}

/* A failure that another start mends: the supervisor's work. */
static void end_for_restart(struct loop *loop, int result)
{
    switch (result) {
    case ERR_FENCED:
        end(loop, EX_TEMPFAIL, "another instance has taken over");
        return;
    case ERR_UNKNOWN:
        end(loop, EX_TEMPFAIL, "the outcome of a commit is not known; the restart reads it");
        return;
    case ERR_AGAIN:
        end(loop, EX_TEMPFAIL, "the database session is lost");
        return;
    default:
        end(loop, EX_SOFTWARE, "cannot go on");
        return;
    }
}

/* ---- one batch ---- */

static void start_jobs(struct loop *loop)
{
    struct job *job;
    while ((job = flow_next_job(loop->parts->flow))) {
        workers_start(loop->workers, &job);
    }
}

static void grant_credit(struct loop *loop)
{
    const struct cursors *cursors = flow_cursors(loop->parts->flow);
    for (size_t i = 0; i < loop->upstream_count; i++) {
        struct upstream *upstream = &loop->upstreams[i];
        feed_client_committed(upstream->client, cursors->of[upstream->settings->owner]);
    }
}

/* Transient: wait, unless the session itself is gone. */
static void put_off(struct loop *loop)
{
    if (standby_show_life(loop->parts->db) != OK) {
        end_for_restart(loop, ERR_AGAIN);
        return;
    }
    loop->retry_ms = loop->retry_ms ? loop->retry_ms * 2 : RETRY_FIRST_MS;
    loop->retry_ms = loop->retry_ms < RETRY_MAX_MS ? loop->retry_ms : RETRY_MAX_MS;
    loop->run_not_before_ms = loop->now_ms + loop->retry_ms;
    log_warn("batch is tried again", log_number("pause_ms", loop->retry_ms),
             log_text("reason", db_error_text(loop->parts->db)));
}

static bool may_run(struct loop *loop)
{
    int64_t due_us;
    return loop->now_ms >= loop->run_not_before_ms && flow_pending(loop->parts->flow, &due_us);
}

static void run_batch(struct loop *loop)
{
    if (!may_run(loop)) {
        return;
    }
    int result = flow_run(loop->parts->flow);
    loop->now_ms = metrics_clock_ms();
    loop->spoke_ms = loop->now_ms;
    loop->trim_ms = loop->now_ms + TRIM_MS;
    if (result == ERR_AGAIN) {
        put_off(loop);
        return;
    }
    if (result != OK) {
        end_for_restart(loop, result);
        return;
    }
    loop->retry_ms = 0;
    grant_credit(loop);
    start_jobs(loop);
}

static void send_all(struct loop *loop)
{
    front_send(&loop->front);
    int result = front_feed(&loop->front, loop->now_ms);
    if (result != OK) {
        end_for_restart(loop, result);
    }
    for (size_t i = 0; i < loop->upstream_count; i++) {
        upstream_turn(&loop->upstreams[i], &loop->upstream_context, loop->now_ms);
    }
}

/* ---- taking in ---- */

static void take_jobs(struct loop *loop)
{
    struct job *job;
    while ((job = workers_next(loop->workers))) {
        flow_job_done(loop->parts->flow, &job);
    }
}

static bool has_room(const struct loop *loop)
{
    return flow_waiting(loop->parts->flow) < QUEUE_MAX;
}

static void take_feeds(struct loop *loop)
{
    for (size_t i = 0; i < loop->upstream_count; i++) {
        upstream_receive(&loop->upstreams[i], loop->parts->flow, FEED_FRAME_MAX, loop->now_ms);
    }
}

/* ---- looking around ---- */

static void copy_metrics(struct loop *loop)
{
    struct metrics *metrics = loop->parts->metrics;
    flow_t *flow = loop->parts->flow;
    _Atomic int64_t *values = metrics->values;
    const char *const *own = loop->parts->service->counters;
    metrics_set(&values[METRIC_WAITING], (int64_t)flow_waiting(flow));
    metrics_set(&values[METRIC_OLDEST_MS], flow_oldest_age_ms(flow, loop->now_ms));
    metrics_set(&values[METRIC_HEAD_SEQ], flow_head(flow).seq);
    metrics_set(&values[METRIC_PARKED], (int64_t)flow_parked_count(flow));
    metrics_set(&values[METRIC_JOBS], (int64_t)workers_busy(loop->workers));
    metrics_set(&values[METRIC_FEED_SESSIONS], (int64_t)feed_server_sessions(loop->front.feed));
    metrics_set(&values[METRIC_FEED_BYTES], (int64_t)feed_server_held_size(loop->front.feed));
    metrics_set(&values[METRIC_HELD_BYTES], (int64_t)flow_held_size(flow));
    metrics_set(&values[METRIC_REFUSED_HANDSHAKE], zap_refused(loop->parts->zap));
    for (int i = 0; i < FLOW_COUNTER_COUNT; i++) {
        metrics_set(&metrics->flow[i], flow_counter(flow, (enum flow_counter)i));
    }
    for (int i = 0; own && own[i] && i < SERVICE_COUNTER_MAX; i++) {
        metrics_set(&metrics->own[i], flow_service_counter(flow, i));
    }
    for (size_t i = 0; i < loop->upstream_count; i++) {
        const feed_client_t *client = loop->upstreams[i].client;
        enum owner owner = loop->upstreams[i].settings->owner;
        int64_t lag = feed_client_head(client) - feed_client_cursor(client).seq;
        metrics_set(&metrics->lag[owner], lag > 0 ? lag : 0);
        metrics_set(&metrics->connected[owner], feed_client_state(client) == FEED_OPENED);
    }
}

/* The service looks at its settings: at the start and when they have changed. */
static void activate(const struct loop_parts *parts)
{
    if (parts->service->activate) {
        parts->service->activate(flow_state(parts->flow), parts->config->service);
    }
}

static void reload_settings(struct loop *loop)
{
    const struct loop_parts *parts = loop->parts;
    char *text = NULL;
    size_t size = 0;
    enum log_level level;
    FILE *errors = open_memstream(&text, &size);
    assert(errors && "out of memory");
    struct config *fresh = config_load(parts->service, parts->config_path, errors);
    fclose(errors);
    if (!fresh) {
        text[strcspn(text, "\n")] = '\0';
        log_error("configuration is wrong; the one in force stays", log_text("reason", text));
    } else {
        int waiting = config_adopt(parts->config, fresh);
        log_info("configuration loaded", log_number("settings_that_wait_for_a_restart", waiting));
        if (log_level_find(parts->config->common.log_level, &level) == 0) {
            log_set_level(level);
        }
        activate(parts);
    }
    config_destroy(&fresh);
    free(text);
}

static void check_registry(struct loop *loop, bool forced)
{
    loop->checked_ms = loop->now_ms;
    if (roster_check(loop->parts->roster, forced)) {
        metrics_add(loop->parts->metrics, METRIC_REGISTRY_LOADS);
    }
}

static void reload(struct loop *loop)
{
    loop->parts->life->reload = false;
    notify_reloading();
    reload_settings(loop);
    check_registry(loop, true);
    notify_ready("active");
}

/* The session says something each second, so that a standby sees its holder live. Also when batches
   run: one of queries that memory answers does not speak to the database. */
static void show_life(struct loop *loop)
{
    if (loop->now_ms - loop->shown_ms < LIFE_SIGN_MS) {
        return;
    }
    loop->shown_ms = loop->now_ms;
    int result = standby_show_life(loop->parts->db);
    if (result != OK) {
        end_for_restart(loop, ERR_AGAIN);
    }
}

static void look_around(struct loop *loop)
{
    metrics_add(loop->parts->metrics, METRIC_LOOP_TURNS);
    life_turn(loop->parts->life, loop->now_ms);
    if (front_watch(&loop->front, loop->now_ms)) {
        loop->trim_ms = loop->now_ms + TRIM_MS;
    }
    if (loop->parts->life->reload) {
        reload(loop);
    }
    if (loop->now_ms - loop->checked_ms >= REGISTRY_CHECK_MS) {
        check_registry(loop, false);
    }
    if (loop->now_ms - loop->copied_ms >= IDLE_MS) {
        loop->copied_ms = loop->now_ms;
        copy_metrics(loop);
    }
    if (loop->trim_ms && loop->now_ms >= loop->trim_ms) {
        loop->trim_ms = 0;
        malloc_trim(0);
    }
    show_life(loop);
}

/* ---- turns ---- */

static int64_t until_timer_ms(const struct loop *loop, int64_t due_us)
{
    int64_t now_us = flow_now_us(loop->parts->flow);
    return due_us > now_us ? (due_us - now_us) / 1000 + 1 : 1;
}

static long wait_ms(struct loop *loop)
{
    int64_t due_us = INT64_MAX;
    int64_t wait = IDLE_MS;
    if (flow_pending(loop->parts->flow, &due_us)) {
        wait = loop->run_not_before_ms - loop->now_ms;
    } else if (due_us != INT64_MAX) {
        wait = until_timer_ms(loop, due_us);
    }
    wait = wait < IDLE_MS ? wait : IDLE_MS;
    if (guard_is_alarmed(loop->front.guard) && wait > GUARD_ALARM_LOOK_MS) {
        wait = GUARD_ALARM_LOOK_MS;
    }
    return (long)(wait > 0 ? wait : 0);
}

static void wait_for_input(struct loop *loop)
{
    zmq_pollitem_t *items = loop->items;
    items[ITEM_ROUTER].events = has_room(loop) ? ZMQ_POLLIN : 0;
    for (size_t i = 0; i < loop->upstream_count; i++) {
        const struct upstream *upstream = &loop->upstreams[i];
        items[ITEM_UPSTREAM + i] =
            (zmq_pollitem_t){.socket = upstream->socket,
                             .fd = -1,
                             .events = (short)(upstream->socket ? ZMQ_POLLIN : 0)};
        if (upstream->socket && upstream->blocked) {
            items[ITEM_UPSTREAM + i].events |= ZMQ_POLLOUT;
        }
    }
    /* Fails only with EINTR; signals are blocked, and a turn too many does no harm. */
    zmq_poll(items, ITEM_UPSTREAM + (int)loop->upstream_count, wait_ms(loop));
    loop->now_ms = metrics_clock_ms();
}

static void turn(struct loop *loop)
{
    wait_for_input(loop);
    look_around(loop);
    if (has_room(loop)) {
        front_receive(&loop->front, FRAME_MAX, loop->now_ms);
    }
    take_feeds(loop);
    take_jobs(loop);
    if (!loop->ended) {
        run_batch(loop);
    }
    if (!loop->ended) {
        send_all(loop);
    }
}

/* What came in is finished; nothing more comes in. */
static void drain(struct loop *loop)
{
    int64_t until_ms = loop->now_ms + loop->parts->config->common.drain_timeout_ms;
    int64_t due_us;
    notify_stopping();
    metrics_set(&loop->parts->metrics->values[METRIC_ACTIVE], 0);
    while (!loop->ended && loop->now_ms < until_ms &&
           (flow_waiting(loop->parts->flow) > 0 || workers_busy(loop->workers) > 0 ||
            flow_pending(loop->parts->flow, &due_us))) {
        zmq_poll(&loop->items[ITEM_SIGNALS], 2, may_run(loop) ? 0 : RETRY_FIRST_MS);
        loop->now_ms = metrics_clock_ms();
        look_around(loop);
        take_jobs(loop);
        run_batch(loop);
        front_send(&loop->front);
    }
    feed_server_stop(loop->front.feed);
    if (!loop->ended) {
        int result = front_feed(&loop->front, loop->now_ms);
        log_info("finished", log_number("result", result),
                 log_number("waiting", (int64_t)flow_waiting(loop->parts->flow)));
    }
}

/* ---- begin and end ---- */

static void open_upstreams(struct loop *loop)
{
    const struct loop_parts *parts = loop->parts;
    const struct cursors *cursors = flow_cursors(parts->flow);
    feed_client_t *clients[OWNER_COUNT] = {NULL};
    loop->upstream_context = (struct upstream_context){parts->zmq_context, parts->pair,
                                                       parts->service->name, parts->service->owner};
    for (size_t i = 0; i < parts->config->upstream_count; i++) {
        const struct upstream_settings *settings = &parts->config->upstreams[i];
        upstream_open(&loop->upstreams[i], settings, &loop->upstream_context,
                      cursors->of[settings->owner]);
        clients[settings->owner] = loop->upstreams[i].client;
        loop->upstream_count++;
    }
    flow_set_feeds(parts->flow, clients);
}

static int begin(struct loop *loop)
{
    const struct loop_parts *parts = loop->parts;
    void *router = bus_server(parts->zmq_context, parts->pair);
    struct front_parts front = {parts->zmq_context,
                                router,
                                parts->roster,
                                parts->flow,
                                parts->metrics,
                                parts->service->owner,
                                parts->config->common.endpoint};
    front_open(&loop->front, &front);
    loop->workers = workers_new((int)parts->config->common.worker_count);
    open_upstreams(loop);
    loop->items[ITEM_ROUTER] = (zmq_pollitem_t){.socket = router, .events = ZMQ_POLLIN};
    loop->items[ITEM_SIGNALS] = (zmq_pollitem_t){.fd = parts->life->signals, .events = ZMQ_POLLIN};
    loop->items[ITEM_WORKERS] =
        (zmq_pollitem_t){.fd = workers_descriptor(loop->workers), .events = ZMQ_POLLIN};
    if (bus_bind(router, parts->config->common.endpoint) < 0) {
        log_error("endpoint cannot be bound", log_text("endpoint", parts->config->common.endpoint),
                  log_text("reason", zmq_strerror(errno)));
        return -1;
    }
    return 0;
}

/* Jobs are left to their thread when they do not end in time: the process ends next. */
static void finish(struct loop *loop)
{
    if (!workers_stop(&loop->workers, JOB_END_MS)) {
        log_warn("a job did not end in time; it is begun again after the start");
    }
    for (size_t i = 0; i < loop->upstream_count; i++) {
        upstream_close(&loop->upstreams[i]);
    }
    front_close(&loop->front);
}

int loop_run(const struct loop_parts *parts)
{
    struct loop loop = {.parts = parts, .now_ms = metrics_clock_ms(), .exit_code = EX_OK};
    if (begin(&loop) < 0) {
        loop.ended = true;
        loop.exit_code = EX_UNAVAILABLE;
    } else {
        metrics_set(&parts->metrics->values[METRIC_ACTIVE], 1);
        log_info("active", log_text("endpoint", parts->config->common.endpoint),
                 log_number("epoch", flow_head(parts->flow).epoch),
                 log_number("seq", flow_head(parts->flow).seq));
        activate(parts);
        notify_ready("active");
    }
    while (!loop.ended && !parts->life->stopping) {
        turn(&loop);
    }
    if (!loop.ended) {
        drain(&loop);
    }
    metrics_set(&parts->metrics->values[METRIC_ACTIVE], 0);
    finish(&loop);
    return loop.exit_code;
}
