/* SPDX-License-Identifier: MPL-2.0 */
/* The readers of a feed. */
#include "runtime/feed_session.h"

#include <assert.h>
#include <stdlib.h>

struct feed_peer feed_peer_copy(struct view view)
{
    assert(view.size > 0 && view.size <= FEED_PEER_MAX);
    struct feed_peer peer = {.size = (uint8_t)view.size};
    memcpy(peer.bytes, view.bytes, view.size);
    return peer;
}

struct view feed_peer_view(const struct feed_peer *peer)
{
    return (struct view){peer->bytes, peer->size};
}

struct session *sessions_find(const struct sessions *sessions, struct view peer)
{
    for (size_t i = 0; i < sessions->count; i++) {
        if (view_equal(feed_peer_view(&sessions->items[i]->peer), peer)) {
            return sessions->items[i];
        }
    }
    return NULL;
}

static size_t count_of(const struct sessions *sessions, const char *client)
{
    size_t count = 0;
    for (size_t i = 0; i < sessions->count; i++) {
        count += strcmp(sessions->items[i]->client, client) == 0;
    }
    return count;
}

struct session *sessions_add(struct sessions *sessions, struct view peer, const char *client)
{
    if (sessions->count == SESSION_MAX || count_of(sessions, client) >= SESSION_PER_KEY_MAX) {
        return NULL;
    }
    struct session *session = feed_alloc(sizeof *session);
    session->peer = feed_peer_copy(peer);
    sessions->items[sessions->count++] = session;
    return session;
}

void sessions_remove(struct sessions *sessions, struct session *session)
{
    for (size_t i = 0; session && i < sessions->count; i++) {
        if (sessions->items[i] == session) {
            sessions->items[i] = sessions->items[--sessions->count];
            free(session);
            return;
        }
    }
}

/* ---- one session ---- */

static void select_types(struct session *session, struct list types)
{
    struct view type;
    session->selects = types.count > 0;
    assert(types.count <= SESSION_TYPES_MAX); /* the contract's bound */
    while (list_next_text(&types, &type)) {
        const struct message *message = message_find(type);
        session->types[session->type_count] = message;
        session->type_count += message != NULL;
    }
}

static int64_t at_most(int64_t value, int64_t max)
{
    return value < max ? value : max;
}

void session_begin(struct session *session, const char *client, const struct feed_open *open)
{
    const struct session former = *session;
    const bool verified = open->seq == 0 || open->from_head;
    *session = (struct session){
        .peer = former.peer,
        .state = verified ? SESSION_OPEN : SESSION_VERIFYING,
        .cursor = {.epoch = open->epoch, .seq = open->seq},
        .committed_seq = open->seq,
        .credit_events = open->credit_events,
        .credit_bytes = at_most(open->credit_bytes, SESSION_BYTES_MAX),
        .verify_count = former.verify_count,
        .from_head = open->from_head,
        .owes_verify = !verified,
        .owes_ok = verified,
    };
    memcpy(session->cursor.chain.bytes, open->chain.bytes, sizeof session->cursor.chain.bytes);
    select_types(session, open->types);
    size_t size = strlen(client);
    assert(size < sizeof session->client && open->consumer.size < sizeof session->consumer);
    memcpy(session->client, client, size + 1);
    memcpy(session->consumer, open->consumer.bytes, open->consumer.size);
}

bool session_wants_type(const struct session *session, struct view type)
{
    bool found = !session->selects || contract_erases(type);
    for (size_t i = 0; i < session->type_count && !found; i++) {
        found = view_is(type, session->types[i]->type);
    }
    return found;
}

void session_credit(struct session *session, int64_t events, int64_t bytes)
{
    session->credit_events = at_most(session->credit_events + events, FEED_CREDIT_EVENTS_MAX);
    session->credit_bytes = at_most(session->credit_bytes + bytes, SESSION_BYTES_MAX);
}
