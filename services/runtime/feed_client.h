/* SPDX-License-Identifier: MPL-2.0 */
/* The reader's side of a feed, without I/O. Checks that events are contiguous and that their chain
   is the one the producer claims; holds them, at most its own credit, until they are taken. */
#ifndef ENTRAIDE_RUNTIME_FEED_CLIENT_H
#define ENTRAIDE_RUNTIME_FEED_CLIENT_H

#include "proto/codec.h"
#include "runtime/cursor.h"

typedef struct feed_client feed_client_t;

/* One verified event. Borrowed until feed_client_committed passes it, or the feed is opened again
   (by feed_client_tick or feed_client_start). */
struct feed_arrival {
    enum owner owner;
    int64_t seq, epoch;
    struct digest chain; /* after it */
    struct view body;    /* absent: this reader may not see it */
    struct view after;
};

enum feed_client_state { FEED_CLOSED, FEED_OPENING, FEED_OPENED, FEED_DIVERGENT, FEED_CUT };

/* owner: whose feed. consumer: this reader's name (1..64 bytes). credit: what it holds at most,
   1..65536 events and bytes (below 64 MiB, and one event more). */
feed_client_t *feed_client_new(enum owner owner, const char *consumer, int64_t credit_events,
                               int64_t credit_bytes);
void feed_client_destroy(feed_client_t **client_p);

/* The reader is this service: of events that the contract does not let it consume the digest is enough. */
void feed_client_select(feed_client_t *client, enum owner reader);

/* (Re)start from the committed cursor; forgets everything not committed. */
void feed_client_start(feed_client_t *client, struct cursor committed, int64_t now_ms);

/* A new connection is up (the socket was just connected): the next tick sends feed.open. */
void feed_client_connected(feed_client_t *client, int64_t now_ms);

/* A frame from the producer. Anything that does not fit closes the session and opens it again from
   the committed cursor; a producer whose batches do not hash to their own chain three times in a
   row is FEED_DIVERGENT. Keys that came along are had from feed_client_next_key until the next
   input. */
void feed_client_input(feed_client_t *client, struct view frame, int64_t now_ms);
bool feed_client_next_key(feed_client_t *client, struct id *ret_person, uint8_t ret_secret[32]);

/* The next event not yet taken, or false. peek leaves it; take moves on. */
bool feed_client_peek(const feed_client_t *client, struct feed_arrival *ret_arrival);
void feed_client_take(feed_client_t *client);

/* A batch that took events has failed: those not committed are to be taken again. */
void feed_client_rewind(feed_client_t *client);

/* The cursor is committed: memory up to it is freed and credit is granted again. */
void feed_client_committed(feed_client_t *client, struct cursor cursor);

/* Call at least every 250 ms. Answers true when the producer was silent for 3 s or is not the
   owner: the caller moves to the next endpoint and calls feed_client_connected. */
bool feed_client_tick(feed_client_t *client, int64_t now_ms);

/* The next frame to send, or false. Borrowed until the next call. */
bool feed_client_output(feed_client_t *client, struct view *ret_frame);

enum feed_client_state feed_client_state(const feed_client_t *client);
int64_t feed_client_head(const feed_client_t *client); /* last event there is, as last heard */
struct cursor feed_client_cursor(const feed_client_t *client); /* committed */

#endif
