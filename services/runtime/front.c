/* SPDX-License-Identifier: MPL-2.0 */
/* The serving side. */
#include "runtime/front.h"

#include "proto/scan.h"
#include "runtime/log.h"

/* A client waits no longer than this in our queue before it is told to come again; nor does it when
   the queue holds this many bytes: a window of large frames from each of a few clients would be a
   gibibyte. */
enum {
    QUEUE_AGE_MAX_MS = 250,
    QUEUE_BYTES_MAX = 32 * 1024 * 1024,
    QUEUE_WAIT_MS = 200,
    RING_SIZE = 4 * 1024 * 1024
};
/* The largest frame that a reader sends is far smaller. */
enum { FEED_FRAME_SIZE_MAX = 4096, ARENA_CHUNK_SIZE = 16 * 1024 };

/* ---- rights of readers, by the key they came with ---- */

/* A key that was revoked ends its feed at the next frame. */
static const struct client *client_of(void *context, const char *key)
{
    const struct front *front = context;
    return roster_client(front->roster, key);
}

static bool may_open(void *context, const char *key)
{
    const struct client *client = client_of(context, key);
    return client && client_may(client, &message_feed_open);
}

static bool may_read(void *context, const char *key, struct view type)
{
    const struct client *client = client_of(context, key);
    const struct message *message = message_find(type);
    return client && message && client_may(client, message);
}

static bool may_have_keys(void *context, const char *key)
{
    const struct client *client = client_of(context, key);
    return client && client->pii;
}

static const char *name_of(void *context, const char *key)
{
    const struct client *client = client_of(context, key);
    return client ? client->name : NULL;
}

static bool find_secret(void *context, struct id person, uint8_t ret_secret[32])
{
    const struct front *front = context;
    return flow_secret(front->flow, person, ret_secret);
}

void front_open(struct front *front, const struct front_parts *parts)
{
    *front = (struct front){.router = parts->router,
                            .monitor = bus_monitor(parts->zmq_context, parts->router),
                            .roster = parts->roster,
                            .flow = parts->flow,
                            .metrics = parts->metrics,
                            .admission = admission_new(),
                            .guard = guard_new(parts->endpoint),
                            .arena = arena_new(ARENA_CHUNK_SIZE)};
    struct feed_rights rights = {front, may_open, may_read, may_have_keys, find_secret, name_of};
    front->feed = feed_server_new(parts->owner, flow_incarnation(parts->flow), RING_SIZE, rights);
    feed_server_start(front->feed, flow_head(parts->flow), 1, metrics_clock_ms());
    flow_set_readers(parts->flow, front->feed);
}

void front_close(struct front *front)
{
    bus_monitor_close(front->router, front->monitor);
    zmq_close(front->router);
    feed_server_destroy(&front->feed);
    admission_destroy(&front->admission);
    guard_destroy(&front->guard);
    arena_destroy(&front->arena);
}

bool front_watch(struct front *front, int64_t now_ms)
{
    while (bus_monitor_next(front->monitor)) {
        metrics_add(front->metrics, METRIC_REFUSED_MECHANISM);
        log_warn("connection refused: not with CURVE");
    }
    size_t cut = guard_look(front->guard, now_ms);
    for (size_t i = 0; i < cut; i++) {
        metrics_add(front->metrics, METRIC_CUT);
        log_warn(
            "connection cut: memory is short, and its message does not end or it does not read");
    }
    return cut > 0;
}

/* ---- frames in ---- */

static void send_reply(struct front *front, struct view peer, struct view frame)
{
    if (bus_send_routed(front->router, peer, frame)) {
        metrics_add(front->metrics, METRIC_REPLIES);
    } else {
        metrics_add(front->metrics, METRIC_DROPPED_REPLY);
    }
}

/* The key was good for the handshake and is not in the registry any more. */
static void refuse_revoked(struct front *front, const struct bus_frame *frame)
{
    struct envelope envelope;
    struct refusal refusal = {0};
    metrics_add(front->metrics, METRIC_REFUSED_REVOKED);
    log_warn("message of a revoked key refused", log_text("key", frame->user));
    feed_server_lost(front->feed, frame->peer);
    if (scan_frame(frame->frame) != 0 ||
        record_decode(&record_envelope, frame->frame, "", &envelope, &refusal) < 0) {
        return; /* nothing that could be answered */
    }
    struct reply reply = {.re = envelope.id,
                          .status = STATUS_ERROR,
                          .code = E_REVOKED,
                          .incarnation = flow_incarnation(front->flow)};
    send_reply(front, frame->peer, record_pack(&record_reply, &reply, front->arena));
}

/* May be a frame of a reader: worth decoding here. One that only looks so goes to the flow after. */
static bool looks_like_feed(struct view frame)
{
    return frame.size <= FEED_FRAME_SIZE_MAX && memmem(frame.bytes, frame.size, "feed.", 5) != NULL;
}

/* true: it was one. */
static bool take_feed_frame(struct front *front, const struct bus_frame *frame)
{
    union {
        max_align_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    struct refusal refusal = {0};
    const struct message *message = NULL;
    if (!looks_like_feed(frame->frame) ||
        message_decode(frame->frame, &envelope, &message, &data, &refusal) < 0 || !message ||
        message->class != FEED) {
        return false; /* the flow tells the sender what is wrong with it */
    }
    feed_server_input(front->feed, frame->peer, frame->user, message, &data);
    return true;
}

static void refuse_busy(struct front *front, const struct bus_frame *frame, enum metric why,
                        int64_t wait_ms)
{
    metrics_add(front->metrics, why);
    flow_busy(front->flow, frame->peer, frame->frame, wait_ms);
}

static void take_command(struct front *front, const struct bus_frame *frame,
                         const struct client *client, int64_t now_ms)
{
    int64_t wait_ms = 0;
    enum verdict verdict = admission_ask(front->admission, client, frame->peer, now_ms, &wait_ms);
    if (verdict == OVER_RATE) {
        refuse_busy(front, frame, METRIC_REFUSED_RATE, wait_ms);
    } else if (verdict == OVER_WINDOW) {
        refuse_busy(front, frame, METRIC_REFUSED_WINDOW, wait_ms);
    } else if (flow_oldest_age_ms(front->flow, now_ms) > QUEUE_AGE_MAX_MS ||
               flow_waiting_bytes(front->flow) > QUEUE_BYTES_MAX) {
        refuse_busy(front, frame, METRIC_REFUSED_QUEUE, QUEUE_WAIT_MS);
    } else {
        flow_command(front->flow, frame->peer, client, frame->frame);
    }
}

static void take_frame(struct front *front, const struct bus_frame *frame, int64_t now_ms)
{
    const struct client *client = roster_client(front->roster, frame->user);
    metrics_add(front->metrics, METRIC_FRAMES);
    if (guard_is_alarmed(front->guard)) {
        guard_heard(front->guard, bus_frame_descriptor(frame));
    }
    if (!client) {
        refuse_revoked(front, frame);
    } else if (!take_feed_frame(front, frame)) {
        take_command(front, frame, client, now_ms);
    }
    arena_reset(front->arena);
}

size_t front_receive(struct front *front, size_t limit, int64_t now_ms)
{
    size_t count = 0;
    for (; count < limit; count++) {
        struct bus_frame frame;
        enum bus_receipt receipt = bus_receive_routed(front->router, &frame);
        if (receipt == BUS_NOTHING) {
            break;
        }
        if (receipt == BUS_DROPPED) {
            metrics_add(front->metrics, METRIC_DROPPED_FORM);
            continue;
        }
        take_frame(front, &frame, now_ms);
        bus_frame_clear(&frame);
    }
    return count;
}

/* ---- frames out ---- */

void front_send(struct front *front)
{
    struct view peer, frame;
    while (flow_next_reply(front->flow, &peer, &frame)) {
        send_reply(front, peer, frame);
        admission_answered(front->admission, peer);
    }
    const struct feed_item *items;
    size_t count = flow_appended(front->flow, &items);
    feed_server_append(front->feed, items, count);
    if (flow_waiting(front->flow) == 0) {
        admission_empty(front->admission);
        roster_settle(front->roster);
    }
}

static int verify(struct front *front, const struct feed_output *output)
{
    uint8_t bytes[PEER_SIZE_MAX];
    struct view peer = {bytes, output->peer.size};
    bool found = false;
    memcpy(bytes, output->peer.bytes, output->peer.size);
    int result = flow_verify(front->flow, output->cursor, &found);
    if (result == OK) {
        feed_server_verified(front->feed, peer, found);
    }
    return result;
}

static int read_journal(struct front *front, const struct feed_output *output)
{
    const struct feed_item *items = NULL;
    size_t count = 0;
    int result = flow_read(front->flow, output->from_seq, output->limit, &items, &count);
    if (result == OK) {
        feed_server_take(front->feed, items, count);
    }
    return result;
}

static void send_feed(struct front *front, const struct feed_output *output)
{
    if (!bus_send_routed(front->router, output->peer, output->frame)) {
        feed_server_lost(front->feed, output->peer);
    }
}

int front_feed(struct front *front, int64_t now_ms)
{
    struct feed_output output;
    int result = OK;
    feed_server_tick(front->feed, now_ms);
    while (result == OK && feed_server_output(front->feed, &output)) {
        switch (output.kind) {
        case FEED_SEND:
            send_feed(front, &output);
            break;
        case FEED_VERIFY:
            result = verify(front, &output);
            break;
        case FEED_READ:
            result = read_journal(front, &output);
            break;
        }
    }
    return result;
}
