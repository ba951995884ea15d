/* SPDX-License-Identifier: MPL-2.0 */
/* The producer's side of a feed, without I/O: inputs in, outputs out, so that a simulator can drive
   it. Live tail and catch-up are one path: with credit left, the next event is taken from the ring
   of recent events, else from the journal by one bounded read. */
#ifndef ENTRAIDE_RUNTIME_FEED_SERVER_H
#define ENTRAIDE_RUNTIME_FEED_SERVER_H

#include "proto/codec.h"
#include "runtime/cursor.h"

typedef struct feed_server feed_server_t;

/* One committed event. chain is the journal's after this event. Borrowed. */
struct feed_item {
    int64_t seq, epoch;
    struct digest chain;
    struct view type;  /* the one in the envelope; who may not read it gets the digest alone */
    struct view body;  /* the frame */
    struct view keys;  /* ids of the persons whose keys it needs, 16 bytes each, at most 512 */
    struct view after; /* see after_write */
};

/* Whether an event of a reader may be shown, by the registry; and the secret of a person's key. client
   is what feed_server_input was told: what a client is known by, at most 64 bytes. */
struct feed_rights {
    void *context;
    bool (*may_open)(void *context, const char *client);
    bool (*may_read)(void *context, const char *client, struct view type);
    bool (*may_have_keys)(void *context, const char *client);
    bool (*secret)(void *context, struct id person, uint8_t ret_secret[32]);
    const char *(*name_of)(void *context, const char *client); /* in the registry, or NULL */
};

/* What the server wants done. */
struct feed_output {
    enum { FEED_SEND, FEED_VERIFY, FEED_READ } kind;
    struct view peer;     /* FEED_SEND, FEED_VERIFY: the routing id */
    struct view frame;    /* FEED_SEND: one frame for the peer */
    struct cursor cursor; /* FEED_VERIFY: does the journal have this chain at this seq? */
    int64_t from_seq;     /* FEED_READ: up to limit items from here, handed to feed_server_take */
    int64_t limit;
};

/* ring_size: bytes of recent events kept in memory. */
feed_server_t *feed_server_new(enum owner owner, struct id incarnation, size_t ring_size,
                               struct feed_rights rights);
void feed_server_destroy(feed_server_t **server_p);

/* The journal's head after start or takeover. */
void feed_server_start(feed_server_t *server, struct cursor head, int64_t low_seq, int64_t now_ms);

/* A feed.open, feed.credit or feed.close frame, decoded, from a peer that is
   client. Its time is that of the last feed_server_tick. */
void feed_server_input(feed_server_t *server, struct view peer, const char *client,
                       const struct message *message, const void *data);

/* Events whose COMMIT has been acknowledged, in order. */
void feed_server_append(feed_server_t *server, const struct feed_item *items, size_t count);

/* Answers to FEED_VERIFY (found: the cursor is of this journal) and FEED_READ. */
void feed_server_verified(feed_server_t *server, struct view peer, bool found);
void feed_server_take(feed_server_t *server, const struct feed_item *items, size_t count);

/* The peer cannot be reached or its queue is full: its session is dead. */
void feed_server_lost(feed_server_t *server, struct view peer);

/* Ends every session with not_owner (drain). */
void feed_server_stop(feed_server_t *server);

/* Call after every input and at least every 250 ms: heartbeats each second, sessions silent for 10
   s (no credit, no open) are kept, since a slow reader costs nothing. */
void feed_server_tick(feed_server_t *server, int64_t now_ms);

/* The next output, or false. frame and peer are borrowed until the next call on the server. */
bool feed_server_output(feed_server_t *server, struct feed_output *ret_output);

/* The sessions of the client with this name in the registry; how many, at most max. Borrowed from the
   server until its next input. */
size_t feed_server_readers(const feed_server_t *server, const char *name,
                           struct publisher_reader *ret_readers, size_t max);

size_t feed_server_sessions(const feed_server_t *server);
size_t feed_server_held_size(const feed_server_t *server); /* bytes of memory, for the bound */

#endif
