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
    const char *name; /* becomes envelope.source */
    const char *public_key;
    const char *secret_key;
};

/* What a call came to, and the caller's next act. */
enum entraide_result {
    ENTRAIDE_DONE = 0,
    ENTRAIDE_REFUSED = -1, /* final: a rule or the message itself; see reply.code and reply.path */
    ENTRAIDE_ERROR = -2,   /* final for this id: the service failed; see reply.code */
    ENTRAIDE_UNKNOWN = -3, /* no answer in time: call again with the same id, or entraide_resolve */
    ENTRAIDE_CLOSED = -4   /* this service is not connected to, or the keys are not Z85 */
};

struct entraide_request {
    const struct message *message;
    enum owner service;   /* only for messages that every service answers */
    struct id id;         /* none: a new one is made and written here */
    struct id subject;    /* may be none */
    struct actor actor;   /* kind system by default */
    const void *data;     /* the struct of message->record; or */
    struct view encoded;  /* the data already as MessagePack */
    int64_t after;        /* queries: the service's seq that the answer must include */
    int timeout_ms;       /* for the whole call; 0 = 10 s */
};

/* An answer; reply.data and the frame are borrowed until the next call on the same service. */
struct entraide_answer {
    struct reply reply;
    struct view frame;
};

entraide_t *entraide_new(const struct entraide_identity *identity);
void entraide_destroy(entraide_t **bus_p);

/* endpoints: one or more, separated by commas; one is used at a time. 0 or ENTRAIDE_CLOSED. */
int entraide_connect(entraide_t *bus, enum owner service, const char *endpoints,
                     const char *server_key);

/* Sends and waits. The same id is sent again after 3 s without an answer, to the next endpoint, and
   after E_BUSY when the service says so: one effect, however often. */
int entraide_call(entraide_t *bus, struct entraide_request *request,
                  struct entraide_answer *ret_answer);

/* Makes an unknown outcome final: *ret_known tells whether the command ran, and then ret_answer holds
   the reply it had; else it has not run and never will. Answers as entraide_call does. */
int entraide_resolve(entraide_t *bus, enum owner service, struct id id, bool *ret_known,
                     struct entraide_answer *ret_answer);

/* Many at once: post without waiting (0, or ENTRAIDE_UNKNOWN when nothing can be sent now) and take
   replies in whatever order they come (true, or false after timeout_ms). */
int entraide_post(entraide_t *bus, struct entraide_request *request);
bool entraide_receive(entraide_t *bus, enum owner service, int timeout_ms,
                      struct entraide_answer *ret_answer);

/* The place after an event, for a reader to keep: all zero before the first. */
struct entraide_cursor {
    int64_t epoch;
    int64_t seq;
    struct digest chain;
};

/* One verified event. frame is absent when this key may not see it. cursor is the place after it. */
struct entraide_event {
    enum owner service;
    struct entraide_cursor cursor;
    struct view frame;
};

/* Opens the feed of a service after a cursor. */
int entraide_follow(entraide_t *bus, enum owner service, struct entraide_cursor cursor);

/* The next event of any followed feed: ENTRAIDE_DONE with the event (borrowed until the next call);
   ENTRAIDE_UNKNOWN: none within timeout_ms; ENTRAIDE_REFUSED: the feed was refused, *ret_event has the
   service and entraide_follow_reason says why (enum feed_reason). Taking the next event tells the
   service that the one before has been dealt with. */
int entraide_next(entraide_t *bus, int timeout_ms, struct entraide_event *ret_event);
int entraide_follow_reason(const entraide_t *bus, enum owner service);

/* Where a feed ends, as last heard; -1 before it is open. */
int64_t entraide_follow_head(const entraide_t *bus, enum owner service);

/* A key that came with a feed and opens sealed fields of this person; false when there is none. */
bool entraide_open_sealed(const entraide_t *bus, struct view sealed, arena_t *arena,
                          struct view *ret_clear);

#endif
