/* SPDX-License-Identifier: MPL-2.0 */
/* Commands and queries: one effect per id, however often it is sent. */
#include <errno.h>
#include <time.h>

#include "bus.h"
#include "proto/id.h"
#include "proto/scan.h"

enum { PAUSE_MIN_MS = 10 }; /* before a busy service is asked again, whatever it says */

static struct view pack_request(entraide_t *bus, struct entraide_request *request)
{
    int64_t now_us = bus_now_us();
    if (id_none(request->id)) {
        request->id = id_new(now_us);
    }
    const struct seen seen = {.service = view_of(owner_name(request->seen_service)),
                              .seq = request->seen_seq};
    struct envelope envelope = {
        .id = request->id,
        .source = view_of(bus->name),
        .subject = request->subject,
        .time_us = now_us,
        .actor = request->actor,
        .after = request->after,
        .seen = seen_list(&seen, request->seen_seq > 0, bus->arena),
    };
    if (request->data) {
        return message_pack(request->message, &envelope, request->data, bus->arena);
    }
    envelope.type = view_of(request->message->type);
    envelope.data = request->encoded;
    return record_pack(&record_envelope, &envelope, bus->arena);
}

static enum owner owner_of(const struct entraide_request *request)
{
    return request->message->owner == OWNER_ANY ? request->service : request->message->owner;
}

static void wait_ms(int64_t duration_ms)
{
    struct timespec left = {duration_ms / 1000, (long)(duration_ms % 1000) * 1000000};
    while (duration_ms > 0 && nanosleep(&left, &left) < 0 && errno == EINTR) {
    }
}

/* Only what an operator has to mend is called an error; the rest is the caller's to change. */
static int result_of(const struct reply *reply)
{
    const struct error *error = error_find((int)reply->code);
    if (reply->status == STATUS_DONE) {
        return ENTRAIDE_DONE;
    }
    return error && error->class == ERROR_OPERATOR ? ENTRAIDE_ERROR : ENTRAIDE_REFUSED;
}

/* "Not yet" is no outcome: the same message may be sent again. */
static bool is_not_yet(const struct reply *reply)
{
    const struct error *error = error_find((int)reply->code);
    return reply->retry_after_ms > 0 || (error && error->class == ERROR_RETRY);
}

/* Waits for the reply to this id until the deadline; frames of a feed are kept for it. */
static bool await_reply(entraide_t *bus, enum owner service, struct id id, int64_t deadline_ms,
                        struct entraide_answer *ret_answer)
{
    struct peer *peer = bus_peer(bus, service);
    int64_t left_ms;
    while ((left_ms = deadline_ms - bus_time_ms()) > 0) {
        if (!bus_take(peer, (int)left_ms)) {
            continue;
        }
        if (!bus_read_reply(peer, ret_answer)) {
            follow_input(bus, service);
        } else if (id_equal(ret_answer->reply.re, id)) {
            return true;
        }
    }
    return false;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A fresh connection takes some milliseconds; until then nothing can be sent. */
static bool send_until(struct peer *peer, struct view frame, int64_t deadline_ms)
{
    int64_t left_ms;
    while (!bus_send(peer, frame)) {
        if ((left_ms = deadline_ms - bus_time_ms()) <= 0) {
            return false;
        }
        bus_wait_writable(peer, (int)left_ms);
    }
    return true;
}

int entraide_call(entraide_t *bus, struct entraide_request *request,
                  struct entraide_answer *ret_answer)
{
    enum owner service = owner_of(request);
    struct peer *peer = bus_peer(bus, service);
    *ret_answer = (struct entraide_answer){0};
    if (!peer) {
        return ENTRAIDE_CLOSED;
    }
    arena_reset(bus->arena);
    struct view frame = pack_request(bus, request); /* stays: nothing else is packed meanwhile */
    int64_t end_ms = bus_time_ms() + (request->timeout_ms ? request->timeout_ms : CALL_TIMEOUT_MS);
    while (bus_time_ms() < end_ms) {
        int64_t now_ms = bus_time_ms();
        if (!send_until(peer, frame, earlier(end_ms, now_ms + CONNECT_MS)) ||
            !await_reply(bus, service, request->id, earlier(end_ms, now_ms + SILENCE_MS),
                         ret_answer)) {
            bus_reconnect(bus, peer);
            continue;
        }
        const struct reply *reply = &ret_answer->reply;
        if (!is_not_yet(reply)) {
            return result_of(reply);
        }
        int64_t pause_ms =
            reply->retry_after_ms > PAUSE_MIN_MS ? reply->retry_after_ms : PAUSE_MIN_MS;
        wait_ms(earlier(pause_ms, end_ms - bus_time_ms()));
    }
    return ENTRAIDE_UNKNOWN;
}

int entraide_resolve(entraide_t *bus, enum owner service, struct id id, bool *ret_known,
                     struct entraide_answer *ret_answer)
{
    struct resolve question = {.id = id};
    struct entraide_request request = {
        .message = &message_resolve, .service = service, .data = &question};
    int result = entraide_call(bus, &request, ret_answer);
    if (result != ENTRAIDE_DONE) {
        return result;
    }
    struct resolution resolution;
    struct refusal refusal;
    if (record_decode(&record_resolution, ret_answer->reply.data, "data", &resolution, &refusal)) {
        return ENTRAIDE_ERROR;
    }
    *ret_known = resolution.outcome == OUTCOME_KNOWN;
    if (!*ret_known) {
        return ENTRAIDE_DONE;
    }
    ret_answer->frame = resolution.reply;
    bool read =
        scan_frame(resolution.reply) == 0 &&
        record_decode(&record_reply, resolution.reply, "", &ret_answer->reply, &refusal) == 0;
    return read ? ENTRAIDE_DONE : ENTRAIDE_ERROR;
}

int entraide_post(entraide_t *bus, struct entraide_request *request)
{
    struct peer *peer = bus_peer(bus, owner_of(request));
    if (!peer) {
        return ENTRAIDE_CLOSED;
    }
    arena_reset(bus->arena);
    return bus_send(peer, pack_request(bus, request)) ? ENTRAIDE_DONE : ENTRAIDE_UNKNOWN;
}

bool entraide_receive(entraide_t *bus, enum owner service, int timeout_ms,
                      struct entraide_answer *ret_answer)
{
    struct peer *peer = bus_peer(bus, service);
    int64_t end_ms = bus_time_ms() + timeout_ms;
    while (peer) {
        int64_t left_ms = end_ms - bus_time_ms();
        if (!bus_take(peer, left_ms > 0 ? (int)left_ms : 0)) {
            return false;
        }
        if (bus_read_reply(peer, ret_answer)) {
            return true;
        }
        follow_input(bus, service);
    }
    return false;
}
