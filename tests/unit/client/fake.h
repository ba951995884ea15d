/* SPDX-License-Identifier: MPL-2.0 */
/* A service for the tests of the client: a ROUTER with CURVE on a thread of its own, which shows every
   message to a handler of the test. Its feed is a journal of made-up events. */
#ifndef ENTRAIDE_TESTS_FAKE_H
#define ENTRAIDE_TESTS_FAKE_H

#include <pthread.h>
#include <stdatomic.h>

#include "entraide.h"

enum { SEEN_MAX = 64, EVENT_MAX = 2048 };

struct fake;
typedef void fake_handler(struct fake *fake, const struct envelope *envelope,
                          const struct message *message, const void *data);

struct fake {
    fake_handler *handle;
    void *context, *socket;
    pthread_t thread;
    atomic_bool stopping;
    char endpoint[64];
    arena_t *arena;
    uint8_t peer[256]; /* who sent the message that is being handled */
    int peer_size;
    /* What was seen, for the test to read after fake_stop. */
    unsigned seen_count;
    struct id seen[SEEN_MAX];
    unsigned open_count;
    int64_t opened_after[SEEN_MAX]; /* seq of each feed.open */
    int64_t granted;                /* events of all feed.credit */
    /* The journal, chains[n] after event n, and where the session stands. */
    struct view bodies[EVENT_MAX + 1];
    struct digest chains[EVENT_MAX + 1];
    int64_t event_count;
    int64_t session;
    int64_t sent_seq;
    unsigned trick; /* the test's own */
};

/* Starts it on a free port; fill in the journal before. */
void fake_start(struct fake *fake, fake_handler *handle);
void fake_stop(struct fake *fake);

/* A bus that is connected to these endpoints as the intake service. */
entraide_t *fake_bus(const char *endpoints);

/* Adds an event to the journal. */
void fake_event(struct fake *fake, const struct message *message, const void *data);

/* count events that differ. */
void fake_events(struct fake *fake, int count);

/* ---- from within a handler ---- */

/* Answers the peer. */
void fake_reply(struct fake *fake, const struct reply *reply);
void fake_done(struct fake *fake, struct id re);
void fake_refuse(struct fake *fake, struct id re, enum error_code code, int64_t retry_after_ms);
void fake_tell(struct fake *fake, const struct message *message, const void *data);
void fake_bytes(struct fake *fake, struct view frame);

/* feed.ok with a new session number. */
void fake_ok(struct fake *fake, const struct feed_open *open);

/* The next count events of the journal; change (may be NULL) spoils the batch before it leaves. */
void fake_batch(struct fake *fake, int count, void (*change)(struct feed_batch *));

/* A feed as it should be: opens, sends all there is in batches, takes credit; answers commands. */
void fake_feed(struct fake *fake, const struct envelope *envelope, const struct message *message,
               const void *data);

#endif
