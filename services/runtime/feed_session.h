/* SPDX-License-Identifier: MPL-2.0 */
/* The readers of a feed: how far each has been sent, what it may still be sent, what it is owed. For
   feed_server.c. */
#ifndef ENTRAIDE_RUNTIME_FEED_SESSION_H
#define ENTRAIDE_RUNTIME_FEED_SESSION_H

#include "proto/codec.h"
#include "runtime/cursor.h"
#include "runtime/feed_common.h"

/* What may be under way to one reader, and how many readers one key may have: 64 MiB in all, should none
   of them read. */
enum {
    SESSION_MAX = 256,
    SESSION_PER_KEY_MAX = 16,
    SESSION_BYTES_MAX = 4 * 1024 * 1024,
    SESSION_TYPES_MAX = 64, /* in a feed.open */
    FEED_PEER_MAX = 255     /* of a ZeroMQ routing id */
};

struct feed_peer {
    uint8_t bytes[FEED_PEER_MAX];
    uint8_t size;
};

enum session_state { SESSION_VERIFYING, SESSION_OPEN };

struct session {
    struct feed_peer peer;
    char client[FEED_NAME_MAX + 1];
    char consumer[FEED_NAME_MAX + 1];
    int64_t id;
    enum session_state state;
    struct cursor cursor;  /* after the last event sent */
    int64_t committed_seq; /* as the reader said */
    const struct message
        *types[SESSION_TYPES_MAX]; /* those the reader asked for, of those known here */
    size_t type_count;
    bool selects; /* else it wants all */
    int64_t credit_events, credit_bytes;
    int64_t heartbeat_due_ms;
    unsigned verify_count; /* answers that are still to come, of earlier opens too */
    bool from_head;        /* its cursor is the head when it is told so */
    bool owes_verify, owes_ok, owes_heartbeat;
};

struct sessions {
    struct session *items[SESSION_MAX];
    size_t count;
};

struct feed_peer feed_peer_copy(struct view view);
struct view feed_peer_view(const struct feed_peer *peer);

/* The session of the peer, or NULL. */
struct session *sessions_find(const struct sessions *sessions, struct view peer);

/* A new one; NULL when there are too many, of all clients or of this one. */
struct session *sessions_add(struct sessions *sessions, struct view peer, const char *client);

/* Forgets and frees it; NULL is fine. */
void sessions_remove(struct sessions *sessions, struct session *session);

/* Does as feed.open says; names that are unknown here are passed over. */
void session_begin(struct session *session, const char *client, const struct feed_open *open);
bool session_wants_type(const struct session *session, struct view type);

/* More credit. Above the maximum it is not kept: the reader gets its events all the same, in more
   turns. */
void session_credit(struct session *session, int64_t events, int64_t bytes);

#endif
