/* SPDX-License-Identifier: MPL-2.0 */
/* The producer's side of a feed. Nothing is queued for a session: it holds only what it owes, and a
   frame is built when the loop asks for one. So memory is the ring, one journal read, and one
   frame, however many readers there are and however slow they are. */
#include "runtime/feed_server.h"

#include <assert.h>

#include "runtime/feed_common.h"
#include "runtime/feed_draft.h"
#include "runtime/feed_ring.h"
#include "runtime/feed_session.h"

enum {
    FAREWELL_MAX =
        2 * SESSION_MAX, /* all sessions end at once, and as many strangers are refused */
    READ_LIMIT = 500,
    READ_PAUSE_MS = 250, /* after a read that did not bring its first event */
    HEARTBEAT_MS = 1000,
    ARENA_CHUNK_SIZE = 64 * 1024
};

/* A feed.refused that is still to be sent. */
struct farewell {
    struct feed_peer peer;
    enum feed_reason reason;
};

struct feed_server {
    enum owner owner;
    struct id incarnation;
    struct feed_rights rights;
    bool started;
    struct cursor head;
    int64_t low_seq;
    int64_t now_ms;
    int64_t last_id; /* of a session */
    struct sessions sessions;
    size_t turn; /* session that is looked at first: each gets its turn */
    struct farewell farewells[FAREWELL_MAX]; /* circular */
    size_t farewell_first, farewell_count;
    struct feed_ring recent; /* what was committed last */
    struct feed_ring older;  /* what the last journal read brought */
    int64_t read_seq;        /* first event of the read in flight, 0 = none */
    int64_t read_due_ms;
    struct feed_draft draft;
    arena_t *arena; /* the frame last handed out */
};

/* When too many wait, the peer hears nothing and asks again. */
static void refuse_peer(feed_server_t *server, struct view peer, enum feed_reason reason)
{
    if (server->farewell_count < FAREWELL_MAX) {
        size_t index = (server->farewell_first + server->farewell_count) % FAREWELL_MAX;
        server->farewells[index] = (struct farewell){feed_peer_copy(peer), reason};
        server->farewell_count++;
    }
}

static void end_session(feed_server_t *server, struct session *session, enum feed_reason reason)
{
    refuse_peer(server, feed_peer_view(&session->peer), reason);
    sessions_remove(&server->sessions, session);
}

static bool may_open(const feed_server_t *server, const char *client)
{
    return server->rights.may_open(server->rights.context, client);
}

/* ---- inputs ---- */

static struct digest open_chain(const struct feed_open *open)
{
    struct digest chain;
    memcpy(chain.bytes, open->chain.bytes, sizeof chain.bytes);
    return chain;
}

/* Why an open is refused without asking the journal; false when it is not. There is one partition.
   */
static bool find_refusal(const feed_server_t *server, const char *client,
                         const struct feed_open *open, enum feed_reason *ret_reason)
{
    if (!may_open(server, client)) {
        *ret_reason = FEED_DENIED;
    } else if (!server->started || open->part != 0) {
        *ret_reason = FEED_NOT_OWNER;
    } else if (open->from_head) {
        return false;
    } else if (open->seq > server->head.seq) {
        *ret_reason = FEED_DIVERGED;
    } else if (open->seq + 1 < server->low_seq) {
        *ret_reason = FEED_TRUNCATED;
    } else if (open->seq == 0 && !digest_equal(open_chain(open), (struct digest){{0}})) {
        *ret_reason = FEED_DIVERGED;
    } else {
        return false;
    }
    return true;
}

static void begin_session(feed_server_t *server, struct session *session, const char *client,
                          const struct feed_open *open)
{
    session_begin(session, client, open);
    session->id = ++server->last_id;
    session->heartbeat_due_ms = server->now_ms + HEARTBEAT_MS;
}

static void open_session(feed_server_t *server, struct view peer, const char *client,
                         const struct feed_open *open)
{
    struct session *session = sessions_find(&server->sessions, peer);
    enum feed_reason reason = FEED_BUSY;
    if (find_refusal(server, client, open, &reason)) {
        sessions_remove(&server->sessions, session);
        refuse_peer(server, peer, reason);
        return;
    }
    session = session ? session : sessions_add(&server->sessions, peer, client);
    if (!session) {
        refuse_peer(server, peer, FEED_BUSY);
        return;
    }
    begin_session(server, session, client, open);
}

static void give_credit(feed_server_t *server, struct view peer, const struct feed_credit *credit)
{
    struct session *session = sessions_find(&server->sessions, peer);
    if (session && session->id == credit->session) {
        session_credit(session, credit->events, credit->bytes);
        session->committed_seq = credit->committed_seq;
    }
}

static void close_session(feed_server_t *server, struct view peer, const struct feed_close *close)
{
    struct session *session = sessions_find(&server->sessions, peer);
    if (session && session->id == close->session) {
        sessions_remove(&server->sessions, session);
    }
}

void feed_server_input(feed_server_t *server, struct view peer, const char *client,
                       const struct message *message, const void *data)
{
    if (message == &message_feed_open) {
        open_session(server, peer, client, data);
    } else if (message == &message_feed_credit) {
        give_credit(server, peer, data);
    } else if (message == &message_feed_close) {
        close_session(server, peer, data);
    }
}

void feed_server_verified(feed_server_t *server, struct view peer, bool found)
{
    struct session *session = sessions_find(&server->sessions, peer);
    if (!session || session->verify_count == 0) {
        return;
    }
    session->verify_count--;
    /* Answers come in order: only the last one asked is about the cursor of this session. */
    if (session->state != SESSION_VERIFYING || session->owes_verify || session->verify_count > 0) {
        return;
    }
    if (!found) {
        end_session(server, session, FEED_DIVERGED);
        return;
    }
    session->state = SESSION_OPEN;
    session->owes_ok = true;
}

void feed_server_append(feed_server_t *server, const struct feed_item *items, size_t count)
{
    assert(server->started);
    for (size_t i = 0; i < count; i++) {
        assert(items[i].seq == server->head.seq + 1);
        feed_ring_push(&server->recent, &items[i]);
        server->head = (struct cursor){items[i].epoch, items[i].seq, items[i].chain};
    }
}

/* Who is served by what was read depends on each session's own place, not on who asked. */
void feed_server_take(feed_server_t *server, const struct feed_item *items, size_t count)
{
    feed_ring_clear(&server->older);
    for (size_t i = 0; i < count; i++) {
        feed_ring_push(&server->older, &items[i]);
    }
    if (!feed_ring_find(&server->older, server->read_seq)) {
        server->read_due_ms = server->now_ms + READ_PAUSE_MS;
    }
    server->read_seq = 0;
}

void feed_server_lost(feed_server_t *server, struct view peer)
{
    sessions_remove(&server->sessions, sessions_find(&server->sessions, peer));
}

void feed_server_stop(feed_server_t *server)
{
    while (server->sessions.count > 0) {
        end_session(server, server->sessions.items[0], FEED_NOT_OWNER);
    }
    server->started = false;
}

void feed_server_tick(feed_server_t *server, int64_t now_ms)
{
    server->now_ms = now_ms;
    for (size_t i = 0; i < server->sessions.count; i++) {
        struct session *session = server->sessions.items[i];
        if (session->state == SESSION_OPEN && now_ms >= session->heartbeat_due_ms) {
            session->owes_heartbeat = true;
            session->heartbeat_due_ms = now_ms + HEARTBEAT_MS;
        }
    }
}

/* ---- outputs ---- */

static bool send_message(feed_server_t *server, const struct feed_peer *peer,
                         const struct message *message, const void *data,
                         struct feed_output *ret_output)
{
    struct envelope envelope = {.source = view_of(owner_name(server->owner))};
    *ret_output = (struct feed_output){
        .kind = FEED_SEND,
        .peer = feed_peer_view(peer),
        .frame = message_pack(message, &envelope, data, server->arena),
    };
    return true;
}

static bool send_farewell(feed_server_t *server, struct feed_output *ret_output)
{
    if (server->farewell_count == 0) {
        return false;
    }
    /* The slot is not used again before the next input, so the peer may be borrowed from it. */
    const struct farewell *farewell = &server->farewells[server->farewell_first];
    server->farewell_first = (server->farewell_first + 1) % FAREWELL_MAX;
    server->farewell_count--;
    struct feed_refused refused = {
        .reason = (int)farewell->reason,
        .head_seq = server->head.seq,
        .low_seq = server->low_seq,
    };
    return send_message(server, &farewell->peer, &message_feed_refused, &refused, ret_output);
}

static bool send_ok(feed_server_t *server, struct session *session, struct feed_output *ret_output)
{
    const struct view chain = {server->head.chain.bytes, sizeof server->head.chain.bytes};
    session->owes_ok = false;
    session->cursor = session->from_head ? server->head : session->cursor;
    struct feed_ok ok = {
        .session = session->id,
        .epoch = server->head.epoch,
        .head_seq = server->head.seq,
        .chain = session->from_head ? chain : (struct view){0},
        .low_seq = server->low_seq,
        .incarnation = server->incarnation,
        .contract_level = CONTRACT_LEVEL,
    };
    session->from_head = false;
    return send_message(server, &session->peer, &message_feed_ok, &ok, ret_output);
}

static bool send_heartbeat(feed_server_t *server, struct session *session,
                           struct feed_output *ret_output)
{
    session->owes_heartbeat = false;
    struct feed_heartbeat heartbeat = {.session = session->id, .head_seq = server->head.seq};
    return send_message(server, &session->peer, &message_feed_heartbeat, &heartbeat, ret_output);
}

static bool ask_verify(struct session *session, struct feed_output *ret_output)
{
    session->owes_verify = false;
    session->verify_count++;
    *ret_output = (struct feed_output){
        .kind = FEED_VERIFY,
        .peer = feed_peer_view(&session->peer),
        .cursor = session->cursor,
    };
    return true;
}

/* What a session owes besides events. */
static bool settle_session(feed_server_t *server, struct session *session,
                           struct feed_output *ret_output)
{
    if (session->owes_verify) {
        return ask_verify(session, ret_output);
    }
    if (session->owes_ok) {
        return send_ok(server, session, ret_output);
    }
    return session->owes_heartbeat && send_heartbeat(server, session, ret_output);
}

static const struct feed_entry *find_entry(const feed_server_t *server, int64_t seq)
{
    const struct feed_entry *entry = feed_ring_find(&server->recent, seq);
    return entry ? entry : feed_ring_find(&server->older, seq);
}

static bool wants_event(const feed_server_t *server, const struct session *session)
{
    return session->state == SESSION_OPEN && session->credit_events > 0 &&
           session->credit_bytes > 0 && session->cursor.seq < server->head.seq;
}

/* The next event of the session goes into its batch, or its digest when the session may not see it.
   */
static bool draft_next(feed_server_t *server, struct session *session)
{
    const struct feed_entry *entry = find_entry(server, session->cursor.seq + 1);
    if (!entry || !wants_event(server, session) || !feed_draft_fits(&server->draft, entry)) {
        return false;
    }
    const struct feed_rights *rights = &server->rights;
    bool shown = session_wants_type(session, entry->item.type) &&
                 rights->may_read(rights->context, session->client, entry->item.type);
    session->credit_events--;
    session->credit_bytes -= feed_draft_add(&server->draft, entry, shown);
    session->cursor = (struct cursor){entry->item.epoch, entry->item.seq, entry->item.chain};
    return true;
}

static bool send_batch(feed_server_t *server, struct session *session,
                       struct feed_output *ret_output)
{
    struct feed_draft *draft = &server->draft;
    bool pii = server->rights.may_have_keys(server->rights.context, session->client);
    feed_draft_begin(draft, pii ? &server->rights : NULL);
    struct digest before = session->cursor.chain;
    int64_t first_seq = session->cursor.seq + 1;
    while (draft_next(server, session)) {
        /* Until it is full, the credit is used up, or the events in memory end. */
    }
    struct feed_batch batch = {
        .session = session->id,
        .epoch = session->cursor.epoch,
        .first_seq = first_seq,
        .chain_before = {before.bytes, sizeof before.bytes},
        .chain = {session->cursor.chain.bytes, sizeof session->cursor.chain.bytes},
        .events = feed_event_list(draft->events, draft->event_count, server->arena),
        .keys = feed_key_list(draft->keys, draft->key_count, server->arena),
        .head_seq = server->head.seq,
    };
    return send_message(server, &session->peer, &message_feed_batch, &batch, ret_output);
}

static struct session *session_in_turn(const feed_server_t *server, size_t index)
{
    return server->sessions.items[(server->turn + index) % server->sessions.count];
}

/* Rights may be taken away while a session is open: who may no longer read gets nothing more. */
static void end_denied(feed_server_t *server)
{
    for (size_t i = server->sessions.count; i > 0; i--) {
        struct session *session = server->sessions.items[i - 1];
        bool sends = session->owes_ok || session->owes_heartbeat || wants_event(server, session);
        if (sends && !may_open(server, session->client)) {
            end_session(server, session, FEED_DENIED);
        }
    }
}

static bool settle_any(feed_server_t *server, struct feed_output *ret_output)
{
    for (size_t i = 0; i < server->sessions.count; i++) {
        if (settle_session(server, server->sessions.items[i], ret_output)) {
            return true;
        }
    }
    return false;
}

static bool send_any_batch(feed_server_t *server, struct feed_output *ret_output)
{
    for (size_t i = 0; i < server->sessions.count; i++) {
        struct session *session = session_in_turn(server, i);
        if (wants_event(server, session) && find_entry(server, session->cursor.seq + 1)) {
            server->turn = (server->turn + i + 1) % server->sessions.count;
            return send_batch(server, session, ret_output);
        }
    }
    return false;
}

/* Only when nobody can be served from memory: so what a read brought is used up before the next. */
static bool ask_read(feed_server_t *server, struct feed_output *ret_output)
{
    if (server->read_seq != 0 || server->now_ms < server->read_due_ms) {
        return false;
    }
    for (size_t i = 0; i < server->sessions.count; i++) {
        const struct session *session = session_in_turn(server, i);
        if (wants_event(server, session)) {
            server->turn = (server->turn + i + 1) % server->sessions.count;
            server->read_seq = session->cursor.seq + 1;
            *ret_output = (struct feed_output){
                .kind = FEED_READ,
                .from_seq = server->read_seq,
                .limit = READ_LIMIT,
            };
            return true;
        }
    }
    return false;
}

bool feed_server_output(feed_server_t *server, struct feed_output *ret_output)
{
    arena_reset(server->arena);
    end_denied(server);
    return send_farewell(server, ret_output) || settle_any(server, ret_output) ||
           send_any_batch(server, ret_output) || ask_read(server, ret_output);
}

/* ---- life ---- */

feed_server_t *feed_server_new(enum owner owner, struct id incarnation, size_t ring_size,
                               struct feed_rights rights)
{
    feed_server_t *server = feed_alloc(sizeof *server);
    server->owner = owner;
    server->incarnation = incarnation;
    server->rights = rights;
    server->arena = arena_new(ARENA_CHUNK_SIZE);
    feed_ring_init(&server->recent, ring_size);
    feed_ring_init(&server->older, SIZE_MAX);
    return server;
}

void feed_server_destroy(feed_server_t **server_p)
{
    feed_server_t *server = *server_p;
    *server_p = NULL;
    if (!server) {
        return;
    }
    while (server->sessions.count > 0) {
        sessions_remove(&server->sessions, server->sessions.items[0]);
    }
    feed_ring_clear(&server->recent);
    feed_ring_clear(&server->older);
    arena_destroy(&server->arena);
    free(server);
}

void feed_server_start(feed_server_t *server, struct cursor head, int64_t low_seq, int64_t now_ms)
{
    feed_server_stop(server);
    feed_ring_clear(&server->recent);
    feed_ring_clear(&server->older);
    server->started = true;
    server->head = head;
    server->low_seq = low_seq;
    server->now_ms = now_ms;
    server->read_seq = 0;
    server->read_due_ms = now_ms;
    /* Numbers of sessions rise over restarts too, so that a late frame is told from a new one. */
    server->last_id = now_ms > server->last_id ? now_ms : server->last_id;
}

size_t feed_server_sessions(const feed_server_t *server)
{
    return server->sessions.count;
}

size_t feed_server_readers(const feed_server_t *server, const char *name,
                           struct publisher_reader *ret_readers, size_t max)
{
    const struct feed_rights *rights = &server->rights;
    size_t count = 0;
    for (size_t i = 0; i < server->sessions.count && count < max; i++) {
        const struct session *session = server->sessions.items[i];
        const char *owner = rights->name_of(rights->context, session->client);
        if (owner && strcmp(owner, name) == 0) {
            ret_readers[count++] =
                (struct publisher_reader){.consumer = view_of(session->consumer),
                                          .sent_seq = session->cursor.seq,
                                          .committed_seq = session->committed_seq,
                                          .head_seq = server->head.seq};
        }
    }
    return count;
}

size_t feed_server_held_size(const feed_server_t *server)
{
    return sizeof *server + server->sessions.count * sizeof(struct session) +
           feed_ring_held_size(&server->recent) + feed_ring_held_size(&server->older) +
           arena_held_size(server->arena);
}
