/* SPDX-License-Identifier: MPL-2.0 */
/* The connections of a bus: one DEALER per service, to one endpoint at a time, always with CURVE. */
#include "bus.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>
#include <zmq.h>

#include "proto/scan.h"

static int64_t clock_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t bus_now_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

int64_t bus_time_ms(void)
{
    return clock_us(CLOCK_MONOTONIC) / 1000;
}

/* libzmq also takes a shorter one. */
static bool copy_key(char to[KEY_SIZE], const char *from)
{
    uint8_t bytes[32];
    if (!from || strlen(from) != KEY_SIZE - 1 || !zmq_z85_decode(bytes, from)) {
        return false;
    }
    memcpy(to, from, KEY_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

static bool copy_text(char *to, size_t size, const char *from)
{
    size_t length = from ? strlen(from) : 0;
    if (!length || length >= size) {
        return false;
    }
    memcpy(to, from, length + 1);
    return true;
}

/* A name is also the consumer of a feed, which the contract writes in these letters. */
static bool is_code(const char *name)
{
    return name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0';
}

entraide_t *entraide_new(const struct entraide_identity *identity)
{
    entraide_t *bus = calloc(1, sizeof *bus);
    if (!bus) {
        abort();
    }
    bus->context = zmq_ctx_new();
    bus->arena = arena_new(64 * 1024);
    if (sodium_init() < 0 || !bus->context || !is_code(identity->name) ||
        !copy_text(bus->name, sizeof bus->name, identity->name) ||
        !copy_key(bus->public_key, identity->public_key) ||
        !copy_key(bus->secret_key, identity->secret_key)) {
        entraide_destroy(&bus);
    }
    return bus;
}

static void close_socket(struct peer *peer)
{
    if (peer->socket) {
        zmq_close(peer->socket);
        peer->socket = NULL;
    }
}

void entraide_destroy(entraide_t **bus_p)
{
    entraide_t *bus = *bus_p;
    if (!bus) {
        return;
    }
    for (size_t i = 0; i < OWNER_COUNT; i++) {
        close_socket(&bus->peers[i]);
        free(bus->peers[i].frame);
        follow_clear(&bus->peers[i].follow);
    }
    if (bus->context) {
        zmq_ctx_term(bus->context);
    }
    arena_destroy(&bus->arena);
    secret_clear(bus);
    sodium_memzero(bus->secret_key, sizeof bus->secret_key);
    free(bus);
    *bus_p = NULL;
}

static void set_int(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

/* Reconnects by itself while the endpoint stays the same, calmly; a send to nobody fails at once. */
static bool open_socket(entraide_t *bus, struct peer *peer)
{
    void *socket = zmq_socket(bus->context, ZMQ_DEALER);
    if (!socket) {
        return false;
    }
    set_int(socket, ZMQ_LINGER, 0);
    set_int(socket, ZMQ_IMMEDIATE, 1);
    set_int(socket, ZMQ_RECONNECT_IVL, 200);
    set_int(socket, ZMQ_RECONNECT_IVL_MAX, 10000);
    int64_t size_max = SOCKET_SIZE_MAX;
    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &size_max, sizeof size_max);
    peer->socket = socket;
    return zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, peer->server_key, KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, bus->public_key, KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, bus->secret_key, KEY_SIZE) == 0 &&
           zmq_connect(socket, peer->endpoints[peer->current]) == 0;
}

static bool read_endpoints(struct peer *peer, const char *endpoints)
{
    peer->endpoint_count = 0;
    for (const char *from = endpoints; *from;) {
        size_t length = strcspn(from, ", ");
        if (length >= ENDPOINT_SIZE || peer->endpoint_count == ENDPOINT_MAX) {
            return false;
        }
        if (length) {
            memcpy(peer->endpoints[peer->endpoint_count], from, length);
            peer->endpoints[peer->endpoint_count++][length] = '\0';
        }
        from += length + strspn(from + length, ", ");
    }
    return peer->endpoint_count > 0;
}

/* Every endpoint once, the first one last, so that none fails for its form when it is needed. */
static bool open_each(entraide_t *bus, struct peer *peer)
{
    for (size_t i = peer->endpoint_count; i > 0; i--) {
        close_socket(peer);
        peer->current = i - 1;
        if (!open_socket(bus, peer)) {
            return false;
        }
    }
    return true;
}

int entraide_connect(entraide_t *bus, enum owner service, const char *endpoints,
                     const char *server_key)
{
    assert(service > OWNER_ANY && service < OWNER_COUNT);
    struct peer *peer = &bus->peers[service];
    close_socket(peer);
    follow_clear(&peer->follow);
    if (!peer->frame) {
        peer->frame = malloc(FRAME_SIZE_MAX);
        if (!peer->frame) {
            abort();
        }
    }
    if (!endpoints || !read_endpoints(peer, endpoints) || !copy_key(peer->server_key, server_key) ||
        !open_each(bus, peer)) {
        close_socket(peer);
        return ENTRAIDE_CLOSED;
    }
    return ENTRAIDE_DONE;
}

struct peer *bus_peer(entraide_t *bus, enum owner service)
{
    if (service <= OWNER_ANY || service >= OWNER_COUNT || !bus->peers[service].socket) {
        return NULL;
    }
    return &bus->peers[service];
}

void bus_reconnect(entraide_t *bus, struct peer *peer)
{
    close_socket(peer);
    peer->current = (peer->current + 1) % peer->endpoint_count;
    bool opened = open_socket(bus, peer); /* each endpoint worked in entraide_connect */
    assert(opened);
    peer->follow.state = FOLLOW_CLOSED;
    peer->follow.since_ms = bus_time_ms();
}

bool bus_send(struct peer *peer, struct view frame)
{
    return zmq_send(peer->socket, frame.bytes, frame.size, ZMQ_DONTWAIT) >= 0;
}

void bus_wait_writable(struct peer *peer, int timeout_ms)
{
    zmq_pollitem_t item = {.socket = peer->socket, .events = ZMQ_POLLOUT};
    zmq_poll(&item, 1, timeout_ms < 0 ? 0 : timeout_ms);
}

/* A message of several frames is not of this protocol: its other frames are thrown away. */
static void drop_rest(struct peer *peer)
{
    int more = 0;
    size_t size = sizeof more;
    uint8_t rest[64];
    while (zmq_getsockopt(peer->socket, ZMQ_RCVMORE, &more, &size) == 0 && more) {
        if (zmq_recv(peer->socket, rest, sizeof rest, ZMQ_DONTWAIT) < 0) {
            return;
        }
    }
}

bool bus_take(struct peer *peer, int timeout_ms)
{
    zmq_pollitem_t item = {.socket = peer->socket, .events = ZMQ_POLLIN};
    if (zmq_poll(&item, 1, timeout_ms < 0 ? 0 : timeout_ms) <= 0) {
        return false;
    }
    int size = zmq_recv(peer->socket, peer->frame, FRAME_SIZE_MAX, ZMQ_DONTWAIT);
    if (size < 0) {
        return false;
    }
    drop_rest(peer);
    peer->frame_size = (size_t)size > FRAME_SIZE_MAX ? FRAME_SIZE_MAX : (size_t)size;
    return true;
}

bool bus_read_reply(const struct peer *peer, struct entraide_answer *ret_answer)
{
    struct refusal refusal;
    ret_answer->frame = (struct view){peer->frame, peer->frame_size};
    return scan_frame(ret_answer->frame) == 0 &&
           record_decode(&record_reply, ret_answer->frame, "", &ret_answer->reply, &refusal) == 0;
}
