/* SPDX-License-Identifier: MPL-2.0 */
/* The ZAP handler. libzmq asks it over an inproc socket during every handshake. */
#include "runtime/zap.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <zmq.h>

#include "runtime/log.h"

/* version, request id, domain, address, routing id, mechanism, credentials: RFC 27 */
enum {
    PART_VERSION,
    PART_REQUEST,
    PART_DOMAIN,
    PART_ADDRESS,
    PART_IDENTITY,
    PART_MECHANISM,
    PART_KEY,
    PART_COUNT,
    PART_SIZE_MAX = 256
};

struct zap {
    void *socket;
    roster_t *roster;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards probe */
    char probe[KEY_TEXT_SIZE];
    _Atomic int64_t refused;
};

struct part {
    char bytes[PART_SIZE_MAX];
    size_t size;
};

static bool part_is(const struct part *part, const char *text)
{
    return part->size == strlen(text) && memcmp(part->bytes, text, part->size) == 0;
}

/* Reads one request; parts that are too long or too many leave count wrong. -1: the context ends. */
static int receive(void *socket, struct part parts[PART_COUNT], size_t *ret_count)
{
    int more = 1;
    size_t more_size = sizeof more;
    for (*ret_count = 0; more; (*ret_count)++) {
        struct part spare;
        struct part *part = *ret_count < PART_COUNT ? &parts[*ret_count] : &spare;
        int size = zmq_recv(socket, part->bytes, sizeof part->bytes, 0);
        if (size < 0) {
            return -1;
        }
        part->size = (size_t)size;
        *ret_count += part->size > sizeof part->bytes ? PART_COUNT : 0;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
    }
    return 0;
}

static bool is_probe(zap_t *zap, const char *key)
{
    pthread_mutex_lock(&zap->mutex);
    bool probe = *zap->probe && strcmp(zap->probe, key) == 0;
    pthread_mutex_unlock(&zap->mutex);
    return probe;
}

/* The client's key as text when it may connect. */
static bool may_connect(zap_t *zap, const struct part parts[PART_COUNT], size_t count,
                        char ret_key[KEY_TEXT_SIZE])
{
    if (count != PART_COUNT || !part_is(&parts[PART_MECHANISM], "CURVE") ||
        parts[PART_KEY].size != 32) {
        return false;
    }
    zmq_z85_encode(ret_key, (const uint8_t *)parts[PART_KEY].bytes, 32);
    return roster_knows(zap->roster, ret_key) || is_probe(zap, ret_key);
}

static int reply(void *socket, const struct part *request, const char *user)
{
    const char *code = user ? "200" : "400";
    const char *text = user ? "OK" : "No access";
    const char *name = user ? user : "";
    if (zmq_send(socket, "1.0", 3, ZMQ_SNDMORE) < 0 ||
        zmq_send(socket, request->bytes, request->size, ZMQ_SNDMORE) < 0 ||
        zmq_send(socket, code, 3, ZMQ_SNDMORE) < 0 ||
        zmq_send(socket, text, strlen(text), ZMQ_SNDMORE) < 0 ||
        zmq_send(socket, name, strlen(name), ZMQ_SNDMORE) < 0) {
        return -1;
    }
    return zmq_send(socket, "", 0, 0);
}

/* An address is short and whole, or count is wrong. */
static void log_refused(const struct part parts[PART_COUNT], size_t count, const char *key)
{
    char address[PART_SIZE_MAX + 1] = "";
    if (count == PART_COUNT) {
        memcpy(address, parts[PART_ADDRESS].bytes, parts[PART_ADDRESS].size);
    }
    log_warn("connection refused", log_text("address", address), log_text("key", key));
}

static int answer_one(zap_t *zap)
{
    struct part parts[PART_COUNT] = {{.size = 0}};
    size_t count;
    char key[KEY_TEXT_SIZE] = "";
    if (receive(zap->socket, parts, &count) < 0) {
        return -1;
    }
    bool allowed = may_connect(zap, parts, count, key);
    if (!allowed) {
        atomic_fetch_add_explicit(&zap->refused, 1, memory_order_relaxed);
        log_refused(parts, count, key);
    }
    return reply(zap->socket, &parts[PART_REQUEST], allowed ? key : NULL);
}

static void *serve(void *context)
{
    zap_t *zap = context;
    while (answer_one(zap) >= 0 || (errno != ETERM && errno != ENOTSOCK)) {
    }
    zmq_close(zap->socket);
    return NULL;
}

zap_t *zap_start(void *zmq_context, roster_t *roster)
{
    zap_t *zap = calloc(1, sizeof *zap);
    int linger = 0;
    if (!zap) {
        abort();
    }
    zap->roster = roster;
    zap->socket = zmq_socket(zmq_context, ZMQ_REP);
    assert(zap->socket);
    zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger, sizeof linger);
    pthread_mutex_init(&zap->mutex, NULL);
    if (zmq_bind(zap->socket, "inproc://zeromq.zap.01") < 0 ||
        pthread_create(&zap->thread, NULL, serve, zap) != 0) {
        zmq_close(zap->socket);
        free(zap);
        return NULL;
    }
    return zap;
}

void zap_stop(zap_t **zap_p)
{
    zap_t *zap = take(zap_p);
    if (zap) {
        pthread_join(zap->thread, NULL);
        pthread_mutex_destroy(&zap->mutex);
        free(zap);
    }
}

void zap_allow_probe(zap_t *zap, const char *public_key)
{
    pthread_mutex_lock(&zap->mutex);
    snprintf(zap->probe, sizeof zap->probe, "%s", public_key ? public_key : "");
    pthread_mutex_unlock(&zap->mutex);
}

int64_t zap_refused(zap_t *zap)
{
    return atomic_load_explicit(&zap->refused, memory_order_relaxed);
}
