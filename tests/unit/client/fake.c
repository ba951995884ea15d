/* SPDX-License-Identifier: MPL-2.0 */
/* See fake.h. Without a ZAP handler the library lets every key in: here the client is what is tested. */
#include "fake.h"

#include <assert.h>
#include <stdio.h>
#include <zmq.h>

#include "proto/scan.h"

/* Pairs for tests only. */
static const char server_public[] = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
static const char server_secret[] = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
static const char client_public[] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
static const char client_secret[] = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

entraide_t *fake_bus(const char *endpoints)
{
    struct entraide_identity identity = {"test", client_public, client_secret};
    entraide_t *bus = entraide_new(&identity);
    assert(bus);
    int connected = entraide_connect(bus, OWNER_INTAKE, endpoints, server_public);
    assert(connected == ENTRAIDE_DONE);
    return bus;
}

/* ---- the journal ---- */

void fake_event(struct fake *fake, const struct message *message, const void *data)
{
    int64_t seq = ++fake->event_count;
    assert(seq <= EVENT_MAX);
    struct envelope envelope = {.source = view_of("intake"), .seq = seq, .time_us = seq};
    if (!fake->arena) {
        fake->arena = arena_new(1 << 16);
    }
    fake->bodies[seq] = message_pack(message, &envelope, data, fake->arena);
    fake->chains[seq] = chain_next(fake->chains[seq - 1], digest_of(fake->bodies[seq]));
}

void fake_events(struct fake *fake, int count)
{
    for (int i = 0; i < count; i++) {
        struct intake_membership_changed changed = {.rev = i + 1};
        fake_event(fake, &message_intake_membership_changed, &changed);
    }
}

/* ---- sending ---- */

void fake_bytes(struct fake *fake, struct view frame)
{
    zmq_send(fake->socket, fake->peer, (size_t)fake->peer_size, ZMQ_SNDMORE);
    zmq_send(fake->socket, frame.bytes, frame.size, 0);
}

void fake_reply(struct fake *fake, const struct reply *reply)
{
    fake_bytes(fake, record_pack(&record_reply, reply, fake->arena));
}

void fake_done(struct fake *fake, struct id re)
{
    fake_reply(fake, &(struct reply){.re = re, .status = STATUS_DONE});
}

void fake_refuse(struct fake *fake, struct id re, enum error_code code, int64_t retry_after_ms)
{
    fake_reply(fake, &(struct reply){.re = re,
                                     .status = STATUS_REFUSED,
                                     .code = code,
                                     .path = view_of("data.id"),
                                     .retry_after_ms = retry_after_ms});
}

void fake_tell(struct fake *fake, const struct message *message, const void *data)
{
    struct envelope envelope = {.source = view_of("intake")};
    fake_bytes(fake, message_pack(message, &envelope, data, fake->arena));
}

void fake_ok(struct fake *fake, const struct feed_open *open)
{
    struct feed_ok ok = {.session = ++fake->session,
                         .epoch = 1,
                         .head_seq = fake->event_count,
                         .incarnation = {{1}}};
    fake->sent_seq = open->from_head ? fake->event_count : open->seq;
    if (open->from_head) {
        ok.chain = (struct view){fake->chains[fake->event_count].bytes, 32};
    }
    fake_tell(fake, &message_feed_ok, &ok);
}

void fake_batch(struct fake *fake, int count, void (*change)(struct feed_batch *))
{
    struct feed_event events[512] = {0};
    int64_t from = fake->sent_seq;
    for (int i = 0; i < count; i++) {
        events[i].body = fake->bodies[from + 1 + i];
    }
    struct feed_batch batch = {
        .session = fake->session,
        .epoch = 1,
        .first_seq = from + 1,
        .chain_before = {fake->chains[from].bytes, 32},
        .chain = {fake->chains[from + count].bytes, 32},
        .events = feed_event_list(events, (size_t)count, fake->arena),
        .head_seq = fake->event_count,
    };
    if (change) {
        change(&batch);
    }
    fake->sent_seq += count;
    fake_tell(fake, &message_feed_batch, &batch);
}

static void send_all(struct fake *fake)
{
    while (fake->sent_seq < fake->event_count) {
        int64_t left = fake->event_count - fake->sent_seq;
        fake_batch(fake, left < 100 ? (int)left : 100, NULL);
    }
}

void fake_feed(struct fake *fake, const struct envelope *envelope, const struct message *message,
               const void *data)
{
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        send_all(fake);
    } else if (message->class != FEED) {
        fake_done(fake, envelope->id);
    }
}

/* ---- the thread ---- */

static void take_notes(struct fake *fake, const struct envelope *envelope,
                       const struct message *message, const void *data)
{
    if (message == &message_feed_open) {
        assert(fake->open_count < SEEN_MAX);
        fake->opened_after[fake->open_count++] = ((const struct feed_open *)data)->seq;
    } else if (message == &message_feed_credit) {
        fake->granted += ((const struct feed_credit *)data)->events;
    } else {
        assert(fake->seen_count < SEEN_MAX);
        fake->seen[fake->seen_count++] = envelope->id;
    }
}

static void take_frame(struct fake *fake)
{
    static _Thread_local uint8_t frame[FRAME_SIZE_MAX];
    union {
        uint64_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    fake->peer_size = zmq_recv(fake->socket, fake->peer, sizeof fake->peer, 0);
    int size = zmq_recv(fake->socket, frame, sizeof frame, 0);
    assert(size > 0);
    int wrong =
        message_decode((struct view){frame, (size_t)size}, &envelope, &message, &data, &refusal);
    assert(!wrong);
    take_notes(fake, &envelope, message, &data);
    fake->handle(fake, &envelope, message, &data);
}

static void *serve(void *argument)
{
    struct fake *fake = argument;
    zmq_pollitem_t item = {.socket = fake->socket, .events = ZMQ_POLLIN};
    while (!atomic_load(&fake->stopping)) {
        if (zmq_poll(&item, 1, 10) > 0) {
            take_frame(fake);
        }
    }
    return NULL;
}

void fake_start(struct fake *fake, fake_handler *handle)
{
    int on = 1, linger = 0;
    size_t size = sizeof fake->endpoint;
    fake->handle = handle;
    if (!fake->arena) {
        fake->arena = arena_new(1 << 16);
    }
    fake->context = zmq_ctx_new();
    fake->socket = zmq_socket(fake->context, ZMQ_ROUTER);
    zmq_setsockopt(fake->socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(fake->socket, ZMQ_CURVE_SERVER, &on, sizeof on);
    zmq_setsockopt(fake->socket, ZMQ_CURVE_SECRETKEY, server_secret, sizeof server_secret);
    int bound = zmq_bind(fake->socket, "tcp://127.0.0.1:*");
    assert(bound == 0);
    zmq_getsockopt(fake->socket, ZMQ_LAST_ENDPOINT, fake->endpoint, &size);
    atomic_store(&fake->stopping, false);
    int started = pthread_create(&fake->thread, NULL, serve, fake);
    assert(started == 0);
}

void fake_stop(struct fake *fake)
{
    atomic_store(&fake->stopping, true);
    pthread_join(fake->thread, NULL);
    zmq_close(fake->socket);
    zmq_ctx_term(fake->context);
    arena_destroy(&fake->arena);
}
