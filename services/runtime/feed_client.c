/* SPDX-License-Identifier: MPL-2.0 */
/* The reader's side of a feed. One rule heals everything: what does not fit closes the session, and
   a new one begins after the last committed event. Nothing is patched in memory. */
#include "runtime/feed_client.h"

#include <assert.h>

#include "runtime/feed_common.h"

enum {
    SILENCE_MS = 3000,     /* three heartbeats missed */
    STALL_MS = 5000,       /* there are events and credit, and none comes */
    REOPEN_PAUSE_MS = 250, /* after what did not fit, and before the next endpoint */
    REFUSED_PAUSE_MS = 5000,
    BROKEN_MAX =
        3, /* batches in a row that do not hash to their own chain: the journal is damaged */
    ARENA_CHUNK_SIZE = 4 * 1024
};

/* An event that is not committed yet; body and after lie in bytes. */
struct held {
    struct feed_arrival arrival;
    int64_t cost; /* credit it used up, bytes */
    uint8_t *bytes;
};

struct key {
    struct id person;
    uint8_t secret[32];
};

struct feed_client {
    enum owner owner;
    enum owner reader; /* OWNER_ANY: not a service, all events are wanted */
    char consumer[FEED_NAME_MAX + 1];
    int64_t credit_events, credit_bytes;
    enum feed_client_state state;
    bool started;   /* there is a cursor to open with */
    bool connected; /* there is a socket to open on */
    bool asked;     /* feed.open is due or sent, and not answered */
    bool moves;     /* the producer is not the owner */
    bool owes_open;
    int64_t owes_close; /* session to close, 0 = none */
    int64_t session, head_seq;
    int64_t open_due_ms, heard_ms, progress_ms, move_due_ms;
    int broken_count;
    struct cursor committed, received;
    struct held *held; /* circular, from committed + 1 to received */
    size_t capacity;   /* a power of two, or 0 */
    size_t first, count, taken;
    int64_t held_bytes;                      /* cost of all held */
    int64_t returned_events, returned_bytes; /* credit that may be granted again */
    struct key keys[FEED_BATCH_KEYS_MAX];
    size_t key_first, key_count;
    arena_t *arena; /* the frame last handed out, or the one being read */
};

/* ---- held events ---- */

static struct held *held_at(const feed_client_t *client, size_t index)
{
    return &client->held[(client->first + index) & (client->capacity - 1)];
}

static void drop_oldest(feed_client_t *client)
{
    struct held *held = held_at(client, 0);
    client->held_bytes -= held->cost;
    free(held->bytes);
    client->first = (client->first + 1) & (client->capacity - 1);
    client->count--;
    client->taken -= client->taken > 0;
}

/* Gives the newest events back until count are left. */
static void drop_newest(feed_client_t *client, size_t count)
{
    while (client->count > count) {
        client->count--;
        struct held *held = held_at(client, client->count);
        client->held_bytes -= held->cost;
        free(held->bytes);
    }
    client->taken = client->taken < count ? client->taken : count;
}

static void drop_all(feed_client_t *client)
{
    drop_newest(client, 0);
    client->received = client->committed;
    client->returned_events = 0;
    client->returned_bytes = 0;
}

static void grow(feed_client_t *client)
{
    size_t capacity = client->capacity ? client->capacity * 2 : 64;
    struct held *held = feed_alloc(capacity * sizeof *held);
    for (size_t i = 0; i < client->count; i++) {
        held[i] = *held_at(client, i);
    }
    free(client->held);
    client->held = held;
    client->capacity = capacity;
    client->first = 0;
}

static struct view copy_to(uint8_t *place, struct view view)
{
    if (!view.bytes) {
        return view;
    }
    memcpy(place, view.bytes, view.size);
    return (struct view){place, view.size};
}

static void hold_event(feed_client_t *client, const struct feed_event *event)
{
    if (client->count == client->capacity) {
        grow(client);
    }
    struct held *held = held_at(client, client->count);
    held->cost = feed_cost(event);
    held->bytes = feed_alloc(event->body.size + event->after.size + 1);
    held->arrival = (struct feed_arrival){
        .owner = client->owner,
        .seq = client->received.seq,
        .epoch = client->received.epoch,
        .chain = client->received.chain,
        .body = copy_to(held->bytes, event->body),
        .after = copy_to(held->bytes + event->body.size, event->after),
    };
    client->held_bytes += held->cost;
    client->count++;
}

/* ---- the session ---- */

static void end_session(feed_client_t *client, enum feed_client_state state)
{
    if (client->state == FEED_OPENED) {
        client->owes_close = client->session;
    }
    client->state = state;
    client->asked = false;
    client->owes_open = false;
}

/* What was held stays good, and may still be taken and committed until the feed is opened again. */
static void reopen(feed_client_t *client, int64_t now_ms)
{
    if (!client->asked && client->state != FEED_OPENED) {
        return; /* it is to be opened anyway, at its time */
    }
    end_session(client, FEED_CLOSED);
    client->open_due_ms = now_ms + REOPEN_PAUSE_MS;
}

static void leave(feed_client_t *client)
{
    end_session(client, client->state == FEED_CUT ? FEED_CUT : FEED_CLOSED);
    client->connected = false;
    client->moves = false;
    client->owes_close = 0;
}

static void ask(feed_client_t *client, int64_t now_ms)
{
    drop_all(client);
    client->asked = true;
    client->owes_open = true;
    client->heard_ms = now_ms;
    if (client->state == FEED_CLOSED) {
        client->state = FEED_OPENING;
    }
}

void feed_client_select(feed_client_t *client, enum owner reader)
{
    client->reader = reader;
}

void feed_client_start(feed_client_t *client, struct cursor committed, int64_t now_ms)
{
    end_session(client, FEED_CLOSED);
    client->started = true;
    client->moves = false;
    client->broken_count = 0;
    client->committed = committed;
    client->open_due_ms = now_ms;
    drop_all(client);
}

void feed_client_connected(feed_client_t *client, int64_t now_ms)
{
    if (client->state != FEED_DIVERGENT) {
        leave(client);
    }
    client->connected = true;
    client->session = 0;
    client->open_due_ms = now_ms;
}

/* ---- frames from the producer ---- */

static bool is_answer_due(const feed_client_t *client)
{
    return client->asked && !client->owes_open;
}

/* Numbers of sessions rise: a lower one is a late frame of an earlier session, a higher one means
   that the producer has begun another session than the one we know. */
static bool is_of_session(feed_client_t *client, int64_t session, int64_t now_ms)
{
    if (client->state != FEED_OPENED || session < client->session) {
        return false;
    }
    if (session > client->session) {
        reopen(client, now_ms);
        return false;
    }
    client->heard_ms = now_ms;
    return true;
}

static void read_ok(feed_client_t *client, const struct feed_ok *ok, int64_t now_ms)
{
    if (!is_answer_due(client)) {
        (void)is_of_session(client, ok->session, now_ms);
        return;
    }
    if (ok->session <= client->session) {
        return;
    }
    client->asked = false;
    client->state = FEED_OPENED;
    client->session = ok->session;
    client->head_seq = ok->head_seq;
    client->heard_ms = now_ms;
    client->progress_ms = now_ms;
}

static void read_refused(feed_client_t *client, const struct feed_refused *refused, int64_t now_ms)
{
    if (!is_answer_due(client) && client->state != FEED_OPENED) {
        return;
    }
    client->state = client->state == FEED_OPENED ? FEED_CLOSED : client->state; /* it is closed */
    switch ((enum feed_reason)refused->reason) {
    case FEED_DIVERGED:
        end_session(client, FEED_DIVERGENT);
        break;
    case FEED_TRUNCATED:
    case FEED_DENIED:
        end_session(client, FEED_CUT);
        break;
    case FEED_NOT_OWNER:
        end_session(client, FEED_CLOSED);
        client->moves = true;
        client->move_due_ms = now_ms + REOPEN_PAUSE_MS;
        break;
    case FEED_BUSY:
    case feed_reason_count:
        end_session(client, FEED_CLOSED);
        break;
    }
    client->open_due_ms = now_ms + REFUSED_PAUSE_MS;
}

/* One event of a batch: held, when it is whole and within the credit granted. */
static bool read_event(feed_client_t *client, const struct feed_event *event, int64_t epoch)
{
    bool has_body = event->body.size > 0;
    if (has_body == (event->digest.size > 0) || (int64_t)client->count >= client->credit_events ||
        client->held_bytes >= client->credit_bytes) {
        return false;
    }
    struct digest digest;
    if (has_body) {
        digest = digest_of(event->body);
    } else {
        memcpy(digest.bytes, event->digest.bytes, sizeof digest.bytes);
    }
    client->received.epoch = epoch;
    client->received.seq++;
    client->received.chain = chain_next(client->received.chain, digest);
    hold_event(client, event);
    return true;
}

static bool read_events(feed_client_t *client, const struct feed_batch *batch)
{
    struct list events = batch->events;
    struct feed_event event;
    while (feed_event_next(&events, &event)) {
        if (!read_event(client, &event, batch->epoch)) {
            return false;
        }
    }
    if (memcmp(client->received.chain.bytes, batch->chain.bytes, sizeof(struct digest)) != 0) {
        client->broken_count++;
        return false;
    }
    client->broken_count = 0;
    return true;
}

static void read_keys(feed_client_t *client, struct list keys)
{
    struct feed_key key;
    while (feed_key_next(&keys, &key)) {
        struct key *place = &client->keys[client->key_count];
        place->person = key.id;
        memcpy(place->secret, key.secret.bytes, sizeof place->secret);
        client->key_count++;
    }
}

static bool accept_batch(feed_client_t *client, const struct feed_batch *batch)
{
    struct cursor before = client->received;
    size_t count = client->count;
    bool follows = batch->part == 0 && batch->first_seq == before.seq + 1 &&
                   memcmp(batch->chain_before.bytes, before.chain.bytes, sizeof before.chain) == 0;
    if (follows && read_events(client, batch)) {
        read_keys(client, batch->keys);
        return true;
    }
    drop_newest(client, count);
    client->received = before;
    return false;
}

static void read_batch(feed_client_t *client, const struct feed_batch *batch, int64_t now_ms)
{
    if (!is_of_session(client, batch->session, now_ms)) {
        return;
    }
    if (accept_batch(client, batch)) {
        client->head_seq = batch->head_seq;
        client->progress_ms = now_ms;
    } else if (client->broken_count >= BROKEN_MAX) {
        end_session(client, FEED_DIVERGENT);
    } else {
        reopen(client, now_ms);
    }
}

static void read_heartbeat(feed_client_t *client, const struct feed_heartbeat *heartbeat,
                           int64_t now_ms)
{
    if (is_of_session(client, heartbeat->session, now_ms)) {
        client->head_seq = heartbeat->head_seq;
    }
}

void feed_client_input(feed_client_t *client, struct view frame, int64_t now_ms)
{
    client->key_first = 0;
    client->key_count = 0;
    if (!client->connected || client->state == FEED_DIVERGENT) {
        return;
    }
    struct envelope envelope;
    const struct message *message = NULL;
    struct refusal refusal;
    _Alignas(max_align_t) uint8_t data[RECORD_SIZE_MAX];
    bool good = message_decode(frame, &envelope, &message, data, &refusal) == 0;
    if (good && message == &message_feed_batch) {
        read_batch(client, (const struct feed_batch *)data, now_ms);
    } else if (good && message == &message_feed_heartbeat) {
        read_heartbeat(client, (const struct feed_heartbeat *)data, now_ms);
    } else if (good && message == &message_feed_ok) {
        read_ok(client, (const struct feed_ok *)data, now_ms);
    } else if (good && message == &message_feed_refused) {
        read_refused(client, (const struct feed_refused *)data, now_ms);
    } else {
        reopen(client, now_ms);
    }
}

/* ---- the caller's side ---- */

bool feed_client_next_key(feed_client_t *client, struct id *ret_person, uint8_t ret_secret[32])
{
    if (client->key_first == client->key_count) {
        return false;
    }
    const struct key *key = &client->keys[client->key_first];
    *ret_person = key->person;
    memcpy(ret_secret, key->secret, sizeof key->secret);
    client->key_first++;
    return true;
}

bool feed_client_peek(const feed_client_t *client, struct feed_arrival *ret_arrival)
{
    if (client->taken == client->count) {
        return false;
    }
    *ret_arrival = held_at(client, client->taken)->arrival;
    return true;
}

void feed_client_take(feed_client_t *client)
{
    assert(client->taken < client->count);
    client->taken++;
}

void feed_client_rewind(feed_client_t *client)
{
    client->taken = 0;
}

/* Events were committed that had been dropped since: a session that began before them is useless.
   */
static void skip_to(feed_client_t *client, struct cursor cursor)
{
    client->committed = cursor;
    drop_all(client);
    if (client->state == FEED_OPENED || is_answer_due(client)) {
        end_session(client, client->state == FEED_CUT ? FEED_CUT : FEED_CLOSED);
        client->open_due_ms = client->heard_ms;
    }
}

void feed_client_committed(feed_client_t *client, struct cursor cursor)
{
    if (cursor.seq > client->received.seq) {
        skip_to(client, cursor);
        return;
    }
    if (cursor.seq > client->committed.seq) {
        client->committed = cursor;
    }
    while (client->count > 0 && held_at(client, 0)->arrival.seq <= cursor.seq) {
        client->returned_events++;
        client->returned_bytes += held_at(client, 0)->cost;
        drop_oldest(client);
    }
}

/* Everything that came is committed, yet the producer has more and sends nothing: a frame was lost.
   */
static bool is_stalled(const feed_client_t *client, int64_t now_ms)
{
    return client->state == FEED_OPENED && client->count == 0 &&
           client->head_seq > client->received.seq && now_ms - client->progress_ms >= STALL_MS;
}

bool feed_client_tick(feed_client_t *client, int64_t now_ms)
{
    if (!client->started || !client->connected || client->state == FEED_DIVERGENT) {
        return false;
    }
    bool waits = client->asked || client->state == FEED_OPENED;
    if ((waits && now_ms - client->heard_ms >= SILENCE_MS) ||
        (client->moves && now_ms >= client->move_due_ms)) {
        leave(client);
        return true;
    }
    if (client->count > 0) {
        client->progress_ms = now_ms;
    }
    if (is_stalled(client, now_ms)) {
        reopen(client, now_ms);
    } else if (!waits && !client->moves && now_ms >= client->open_due_ms) {
        ask(client, now_ms);
    }
    return false;
}

/* ---- frames to the producer ---- */

static bool send_message(feed_client_t *client, const struct message *message, const void *data,
                         struct view *ret_frame)
{
    struct envelope envelope = {.source = view_of(client->consumer)};
    *ret_frame = message_pack(message, &envelope, data, client->arena);
    return true;
}

static bool send_close(feed_client_t *client, struct view *ret_frame)
{
    struct feed_close close = {.session = client->owes_close};
    client->owes_close = 0;
    return send_message(client, &message_feed_close, &close, ret_frame);
}

static struct list list_wanted(feed_client_t *client)
{
    size_t count, wanted_count = 0;
    const struct message *const *all = message_all(&count);
    struct view *wanted = arena_alloc(client->arena, count * sizeof *wanted);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->owner == client->owner && contract_consumes(client->reader, all[i])) {
            wanted[wanted_count++] = view_of(all[i]->type);
        }
    }
    return list_pack_texts(wanted, wanted_count, client->arena);
}

static bool send_open(feed_client_t *client, struct view *ret_frame)
{
    struct feed_open open = {
        .consumer = view_of(client->consumer),
        .epoch = client->committed.epoch,
        .seq = client->committed.seq,
        .chain = {client->committed.chain.bytes, sizeof client->committed.chain.bytes},
        .credit_events = client->credit_events,
        .credit_bytes = client->credit_bytes,
        .contract_level = CONTRACT_LEVEL,
        .types = list_wanted(client),
    };
    client->owes_open = false;
    return send_message(client, &message_feed_open, &open, ret_frame);
}

/* In lumps: a credit for each commit would be as many frames as batches. */
static bool is_credit_due(const feed_client_t *client)
{
    return client->state == FEED_OPENED && client->returned_events > 0 &&
           (client->count == 0 || client->returned_events * 2 >= client->credit_events ||
            client->returned_bytes * 2 >= client->credit_bytes);
}

static bool send_credit(feed_client_t *client, struct view *ret_frame)
{
    struct feed_credit credit = {
        .session = client->session,
        .events = client->returned_events,
        .bytes = client->returned_bytes,
        .committed_seq = client->committed.seq,
    };
    client->returned_events = 0;
    client->returned_bytes = 0;
    return send_message(client, &message_feed_credit, &credit, ret_frame);
}

bool feed_client_output(feed_client_t *client, struct view *ret_frame)
{
    arena_reset(client->arena);
    if (!client->connected) {
        return false;
    }
    return (client->owes_close != 0 && send_close(client, ret_frame)) ||
           (client->owes_open && send_open(client, ret_frame)) ||
           (is_credit_due(client) && send_credit(client, ret_frame));
}

/* ---- life ---- */

feed_client_t *feed_client_new(enum owner owner, const char *consumer, int64_t credit_events,
                               int64_t credit_bytes)
{
    feed_client_t *client = feed_alloc(sizeof *client);
    size_t size = strlen(consumer);
    assert(size > 0 && size <= FEED_NAME_MAX);
    assert(credit_events > 0 && credit_events <= FEED_CREDIT_EVENTS_MAX);
    assert(credit_bytes > 0 && credit_bytes <= FEED_CREDIT_BYTES_MAX - EVENT_SIZE_MAX * 2);
    memcpy(client->consumer, consumer, size + 1);
    client->owner = owner;
    client->credit_events = credit_events;
    client->credit_bytes = credit_bytes;
    client->arena = arena_new(ARENA_CHUNK_SIZE);
    return client;
}

void feed_client_destroy(feed_client_t **client_p)
{
    feed_client_t *client = *client_p;
    *client_p = NULL;
    if (!client) {
        return;
    }
    drop_newest(client, 0);
    free(client->held);
    arena_destroy(&client->arena);
    explicit_bzero(client->keys, sizeof client->keys);
    free(client);
}

enum feed_client_state feed_client_state(const feed_client_t *client)
{
    return client->state;
}

int64_t feed_client_head(const feed_client_t *client)
{
    return client->head_seq;
}

struct cursor feed_client_cursor(const feed_client_t *client)
{
    return client->committed;
}
