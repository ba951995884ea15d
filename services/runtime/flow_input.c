/* SPDX-License-Identifier: MPL-2.0 */
/* Commands and queries from their arrival to their place in a batch: decoded, authorised, queued. */
#include "runtime/flow_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "proto/id.h"
#include "proto/scan.h"
#include "runtime/log.h"

enum { TRAY_CHUNK_SIZE = 256 * 1024 };
static const int64_t id_ahead_max_ms = (int64_t)10 * 60 * 1000;

/* ---- replies ---- */

void flow_reply_add(flow_t *flow, struct view peer, struct view frame)
{
    if (!flow->replies) {
        arena_reset(flow->reply_arena); /* All earlier ones have left. */
    }
    struct flow_reply *reply = arena_alloc(flow->reply_arena, sizeof *reply);
    reply->peer = arena_copy(flow->reply_arena, peer);
    reply->frame = arena_copy(flow->reply_arena, frame);
    *flow->replies_end = reply;
    flow->replies_end = &reply->next;
}

void flow_error(flow_t *flow, struct view peer, struct id re, const struct reply *error)
{
    struct reply reply = *error;
    uint8_t bytes[1024];
    struct writer writer;
    reply.re = re;
    reply.status = STATUS_ERROR;
    reply.incarnation = flow->incarnation;
    writer_init(&writer, bytes, sizeof bytes);
    record_encode(&record_reply, &reply, &writer);
    assert(!writer.full); /* path and expected are bounded */
    flow_reply_add(flow, peer, writer_view(&writer));
}

/* ---- trays ---- */

static struct tray *new_tray(flow_t *flow)
{
    struct tray *tray = flow->free_trays;
    if (tray) {
        flow->free_trays = tray->next;
        tray->next = NULL;
        return tray;
    }
    tray = calloc(1, sizeof *tray);
    if (!tray) {
        abort();
    }
    tray->arena = arena_new(TRAY_CHUNK_SIZE);
    return tray;
}

/* The tray that takes one more frame of this size. */
static struct tray *open_tray(flow_t *flow, size_t size)
{
    struct tray *tray = flow->last_tray;
    if (tray && tray->count < BATCH_MESSAGE_MAX &&
        (tray->count == 0 || tray->bytes + size <= BATCH_BYTES_MAX)) {
        if (tray->count == 0) {
            arena_reset(tray->arena); /* What was refused on arrival. */
            tray->bytes = 0;
        }
        return tray;
    }
    struct tray *added = new_tray(flow);
    if (tray) {
        tray->next = added;
    } else {
        flow->trays = added;
    }
    flow->last_tray = added;
    return added;
}

struct tray *flow_tray(flow_t *flow)
{
    return flow->waiting > 0 ? flow->trays : NULL;
}

static void destroy_tray(struct tray *tray)
{
    arena_destroy(&tray->arena);
    free(tray);
}

/* One is kept for the next messages; what a rush needed beyond that is given back. */
static void keep_tray(flow_t *flow, struct tray *tray)
{
    if (flow->free_trays) {
        destroy_tray(tray);
        return;
    }
    arena_reset(tray->arena);
    tray->count = tray->taken = tray->bytes = 0;
    tray->next = NULL;
    flow->free_trays = tray;
}

void flow_tray_done(flow_t *flow, size_t count)
{
    struct tray *tray = flow->trays;
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        flow->waiting_bytes -= tray->inputs[tray->taken + i]->size;
    }
    tray->taken += count;
    flow->waiting -= count;
    assert(tray->taken <= tray->count);
    if (tray->taken < tray->count) {
        return;
    }
    flow->trays = tray->next;
    if (!flow->trays) {
        flow->last_tray = NULL;
    }
    keep_tray(flow, tray);
}

static void destroy_trays(struct tray *tray)
{
    while (tray) {
        struct tray *next = tray->next;
        destroy_tray(tray);
        tray = next;
    }
}

void flow_trays_destroy(flow_t *flow)
{
    destroy_trays(flow->trays);
    destroy_trays(flow->free_trays);
}

size_t flow_waiting(const flow_t *flow)
{
    return flow->waiting;
}

size_t flow_waiting_bytes(const flow_t *flow)
{
    return flow->waiting_bytes;
}

int64_t flow_oldest_age_ms(const flow_t *flow, int64_t now_ms)
{
    const struct tray *tray = flow->trays;
    if (flow->waiting == 0) {
        return 0;
    }
    return now_ms - tray->inputs[tray->taken]->came_ms;
}

/* ---- arrival ---- */

/* The registry may be reloaded while a message waits, so what its handler may ask is copied. */
struct client *flow_copy_client(const struct client *client, arena_t *arena)
{
    struct client *copy = arena_alloc(arena, sizeof *copy);
    size_t type_count;
    (void)message_all(&type_count);
    *copy = *client;
    if (client->organisations) {
        const struct view ids = {(const uint8_t *)client->organisations,
                                 client->organisation_count * sizeof(struct id)};
        copy->organisations = (const struct id *)(const void *)arena_copy(arena, ids).bytes;
    }
    if (client->types) {
        const struct view types = {(const uint8_t *)client->types, type_count * sizeof(bool)};
        copy->types = (const bool *)(const void *)arena_copy(arena, types).bytes;
    }
    return copy;
}

/* Is the id one of about now, which no tombstone or dropped day can hide. */
static int judge_id(const flow_t *flow, struct id id)
{
    const int64_t now_ms = flow_clock_us(flow) / 1000;
    if (!id_is_v7(id) || id_time_ms(id) > now_ms + id_ahead_max_ms) {
        return E_ID;
    }
    return id_compare(id, flow->horizon) < 0 ? E_TOO_OLD : E_NONE;
}

static int judge_resolve(const flow_t *flow, const struct message *message, const void *data)
{
    return message == &message_resolve ? judge_id(flow, ((const struct resolve *)data)->id)
                                       : E_NONE;
}

static int judge_sender(const flow_t *flow, const struct message *message,
                        const struct envelope *envelope, const struct client *client)
{
    const bool asked = message->class == COMMAND || message->class == QUERY;
    if (!asked || (message->owner != OWNER_ANY && message->owner != flow->service->owner)) {
        return E_TYPE;
    }
    if (!client || !client_may(client, message)) {
        return E_DENIED;
    }
    if ((client->actors >> envelope->actor.kind & 1U) == 0) {
        return E_ACTOR;
    }
    return E_NONE;
}

static struct refusal judge(const flow_t *flow, const struct message *message,
                            const struct envelope *envelope, const struct client *client)
{
    void *self;
    struct refusal refusal = {0};
    int code = judge_sender(flow, message, envelope, client);
    if (code) {
        (void)refusal_set(&refusal, code, code == E_ACTOR ? "actor.kind" : "type", "");
        return refusal;
    }
    if (message != &message_resolve && !flow_handler(flow, message, &self)) {
        (void)refusal_set(&refusal, E_TYPE, "type", "a type that this service answers");
        return refusal;
    }
    code = message->class == COMMAND ? judge_id(flow, envelope->id) : E_NONE;
    if (code) {
        (void)refusal_set(&refusal, code, "id", "");
        return refusal;
    }
    code = judge_resolve(flow, message, flow->scratch);
    if (code) {
        (void)refusal_set(&refusal, code, "data.id", "");
    }
    return refusal;
}

void flow_log_denied(const struct client *client, const struct message *message, int code)
{
    log_warn("message refused: no right", log_text("client", client ? client->name : ""),
             log_text("type", message->type), log_text("error", error_find(code)->name));
}

static void refuse_frame(flow_t *flow, struct view peer, struct id re,
                         const struct refusal *refusal)
{
    const struct reply reply = {.code = refusal->code,
                                .path = view_of(refusal->path),
                                .expected = view_of(refusal->expected)};
    flow_error(flow, peer, re, &reply);
}

static void queue(flow_t *flow, struct tray *tray, struct view peer, struct input *input)
{
    const struct message *message = input->call.message;
    struct envelope *envelope = &input->envelope;
    void *data = arena_alloc(tray->arena, message->record->size);
    memcpy(data, flow->scratch, message->record->size);
    input->kind = message->class == COMMAND ? INPUT_COMMAND : INPUT_QUERY;
    input->handler = flow_handler(flow, message, &input->self);
    input->call.envelope = envelope;
    input->call.data = data;
    input->call.client = flow_copy_client(input->call.client, tray->arena);
    input->peer = arena_copy(tray->arena, peer);
    input->came_ms = flow_monotonic_ms();
    if (message->class == COMMAND) {
        input->digest = message_digest(message, envelope, data);
    }
    tray->inputs[tray->count++] = input;
    flow->waiting++;
    flow->waiting_bytes += input->size;
}

void flow_command(flow_t *flow, struct view peer, const struct client *client, struct view frame)
{
    struct refusal refusal = {0};
    const struct message *message = NULL;
    if (frame.size > FRAME_SIZE_MAX) {
        (void)refusal_set(&refusal, E_FRAME_SIZE, "", "at most 256 KiB");
        refuse_frame(flow, peer, (struct id){{0}}, &refusal);
        return;
    }
    struct tray *tray = open_tray(flow, frame.size);
    struct input *input = arena_alloc(tray->arena, sizeof *input);
    const struct view own = arena_copy(tray->arena, frame);
    tray->bytes += frame.size; /* Also when it is refused: the copy stays until the tray is done. */
    if (!message_decode(own, &input->envelope, &message, flow->scratch, &refusal)) {
        refusal = judge(flow, message, &input->envelope, client);
        if (flow_is_denial(refusal.code)) {
            flow_log_denied(client, message, refusal.code);
            flow_count(flow, FLOW_DENIED, 1);
        }
    }
    if (refusal.code) {
        refuse_frame(flow, peer, input->envelope.id, &refusal);
        return;
    }
    input->size = frame.size;
    input->call.message = message;
    input->call.client = client;
    queue(flow, tray, peer, input);
}

void flow_busy(flow_t *flow, struct view peer, struct view frame, int64_t retry_after_ms)
{
    struct envelope envelope = {0};
    struct refusal refusal = {0};
    const struct reply reply = {.code = E_BUSY,
                                .retry_after_ms = retry_after_ms > 0 ? retry_after_ms : 1};
    /* Only the envelope; a frame that is no message is told the same under no id. */
    if (scan_frame(frame) || record_decode(&record_envelope, frame, "", &envelope, &refusal)) {
        envelope.id = (struct id){{0}};
    }
    flow_error(flow, peer, envelope.id, &reply);
}

/* ---- other inputs ---- */

void flow_set_feeds(flow_t *flow, feed_client_t *const clients[OWNER_COUNT])
{
    memcpy(flow->feeds, clients, sizeof flow->feeds);
}

void flow_set_readers(flow_t *flow, const feed_server_t *readers)
{
    flow->readers = readers;
}

void flow_keep_key(flow_t *flow, struct id person, const uint8_t secret[32])
{
    persons_keep(flow->persons, person, secret);
}

void flow_job_done(flow_t *flow, struct job **job_p)
{
    struct job *job = *job_p;
    *job_p = NULL;
    job->next = NULL;
    *flow->done_jobs_end = job;
    flow->done_jobs_end = &job->next;
}
