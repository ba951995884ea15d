/* SPDX-License-Identifier: MPL-2.0 */
/* Following feeds: opens at a cursor, checks that nothing is missing, grants credit as events are
   dealt with. Whatever does not fit opens the feed again after the last event that was given out. All
   that is sent is sent by entraide_next, so that a call in between keeps its own frame. */
#include <stdlib.h>
#include <zmq.h>

#include "bus.h"

enum {
    RETRY_MS = 500, /* after a refusal that passes */
    MISFIT_MAX = 3, /* batches in a row: then the journal is not the one that was read before */
    LOOK_MS = 100,  /* how often silence is looked for */
    CONNECT_LOOK_MS = 10
};

static bool send_feed(entraide_t *bus, struct peer *peer, const struct message *message,
                      const void *data)
{
    arena_reset(bus->arena);
    struct envelope envelope = {.source = view_of(bus->name)};
    return bus_send(peer, message_pack(message, &envelope, data, bus->arena));
}

static void drop_batches(struct follow *follow)
{
    while (follow->first) {
        struct batch *next = follow->first->next;
        free(follow->first);
        follow->first = next;
    }
    follow->last = NULL;
}

void follow_clear(struct follow *follow)
{
    drop_batches(follow);
    *follow = (struct follow){.head_seq = -1, .reason = -1};
}

int entraide_follow(entraide_t *bus, enum owner service, struct entraide_cursor cursor)
{
    struct peer *peer = bus_peer(bus, service);
    if (!peer) {
        return ENTRAIDE_CLOSED;
    }
    follow_clear(&peer->follow);
    peer->follow.wanted = true;
    peer->follow.taken = cursor;
    peer->follow.since_ms = bus_time_ms();
    return ENTRAIDE_DONE;
}

int entraide_follow_new(entraide_t *bus, enum owner service)
{
    int result = entraide_follow(bus, service, (struct entraide_cursor){0});
    if (result == ENTRAIDE_DONE) {
        bus->peers[service].follow.from_head = true;
    }
    return result;
}

bool entraide_follow_cursor(const entraide_t *bus, enum owner service,
                            struct entraide_cursor *ret_cursor)
{
    const struct follow *follow = &bus->peers[service].follow;
    *ret_cursor = follow->taken;
    return !follow->from_head;
}

/* ---- what the service sends ---- */

static bool read_digest(const struct feed_event *event, struct digest *ret_digest)
{
    if (event->body.bytes) {
        *ret_digest = digest_of(event->body);
    } else if (event->digest.bytes) {
        memcpy(ret_digest->bytes, event->digest.bytes, sizeof ret_digest->bytes);
    } else {
        return false;
    }
    return true;
}

static struct entraide_cursor cursor_after(struct entraide_cursor cursor, int64_t epoch,
                                           struct digest body)
{
    return (struct entraide_cursor){epoch, cursor.seq + 1, chain_next(cursor.chain, body)};
}

static bool is_chain(struct view bytes, struct digest chain)
{
    return memcmp(bytes.bytes, chain.bytes, sizeof chain.bytes) == 0;
}

/* The chain over the whole batch must lead from where we stand to where the producer says. */
static bool batch_fits(const struct follow *follow, const struct feed_batch *batch,
                       struct entraide_cursor *ret_after)
{
    struct list events = batch->events;
    struct entraide_cursor cursor = follow->received;
    struct feed_event event;
    struct digest body;
    if (batch->first_seq != cursor.seq + 1 || !is_chain(batch->chain_before, cursor.chain)) {
        return false;
    }
    while (feed_event_next(&events, &event)) {
        if (!read_digest(&event, &body)) {
            return false;
        }
        cursor = cursor_after(cursor, batch->epoch, body);
    }
    *ret_after = cursor;
    return is_chain(batch->chain, cursor.chain);
}

/* Keeps its own copy of the frame: the events borrow from it until they are given out. */
static void keep_batch(struct peer *peer, const struct feed_batch *batch)
{
    struct follow *follow = &peer->follow;
    struct batch *kept = malloc(sizeof *kept + peer->frame_size);
    if (!kept) {
        abort();
    }
    memcpy(kept->frame, peer->frame, peer->frame_size);
    kept->next = NULL;
    kept->epoch = batch->epoch;
    kept->events = batch->events;
    kept->events.items.bytes = kept->frame + (batch->events.items.bytes - peer->frame);
    *(follow->last ? &follow->last->next : &follow->first) = kept;
    follow->last = kept;
}

static void close_for_now(struct follow *follow)
{
    follow->state = FOLLOW_CLOSED;
    follow->pause_until_ms = bus_time_ms() + RETRY_MS;
}

static void take_batch(entraide_t *bus, struct peer *peer, const struct feed_batch *batch)
{
    struct follow *follow = &peer->follow;
    struct list keys = batch->keys;
    struct feed_key key;
    if (follow->state != FOLLOW_OPEN || batch->session != follow->session) {
        return; /* of a session that has been given up */
    }
    if (!batch_fits(follow, batch, &follow->received)) {
        close_for_now(follow);
        follow->reason = ++follow->misfits < MISFIT_MAX ? -1 : FEED_DIVERGED;
        return;
    }
    follow->misfits = 0;
    while (feed_key_next(&keys, &key)) {
        secret_keep(bus, &key);
    }
    keep_batch(peer, batch);
}

static void take_ok(struct follow *follow, const struct feed_ok *ok)
{
    follow->state = FOLLOW_OPEN;
    follow->session = ok->session;
    follow->head_seq = follow->head_seq < 0 ? ok->head_seq : follow->head_seq;
    if (follow->from_head && ok->chain.bytes) {
        follow->from_head = false;
        follow->taken = (struct entraide_cursor){.epoch = ok->epoch, .seq = ok->head_seq};
        memcpy(follow->taken.chain.bytes, ok->chain.bytes, sizeof follow->taken.chain.bytes);
        follow->received = follow->taken;
    }
}

/* busy and not_owner pass; the others are final until somebody acts. */
static void take_refusal(struct follow *follow, enum feed_reason reason)
{
    close_for_now(follow);
    switch (reason) {
    case FEED_BUSY:
        break;
    case FEED_NOT_OWNER:
        follow->elsewhere = true;
        break;
    case FEED_DIVERGED:
    case FEED_TRUNCATED:
    case FEED_DENIED:
    case feed_reason_count:
        follow->reason = (int)reason;
        break;
    }
}

void follow_input(entraide_t *bus, enum owner service)
{
    struct peer *peer = &bus->peers[service];
    union {
        uint64_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    struct view frame = {peer->frame, peer->frame_size};
    if (!peer->follow.wanted || message_decode(frame, &envelope, &message, &data, &refusal)) {
        return;
    }
    peer->follow.since_ms = bus_time_ms();
    if (message == &message_feed_ok) {
        take_ok(&peer->follow, (const void *)&data);
    } else if (message == &message_feed_refused) {
        const struct feed_refused *refused = (const void *)&data;
        take_refusal(&peer->follow, (enum feed_reason)refused->reason);
    } else if (message == &message_feed_batch) {
        take_batch(bus, peer, (const void *)&data);
    }
}

/* ---- what we send ---- */

/* What was received and not given out comes again. */
static bool open_feed(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    struct feed_open open = {
        .consumer = view_of(bus->name),
        .epoch = follow->taken.epoch,
        .seq = follow->taken.seq,
        .chain = {follow->taken.chain.bytes, sizeof follow->taken.chain.bytes},
        .credit_events = FOLLOW_EVENTS,
        .credit_bytes = FOLLOW_BYTES,
        .contract_level = CONTRACT_LEVEL,
        .from_head = follow->from_head,
    };
    drop_batches(follow);
    follow->received = follow->taken;
    follow->spent_events = follow->spent_bytes = 0;
    return send_feed(bus, peer, &message_feed_open, &open);
}

static void grant_credit(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    struct feed_credit credit = {
        .session = follow->session,
        .events = follow->spent_events,
        .bytes = follow->spent_bytes,
        .committed_seq = follow->taken.seq,
    };
    if (follow->spent_events && follow->state == FOLLOW_OPEN &&
        send_feed(bus, peer, &message_feed_credit, &credit)) {
        follow->spent_events = follow->spent_bytes = 0;
    }
}

/* Silence and a connection that does not come about lead to the next endpoint. */
static void keep_open(entraide_t *bus, struct peer *peer)
{
    struct follow *follow = &peer->follow;
    int64_t now_ms = bus_time_ms();
    if (follow->state != FOLLOW_CLOSED) {
        if (now_ms - follow->since_ms > SILENCE_MS) {
            bus_reconnect(bus, peer);
        }
        return;
    }
    if (now_ms < follow->pause_until_ms) {
        return;
    }
    if (follow->elsewhere) {
        follow->elsewhere = false;
        bus_reconnect(bus, peer);
    }
    if (open_feed(bus, peer)) {
        follow->state = FOLLOW_ASKED;
        follow->since_ms = now_ms;
    } else if (now_ms - follow->since_ms > CONNECT_MS) {
        bus_reconnect(bus, peer);
    }
}

/* ---- giving out ---- */

/* The key of a person who was erased opens nothing any more, wherever it is kept. */
static void obey_erasure(entraide_t *bus, struct view frame)
{
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    union {
        struct intake_contact_erased erased;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    if (bus->secret_count && frame.bytes &&
        message_decode(frame, &envelope, &message, &data, &refusal) == 0 &&
        message == &message_intake_contact_erased) {
        secret_forget(bus, data.erased.id);
    }
}

static bool give_event(entraide_t *bus, enum owner service, struct entraide_event *ret_event)
{
    struct follow *follow = &bus->peers[service].follow;
    struct feed_event event;
    struct digest body;
    while (follow->first && !follow->first->events.count) {
        struct batch *done = follow->first;
        follow->first = done->next;
        follow->last = follow->first ? follow->last : NULL;
        free(done);
    }
    if (!follow->first || !feed_event_next(&follow->first->events, &event) ||
        !read_digest(&event, &body)) {
        return false;
    }
    follow->taken = cursor_after(follow->taken, follow->first->epoch, body);
    follow->spent_events++;
    follow->spent_bytes += (int64_t)event.body.size;
    obey_erasure(bus, event.body);
    *ret_event = (struct entraide_event){service, follow->taken, event.body};
    return true;
}

/* What has arrived is read before silence is judged: the caller may have been away for long. */
static int look_at(entraide_t *bus, enum owner service, struct entraide_event *ret_event)
{
    struct peer *peer = bus_peer(bus, service);
    if (!peer || !peer->follow.wanted) {
        return ENTRAIDE_UNKNOWN;
    }
    if (give_event(bus, service, ret_event)) {
        return ENTRAIDE_DONE;
    }
    grant_credit(bus, peer);
    while (!peer->follow.first && bus_take(peer, 0)) {
        follow_input(bus, service);
    }
    if (give_event(bus, service, ret_event)) {
        return ENTRAIDE_DONE;
    }
    if (peer->follow.reason >= 0) {
        peer->follow.wanted = false;
        *ret_event = (struct entraide_event){.service = service, .cursor = peer->follow.taken};
        return ENTRAIDE_REFUSED;
    }
    keep_open(bus, peer);
    return ENTRAIDE_UNKNOWN;
}

static void wait_any(entraide_t *bus, int64_t left_ms)
{
    zmq_pollitem_t items[OWNER_COUNT];
    int count = 0;
    int64_t timeout_ms = LOOK_MS;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        const struct peer *peer = bus_peer(bus, service);
        if (peer && peer->follow.wanted) {
            items[count++] = (zmq_pollitem_t){.socket = peer->socket, .events = ZMQ_POLLIN};
            timeout_ms = peer->follow.state == FOLLOW_CLOSED ? CONNECT_LOOK_MS : timeout_ms;
        }
    }
    zmq_poll(items, count, left_ms < timeout_ms ? left_ms : timeout_ms);
}

int entraide_next(entraide_t *bus, int timeout_ms, struct entraide_event *ret_event)
{
    enum { FEEDS = OWNER_COUNT - OWNER_INTAKE };
    int64_t end_ms = bus_time_ms() + timeout_ms;
    for (;;) {
        for (size_t i = 1; i <= FEEDS; i++) {
            size_t turn = (bus->turn + i) % FEEDS;
            int result = look_at(bus, OWNER_INTAKE + (enum owner)turn, ret_event);
            if (result != ENTRAIDE_UNKNOWN) {
                bus->turn = turn;
                return result;
            }
        }
        int64_t left_ms = end_ms - bus_time_ms();
        if (left_ms <= 0) {
            return ENTRAIDE_UNKNOWN;
        }
        wait_any(bus, left_ms);
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
