/* SPDX-License-Identifier: MPL-2.0 */
/* libentraide: commands, queries and feeds of an Entraide bus, for programs in C.
 *
 *   entraide_t *bus = entraide_new(&identity);
 *   entraide_connect(bus, OWNER_INTAKE, "tcp://127.0.0.1:5701", server_key);
 *   int result = entraide_call(bus, &request, &answer);
 *
 * One thread owns a bus. Nothing here writes to the terminal or keeps global state. */
#ifndef ENTRAIDE_H
#define ENTRAIDE_H

#include "proto/codec.h"

typedef struct entraide entraide_t;

/* Who speaks: keys are 40 characters of Z85. Texts are copied. */
struct entraide_identity {
    const char *name; /* becomes envelope.source: 1..64 of [a-z0-9._-] */
    const char *public_key;
    const char *secret_key;
};

/* What a call came to, and the caller's next act. */
enum entraide_result {
    ENTRAIDE_DONE = 0,
    ENTRAIDE_REFUSED = -1, /* final: a rule or the message itself; see reply.code and reply.path */
    ENTRAIDE_ERROR = -2,   /* final for this id: the service failed; see reply.code */
    ENTRAIDE_UNKNOWN = -3, /* no answer in time: call again with the same id, or entraide_resolve */
    ENTRAIDE_CLOSED = -4   /* entraide_connect has not succeeded for this service */
};

struct entraide_request {
    const struct message *message;
    enum owner service;  /* only for messages that every service answers */
    struct id id;        /* none: a new one is made and written here */
    struct id subject;   /* may be none */
    struct actor actor;  /* kind system by default */
    const void *data;    /* the struct of message->record; or */
    struct view encoded; /* the data already as MessagePack */
    int64_t after;       /* queries: the service's seq that the answer must include */
    int timeout_ms;      /* for the whole call; 0 = 10 s */
    /* The event that led to this, when another service told it: it is answered once the one asked has read
       it too. 0 = none. */
    enum owner seen_service;
    int64_t seen_seq;
};

/* An answer. It borrows from the bus until the next call about the same service. */
struct entraide_answer {
    struct reply reply;
    struct view frame; /* the reply as it came */
};

/* A bus without connections; NULL when name or keys cannot be such. The caller destroys it. */
entraide_t *entraide_new(const struct entraide_identity *identity);
void entraide_destroy(entraide_t **bus_p);

/* Connects to one service. endpoints: 1..8, separated by commas; one is used at a time, and the next
   one after 3 s of silence. Returns at once, whether or not anybody listens there: 0, or
   ENTRAIDE_CLOSED when an endpoint or a key is not well formed. */
int entraide_connect(entraide_t *bus, enum owner service, const char *endpoints,
                     const char *server_key);

/* Sends and waits. The same id is sent again after 3 s without an answer, to the next endpoint, and
   when the service says "not yet" (reply.retry_after_ms): one effect, however often. Answers an enum
   entraide_result. When it is ENTRAIDE_UNKNOWN, ret_answer->reply.code may say why it was not yet, to the end. */
int entraide_call(entraide_t *bus, struct entraide_request *request,
                  struct entraide_answer *ret_answer);

/* Makes an unknown outcome final. ENTRAIDE_DONE: *ret_known tells whether the command ran, and then
   ret_answer holds the reply it had, whatever that says; else it has not run and never will. Anything
   else is about the question, as entraide_call answers it, and the outcome is still unknown. */
int entraide_resolve(entraide_t *bus, enum owner service, struct id id, bool *ret_known,
                     struct entraide_answer *ret_answer);

/* Many at once: post without waiting (0, or ENTRAIDE_UNKNOWN when nothing can be sent now) and take
   replies in whatever order they come (true, or false after timeout_ms). What gets none is the caller's
   to call again with the same id, which also looks for another endpoint. */
int entraide_post(entraide_t *bus, struct entraide_request *request);
bool entraide_receive(entraide_t *bus, enum owner service, int timeout_ms,
                      struct entraide_answer *ret_answer);

/* The place after an event, for a reader to keep: all zero before the first. */
struct entraide_cursor {
    int64_t epoch;
    int64_t seq;
    struct digest chain;
};

/* One verified event, borrowed until the next entraide_next. frame is absent when this key may not see
   the event. cursor is the place after it. */
struct entraide_event {
    enum owner service;
    struct entraide_cursor cursor;
    struct view frame;
};

/* Follows the feed of a service from a cursor; entraide_next opens it, and opens it again after every
   break. 0 or ENTRAIDE_CLOSED. */
int entraide_follow(entraide_t *bus, enum owner service, struct entraide_cursor cursor);

/* Follows what happens from now on: the service says where its journal ends, and the first event is the
   one after. entraide_follow_cursor tells that place once it is known. 0 or ENTRAIDE_CLOSED. */
int entraide_follow_new(entraide_t *bus, enum owner service);

/* The place after the last event that was given out. false: opened by entraide_follow_new and not
   answered yet. */
bool entraide_follow_cursor(const entraide_t *bus, enum owner service,
                            struct entraide_cursor *ret_cursor);

/* The next event of any followed feed, each in its turn. Taking it tells the services that the ones
   before have been dealt with.
   ENTRAIDE_DONE: *ret_event is set. ENTRAIDE_UNKNOWN: none within timeout_ms. ENTRAIDE_REFUSED: this
   feed is not followed any more, said once; *ret_event has its service and last cursor, and
   entraide_follow_reason says why. */
int entraide_next(entraide_t *bus, int timeout_ms, struct entraide_event *ret_event);

/* Why a feed was refused (enum feed_reason), or -1. FEED_DIVERGED: the service's journal is not the one
   that the cursor is of, or its chain does not verify; FEED_TRUNCATED: it no longer goes back so far. */
int entraide_follow_reason(const entraide_t *bus, enum owner service);

/* The last seq there was when the feed was opened first: what is above has happened since. -1 before. */
int64_t entraide_follow_head(const entraide_t *bus, enum owner service);

/* Opens a sealed field with a key that came with a feed (only keys with role pii get any). false when
   there is no key, or the person was erased. *ret_clear lives in the arena. */
bool entraide_open_sealed(const entraide_t *bus, struct view sealed, arena_t *arena,
                          struct view *ret_clear);

#endif
