/* SPDX-License-Identifier: MPL-2.0 */
/* The bare connection: sockets, and questions with one answer. */
#include "probe.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <zmq.h>

#include "proto/id.h"
#include "proto/scan.h"

void probe_open(struct probe *probe, const struct probe_address *address)
{
    *probe = (struct probe){.address = *address, .context = zmq_ctx_new()};
    probe->arena = arena_new(FRAME_SIZE_MAX);
    probe->frame = malloc(FRAME_SIZE_MAX);
    if (!probe->context || !probe->frame) {
        abort();
    }
}

static void close_socket(struct probe *probe)
{
    if (probe->socket) {
        zmq_close(probe->socket);
        probe->socket = NULL;
    }
}

void probe_close(struct probe *probe)
{
    close_socket(probe);
    zmq_ctx_term(probe->context);
    arena_destroy(&probe->arena);
    free(probe->frame);
}

static void set_int(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

static void set_key(void *socket, int option, const char *key)
{
    zmq_setsockopt(socket, option, key, PROBE_KEY_SIZE);
}

static void secure(struct probe *probe, enum probe_security security)
{
    char public_key[PROBE_KEY_SIZE], secret_key[PROBE_KEY_SIZE];
    const struct probe_address *address = &probe->address;
    zmq_curve_keypair(public_key, secret_key);
    bool known = security != STRANGE_KEY;
    set_key(probe->socket, ZMQ_CURVE_SERVERKEY,
            security == STRANGE_SERVER_KEY ? public_key : address->server_key);
    set_key(probe->socket, ZMQ_CURVE_PUBLICKEY, known ? address->public_key : public_key);
    set_key(probe->socket, ZMQ_CURVE_SECRETKEY, known ? address->secret_key : secret_key);
}

void probe_connect(struct probe *probe, enum probe_security security)
{
    close_socket(probe);
    probe->socket = zmq_socket(probe->context, ZMQ_DEALER);
    if (!probe->socket) {
        abort();
    }
    set_int(probe->socket, ZMQ_LINGER, 0);
    set_int(probe->socket, ZMQ_IMMEDIATE, 1);
    set_int(probe->socket, ZMQ_SNDTIMEO, security == SECURE ? PROBE_WAIT_MS : PROBE_QUIET_MS);
    set_int(probe->socket, ZMQ_SNDHWM, 0);
    set_int(probe->socket, ZMQ_RCVHWM, 0);
    if (security != PLAIN) {
        secure(probe, security);
    }
    zmq_connect(probe->socket, probe->address.endpoint);
}

bool probe_send(struct probe *probe, const struct view *frames, size_t count)
{
    bool sent = true;
    for (size_t i = 0; sent && i < count; i++) {
        int more = i + 1 < count ? ZMQ_SNDMORE : 0;
        sent = zmq_send(probe->socket, frames[i].bytes, frames[i].size, more) >= 0;
    }
    return sent;
}

bool probe_send_one(struct probe *probe, struct view frame)
{
    return probe_send(probe, &frame, 1);
}

int64_t probe_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool probe_take(struct probe *probe, int timeout_ms)
{
    zmq_pollitem_t item = {.socket = probe->socket, .events = ZMQ_POLLIN};
    if (zmq_poll(&item, 1, timeout_ms) <= 0) {
        return false;
    }
    int size = zmq_recv(probe->socket, probe->frame, FRAME_SIZE_MAX, ZMQ_DONTWAIT);
    probe->frame_size = size < 0 ? 0 : (size_t)size;
    return size >= 0 && (size_t)size <= FRAME_SIZE_MAX;
}

struct view probe_frame(const struct probe *probe)
{
    return (struct view){probe->frame, probe->frame_size};
}

struct id probe_id(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return id_new((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

struct view probe_pack(struct probe *probe, const struct message *message, struct id id,
                       const void *data)
{
    struct envelope envelope = {.id = id, .source = view_of(probe->address.name)};
    return message_pack(message, &envelope, data, probe->arena);
}

static bool read_reply(struct probe *probe, struct id id, struct reply *ret_reply)
{
    struct refusal refusal;
    return scan_frame(probe_frame(probe)) == 0 &&
           record_decode(&record_reply, probe_frame(probe), "", ret_reply, &refusal) == 0 &&
           id_equal(ret_reply->re, id);
}

bool probe_ask(struct probe *probe, struct view frame, struct id id, struct reply *ret_reply)
{
    if (!probe_send_one(probe, frame)) {
        return false;
    }
    while (probe_take(probe, PROBE_WAIT_MS)) {
        if (read_reply(probe, id, ret_reply)) {
            return true;
        }
    }
    return false;
}

enum finding found(struct probe *probe, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(probe->found, sizeof probe->found, format, arguments);
    va_end(arguments);
    return FAILS;
}

enum finding expect_reply(struct probe *probe, struct view frame, struct id id, int code)
{
    struct reply reply;
    if (!probe_ask(probe, frame, id, &reply)) {
        return found(probe, "no answer");
    }
    if (reply.code != code || (reply.status == STATUS_DONE) != (code == 0)) {
        return found(probe, "%s %d at %.*s", choice_word(&choices_status, reply.status),
                     (int)reply.code, (int)reply.path.size,
                     reply.path.bytes ? (const char *)reply.path.bytes : "");
    }
    return HOLDS;
}
