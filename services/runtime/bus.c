/* SPDX-License-Identifier: MPL-2.0 */
/* Sockets and their options. */
#include "runtime/bus.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>

#include "proto/scan.h"

/* In libzmq's draft header only, but read by every 4.3: a domain without a handler refuses. */
enum { ZAP_ENFORCE_DOMAIN = 93 };
/* Queues of 2048 frames: a window of 512 of each of several clients; above the feed's credit. */
enum { HIGH_WATER = 2048, LINGER_MS = 1000, HANDSHAKE_MS = 2000, KEEPALIVE_IDLE_S = 10 };
enum { KEY_FILE_SIZE_MAX = 4096, PROBE_ROUNDS = 200, PROBE_WAIT_MS = 10 };

static const char zap_domain[] = "entraide";

int key_pair_load(const char *path, struct key_pair *ret_pair, char ret_error[200])
{
    static const char label[] = "secret-key = \"";
    char text[KEY_FILE_SIZE_MAX + 1] = "";
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(ret_error, 200, "%s: %s", path, strerror(errno));
        return -1;
    }
    size_t size = fread(text, 1, KEY_FILE_SIZE_MAX, file);
    text[size] = '\0';
    fclose(file);
    const char *key = strstr(text, label);
    key = key ? key + strlen(label) : "";
    int result = -1;
    if (strcspn(key, "\"") == KEY_TEXT_SIZE - 1) {
        snprintf(ret_pair->secret_key, KEY_TEXT_SIZE, "%s", key);
        result = zmq_curve_public(ret_pair->public_key, ret_pair->secret_key);
    }
    sodium_memzero(text, sizeof text);
    if (result < 0) {
        snprintf(ret_error, 200, "%s: no line secret-key = \"<40 characters>\"", path);
    }
    return result < 0 ? -1 : 0;
}

static void set_int(void *socket, int option, int value)
{
    int result = zmq_setsockopt(socket, option, &value, sizeof value);
    assert(result == 0 && "an option that this libzmq does not know");
    (void)result;
}

static void set_text(void *socket, int option, const char *text, size_t size)
{
    int result = zmq_setsockopt(socket, option, text, size);
    assert(result == 0);
    (void)result;
}

static void set_common(void *socket)
{
    int64_t size_max = SOCKET_SIZE_MAX;
    int result = zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &size_max, sizeof size_max);
    assert(result == 0);
    (void)result;
    set_int(socket, ZMQ_SNDHWM, HIGH_WATER);
    set_int(socket, ZMQ_RCVHWM, HIGH_WATER);
    set_int(socket, ZMQ_SNDTIMEO, 0);
    set_int(socket, ZMQ_RCVTIMEO, 0);
    set_int(socket, ZMQ_LINGER, LINGER_MS);
    set_int(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
    set_int(socket, ZMQ_TCP_KEEPALIVE, 1);
    set_int(socket, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S);
    set_int(socket, ZMQ_TCP_KEEPALIVE_INTVL, 5);
    set_int(socket, ZMQ_TCP_KEEPALIVE_CNT, 3);
}

void *bus_server(void *zmq_context, const struct key_pair *pair)
{
    void *socket = zmq_socket(zmq_context, ZMQ_ROUTER);
    assert(socket);
    set_common(socket);
    set_int(socket, ZMQ_ROUTER_MANDATORY, 1);
    set_int(socket, ZMQ_CURVE_SERVER, 1);
    set_text(socket, ZMQ_CURVE_SECRETKEY, pair->secret_key, KEY_TEXT_SIZE);
    set_text(socket, ZMQ_ZAP_DOMAIN, zap_domain, strlen(zap_domain));
    set_int(socket, ZAP_ENFORCE_DOMAIN, 1);
    return socket;
}

int bus_bind(void *socket, const char *endpoint)
{
    return zmq_bind(socket, endpoint);
}

void *bus_dealer(void *zmq_context, const struct key_pair *own, const char *server_key,
                 const char *endpoint)
{
    void *socket = zmq_socket(zmq_context, ZMQ_DEALER);
    assert(socket);
    set_common(socket);
    set_int(socket, ZMQ_LINGER, 0); /* a feed begins again from its cursor */
    set_int(socket, ZMQ_IMMEDIATE, 1);
    set_int(socket, ZMQ_RECONNECT_IVL, 200);
    set_int(socket, ZMQ_RECONNECT_IVL_MAX, 10000);
    set_text(socket, ZMQ_CURVE_SERVERKEY, server_key, KEY_TEXT_SIZE);
    set_text(socket, ZMQ_CURVE_PUBLICKEY, own->public_key, KEY_TEXT_SIZE);
    set_text(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, KEY_TEXT_SIZE);
    if (zmq_connect(socket, endpoint) < 0) {
        zmq_close(socket);
        return NULL;
    }
    return socket;
}

/* ---- frames ---- */

/* Throws away what is left of a message with more frames than ours have. */
static void drop_rest(void *socket)
{
    int more = 1;
    size_t size = sizeof more;
    while (zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) == 0 && more) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) < 0) {
            more = 0;
        }
        zmq_msg_close(&part);
    }
}

enum bus_receipt bus_receive(void *dealer, struct bus_frame *ret_frame)
{
    zmq_msg_t *message = &ret_frame->message;
    zmq_msg_init(message);
    if (zmq_msg_recv(message, dealer, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(message);
        return BUS_NOTHING;
    }
    if (zmq_msg_more(message)) {
        drop_rest(dealer);
        zmq_msg_close(message);
        return BUS_DROPPED;
    }
    ret_frame->frame = (struct view){zmq_msg_data(message), zmq_msg_size(message)};
    return BUS_FRAME;
}

/* Did we give the peer its routing id: then it begins with zero, which no peer may choose, and is
   never used again. One that a peer chose could, when that peer has gone, be taken by another,
   which would get its replies, and its feed with the keys of persons. */
static bool is_own_id(struct view peer)
{
    return peer.size > 0 && peer.bytes[0] == 0;
}

enum bus_receipt bus_receive_routed(void *router, struct bus_frame *ret_frame)
{
    int size = zmq_recv(router, ret_frame->peer_bytes, PEER_SIZE_MAX, ZMQ_DONTWAIT);
    if (size < 0) {
        return BUS_NOTHING;
    }
    enum bus_receipt receipt = bus_receive(router, ret_frame);
    if (receipt != BUS_FRAME) {
        return BUS_DROPPED;
    }
    ret_frame->peer = (struct view){ret_frame->peer_bytes, (size_t)size};
    /* Of the payload: the routing id frame loses it after a poll (libzmq 4.3.4). */
    ret_frame->user = zmq_msg_gets(&ret_frame->message, "User-Id");
    if (!ret_frame->user || !is_own_id(ret_frame->peer)) {
        bus_frame_clear(ret_frame);
        return BUS_DROPPED;
    }
    return BUS_FRAME;
}

int bus_frame_descriptor(const struct bus_frame *frame)
{
    return zmq_msg_get(&frame->message, ZMQ_SRCFD);
}

void bus_frame_clear(struct bus_frame *frame)
{
    zmq_msg_close(&frame->message);
}

bool bus_send_routed(void *router, struct view peer, struct view frame)
{
    /* A peer that cannot be reached fails with its id, before any payload. */
    return zmq_send(router, peer.bytes, peer.size, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
           zmq_send(router, frame.bytes, frame.size, ZMQ_DONTWAIT) >= 0;
}

bool bus_send(void *dealer, struct view frame)
{
    return zmq_send(dealer, frame.bytes, frame.size, ZMQ_DONTWAIT) >= 0;
}

bool bus_writable(void *dealer)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(dealer, ZMQ_EVENTS, &events, &size) == 0 && (events & ZMQ_POLLOUT);
}

/* ---- connections that never get as far as their key ---- */

void *bus_monitor(void *zmq_context, void *router)
{
    static const char endpoint[] = "inproc://entraide.handshakes";
    /* Without detail: the client saw first that we do not speak the same, and left. */
    int events = ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    int result = zmq_socket_monitor(router, endpoint, events);
    void *monitor = zmq_socket(zmq_context, ZMQ_PAIR);
    assert(result == 0 && monitor);
    /* Without limit: libzmq's own thread would wait for us at a full queue. */
    set_int(monitor, ZMQ_RCVHWM, 0);
    set_int(monitor, ZMQ_RCVTIMEO, 0);
    result = zmq_connect(monitor, endpoint);
    assert(result == 0);
    (void)result;
    return monitor;
}

/* What comes is the event, then the endpoint. */
bool bus_monitor_next(void *monitor)
{
    uint8_t event[8];
    bool found = zmq_recv(monitor, event, sizeof event, ZMQ_DONTWAIT) >= 0;
    if (found) {
        drop_rest(monitor);
    }
    return found;
}

void bus_monitor_close(void *router, void *monitor)
{
    zmq_socket_monitor(router, NULL, 0);
    zmq_close(monitor);
}

/* ---- the self-test ---- */

struct probe {
    void *server, *stranger, *friend;
    struct key_pair stranger_pair, friend_pair;
    int64_t refused; /* before the test */
    bool friend_came, stranger_came;
};

static void make_pair(struct key_pair *pair)
{
    int result = zmq_curve_keypair(pair->public_key, pair->secret_key);
    assert(result == 0 && "libzmq has CURVE");
    (void)result;
}

static int open_probe(struct probe *probe, void *context, zap_t *zap, char ret_error[200])
{
    struct key_pair server;
    char endpoint[64];
    make_pair(&server);
    make_pair(&probe->stranger_pair);
    make_pair(&probe->friend_pair);
    snprintf(endpoint, sizeof endpoint, "ipc://@entraide-%08x%08x", randombytes_random(),
             randombytes_random());
    probe->refused = zap_refused(zap);
    zap_allow_probe(zap, probe->friend_pair.public_key);
    probe->server = bus_server(context, &server);
    if (bus_bind(probe->server, endpoint) < 0) {
        snprintf(ret_error, 200, "%s: %s", endpoint, zmq_strerror(errno));
        return -1;
    }
    probe->stranger = bus_dealer(context, &probe->stranger_pair, server.public_key, endpoint);
    probe->friend = bus_dealer(context, &probe->friend_pair, server.public_key, endpoint);
    assert(probe->stranger && probe->friend);
    return 0;
}

static void receive_probe(struct probe *probe)
{
    struct bus_frame frame;
    if (bus_receive_routed(probe->server, &frame) == BUS_FRAME) {
        bool friend = strcmp(frame.user, probe->friend_pair.public_key) == 0;
        probe->friend_came = probe->friend_came || friend;
        probe->stranger_came = probe->stranger_came || !friend;
        bus_frame_clear(&frame);
    }
}

/* Both speak until the friend was heard and the handler has refused the stranger; 2 s at most. */
static void run_probe(struct probe *probe, zap_t *zap)
{
    zmq_pollitem_t item = {.socket = probe->server, .events = ZMQ_POLLIN};
    for (int i = 0; i < PROBE_ROUNDS; i++) {
        bus_send(probe->stranger, view_of("stranger"));
        bus_send(probe->friend, view_of("friend"));
        zmq_poll(&item, 1, PROBE_WAIT_MS);
        receive_probe(probe);
        if (probe->friend_came && zap_refused(zap) > probe->refused) {
            return;
        }
    }
}

int bus_self_test(void *zmq_context, zap_t *zap, char ret_error[200])
{
    struct probe probe = {.server = NULL};
    int result = open_probe(&probe, zmq_context, zap, ret_error);
    if (result == 0) {
        run_probe(&probe, zap);
        bool right = probe.friend_came && !probe.stranger_came && zap_refused(zap) > probe.refused;
        result = right ? 0 : -1;
        if (!right) {
            snprintf(ret_error, 200, "an unknown key %s, a known one %s",
                     probe.stranger_came ? "was accepted" : "was not refused in time",
                     probe.friend_came ? "was accepted" : "was not accepted in time");
        }
        zmq_close(probe.stranger);
        zmq_close(probe.friend);
    }
    zap_allow_probe(zap, NULL);
    set_int(probe.server, ZMQ_LINGER, 0);
    zmq_close(probe.server);
    return result;
}
