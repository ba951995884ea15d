/* SPDX-License-Identifier: MPL-2.0 */
/* Following feeds: opens at a cursor, checks that nothing is missing, grants credit as events are
   dealt with. Any mismatch opens the feed again after the last event that was given out. */
#include <sodium.h>
#include <stdlib.h>
#include <zmq.h>

#include "bus.h"

static void send_feed(entraide_t *bus, struct peer *peer, const struct message *message,
                      const void *data)
{
    arena_reset(bus->arena);
    struct envelope envelope = {.source = view_of(bus->name)};
    bus_send(peer, message_pack(message, &envelope, data, bus->arena));
}

static void open_feed(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    struct feed_open open = {
        .consumer = view_of("listen"),
        .epoch = follow->taken.epoch,
        .seq = follow->taken.seq,
        .chain = {follow->taken.chain.bytes, sizeof follow->taken.chain.bytes},
        .credit_events = FOLLOW_EVENTS,
        .credit_bytes = FOLLOW_BYTES,
        .contract_level = CONTRACT_LEVEL,
    };
    follow->open = false;
    follow->events = (struct list){0};
    follow->spent_events = follow->spent_bytes = 0;
    follow->heard_ms = bus_time_ms();
    send_feed(bus, peer, &message_feed_open, &open);
}

int entraide_follow(entraide_t *bus, enum owner service, struct entraide_cursor cursor)
{
    struct peer *peer = bus_peer(bus, service);
    if (!peer) {
        return ENTRAIDE_CLOSED;
    }
    peer->follow.wanted = true;
    peer->follow.taken = cursor;
    peer->follow.heard_ms = 0; /* opened by the first entraide_next */
    return ENTRAIDE_DONE;
}

static void keep_secret(entraide_t *bus, const struct feed_key *key)
{
    for (size_t i = 0; i < bus->secret_count; i++) {
        if (id_equal(bus->secrets[i].person, key->id)) {
            memcpy(bus->secrets[i].secret, key->secret.bytes, 32);
            return;
        }
    }
    if (bus->secret_count == bus->secret_capacity) {
        bus->secret_capacity = bus->secret_capacity ? 2 * bus->secret_capacity : 16;
        bus->secrets = realloc(bus->secrets, bus->secret_capacity * sizeof *bus->secrets);
        if (!bus->secrets) {
            abort();
        }
    }
    struct person_secret *fresh = &bus->secrets[bus->secret_count++];
    fresh->person = key->id;
    memcpy(fresh->secret, key->secret.bytes, 32);
}

/* The chain over the whole batch must lead from where we stand to where the producer says. */
static bool batch_fits(const struct follow *follow, const struct feed_batch *batch)
{
    struct list events = batch->events;
    struct digest chain = follow->taken.chain;
    struct feed_event event;
    if (!follow->open || batch->session != follow->session || follow->events.count ||
        batch->first_seq != follow->taken.seq + 1 ||
        memcmp(batch->chain_before.bytes, chain.bytes, sizeof chain.bytes) != 0) {
        return false;
    }
    while (feed_event_next(&events, &event)) {
        struct digest body;
        if (event.body.bytes) {
            body = digest_of(event.body);
        } else if (event.digest.bytes) {
            memcpy(body.bytes, event.digest.bytes, sizeof body.bytes);
        } else {
            return false;
        }
        chain = chain_next(chain, body);
    }
    return memcmp(batch->chain.bytes, chain.bytes, sizeof chain.bytes) == 0;
}

/* Keeps its own copy of the frame: the events borrow from it until they are given out. */
static void take_batch(entraide_t *bus, struct peer *peer, const struct feed_batch *batch)
{
    struct follow *follow = &peer->follow;
    struct list keys = batch->keys;
    struct feed_key key;
    while (feed_key_next(&keys, &key)) {
        keep_secret(bus, &key);
    }
    uint8_t *copy = realloc(follow->batch, peer->frame_size);
    if (!copy) {
        abort();
    }
    memcpy(copy, peer->frame, peer->frame_size);
    follow->batch = copy;
    follow->events = batch->events;
    follow->events.items.bytes = copy + (batch->events.items.bytes - peer->frame);
    follow->epoch = batch->epoch;
    follow->head_seq = batch->head_seq;
}

void follow_input(entraide_t *bus, enum owner service)
{
    struct peer *peer = &bus->peers[service];
    struct follow *follow = &peer->follow;
    union {
        uint64_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    struct view frame = {peer->frame, peer->frame_size};
    if (message_decode(frame, &envelope, &message, &data, &refusal)) {
        return;
    }
    follow->heard_ms = bus_time_ms();
    if (message == &message_feed_ok) {
        const struct feed_ok *ok = (const void *)&data;
        follow->open = true;
        follow->session = ok->session;
        follow->head_seq = ok->head_seq;
    } else if (message == &message_feed_refused) {
        follow->reason = ((const struct feed_refused *)(const void *)&data)->reason;
    } else if (message == &message_feed_heartbeat) {
        follow->head_seq = ((const struct feed_heartbeat *)(const void *)&data)->head_seq;
    } else if (message == &message_feed_batch) {
        const struct feed_batch *batch = (const void *)&data;
        if (batch_fits(follow, batch)) {
            take_batch(bus, peer, batch);
        } else {
            open_feed(bus, peer);
        }
    }
}

static void grant_credit(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    if (!follow->spent_events || !follow->open) {
        return;
    }
    struct feed_credit credit = {
        .session = follow->session,
        .events = follow->spent_events,
        .bytes = follow->spent_bytes,
        .committed_seq = follow->taken.seq,
    };
    follow->spent_events = follow->spent_bytes = 0;
    send_feed(bus, peer, &message_feed_credit, &credit);
}

static bool give_event(entraide_t *bus, enum owner service, struct entraide_event *ret_event)
{
    struct peer *peer = &bus->peers[service];
    struct follow *follow = &peer->follow;
    struct feed_event event;
    if (!feed_event_next(&follow->events, &event)) {
        grant_credit(bus, peer);
        return false;
    }
    struct digest body;
    if (event.body.bytes) {
        body = digest_of(event.body);
    } else {
        memcpy(body.bytes, event.digest.bytes, sizeof body.bytes);
    }
    follow->taken.epoch = follow->epoch;
    follow->taken.seq++;
    follow->taken.chain = chain_next(follow->taken.chain, body);
    follow->spent_events++;
    follow->spent_bytes += (int64_t)event.body.size;
    *ret_event = (struct entraide_event){service, follow->taken, event.body};
    return true;
}

/* busy and not_owner pass; the others are final until somebody acts. */
static bool refused_for_good(const struct follow *follow)
{
    return follow->reason == FEED_DIVERGED || follow->reason == FEED_TRUNCATED ||
           follow->reason == FEED_DENIED;
}

static void keep_open(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    int64_t now_ms = bus_time_ms();
    if (follow->heard_ms == 0) {
        open_feed(bus, peer);
    } else if (now_ms - follow->heard_ms > SILENCE_MS) {
        bus_reconnect(bus, peer);
        open_feed(bus, peer);
    } else if (!follow->open && now_ms - follow->heard_ms > 200) {
        open_feed(bus, peer); /* the connection was not up yet */
    }
}

static int look_at(entraide_t *bus, enum owner service, struct entraide_event *ret_event)
{
    struct peer *peer = &bus->peers[service];
    struct follow *follow = &peer->follow;
    if (!follow->wanted || !peer->socket) {
        return ENTRAIDE_UNKNOWN;
    }
    if (refused_for_good(follow)) {
        *ret_event = (struct entraide_event){.service = service, .cursor = follow->taken};
        return ENTRAIDE_REFUSED;
    }
    if (give_event(bus, service, ret_event)) {
        return ENTRAIDE_DONE;
    }
    keep_open(bus, peer);
    while (!follow->events.count && bus_take(peer, 0)) {
        follow_input(bus, service);
    }
    return give_event(bus, service, ret_event) ? ENTRAIDE_DONE : ENTRAIDE_UNKNOWN;
}

static void wait_any(entraide_t *bus, int timeout_ms)
{
    zmq_pollitem_t items[OWNER_COUNT];
    int count = 0;
    for (size_t i = 1; i < OWNER_COUNT; i++) {
        if (bus->peers[i].follow.wanted && bus->peers[i].socket) {
            items[count++] =
                (zmq_pollitem_t){.socket = bus->peers[i].socket, .events = ZMQ_POLLIN};
        }
    }
    zmq_poll(items, count, timeout_ms);
}

int entraide_next(entraide_t *bus, int timeout_ms, struct entraide_event *ret_event)
{
    int64_t end_ms = bus_time_ms() + timeout_ms;
    for (;;) {
        for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
            int result = look_at(bus, service, ret_event);
            if (result != ENTRAIDE_UNKNOWN) {
                return result;
            }
        }
        int64_t left_ms = end_ms - bus_time_ms();
        if (left_ms <= 0) {
            return ENTRAIDE_UNKNOWN;
        }
        wait_any(bus, left_ms < 100 ? (int)left_ms : 100);
    }
}

int entraide_follow_reason(const entraide_t *bus, enum owner service)
{
    return bus->peers[service].follow.reason;
}

int64_t entraide_follow_head(const entraide_t *bus, enum owner service)
{
    return bus->peers[service].follow.head_seq;
}

bool entraide_open_sealed(const entraide_t *bus, struct view sealed, arena_t *arena,
                          struct view *ret_clear)
{
    enum { KEY_ID = 16, HEAD = KEY_ID + crypto_secretbox_NONCEBYTES };
    if (sealed.size < HEAD + crypto_secretbox_MACBYTES) {
        return false;
    }
    struct id person;
    memcpy(person.bytes, sealed.bytes, KEY_ID);
    for (size_t i = 0; i < bus->secret_count; i++) {
        if (!id_equal(bus->secrets[i].person, person)) {
            continue;
        }
        size_t size = sealed.size - HEAD - crypto_secretbox_MACBYTES;
        uint8_t *clear = arena_alloc(arena, size + 1);
        *ret_clear = (struct view){clear, size};
        return crypto_secretbox_open_easy(clear, sealed.bytes + HEAD, sealed.size - HEAD,
                                          sealed.bytes + KEY_ID, bus->secrets[i].secret) == 0;
    }
    return false;
}
