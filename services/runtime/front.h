/* SPDX-License-Identifier: MPL-2.0 */
/* The serving side: frames of clients and readers in, replies and feeds out, on one ROUTER. */
#ifndef ENTRAIDE_RUNTIME_FRONT_H
#define ENTRAIDE_RUNTIME_FRONT_H

#include "runtime/admission.h"
#include "runtime/bus.h"
#include "runtime/flow.h"
#include "runtime/guard.h"
#include "runtime/metrics.h"

struct front {
    void *router;
    void *monitor; /* of the router */
    roster_t *roster;
    flow_t *flow;
    feed_server_t *feed;
    admission_t *admission;
    guard_t *guard;
    arena_t *arena; /* for what is decoded or said here; reset after each frame */
    struct metrics *metrics;
};

/* What it stands on; all borrowed but router, which is taken. */
struct front_parts {
    void *zmq_context;
    void *router;
    roster_t *roster;
    flow_t *flow;
    struct metrics *metrics;
    enum owner owner;
    const char *endpoint; /* where the router is bound */
};

void front_open(struct front *front, const struct front_parts *parts);

/* Closes the socket; what was sent has one second to leave. */
void front_close(struct front *front);

/* Takes in at most limit frames; how many there were. */
size_t front_receive(struct front *front, size_t limit, int64_t now_ms);

/* Sends the replies there are, and hands new events to the feed: after a run. */
void front_send(struct front *front);

/* Counts the connections that failed before their key was looked at, and cuts those that send a
   message without an end. True when some were cut: libzmq then frees what they had sent. */
bool front_watch(struct front *front, int64_t now_ms);

/* Lets the feed send, and answers what it asks of the journal. OK or what the journal answered. */
int front_feed(struct front *front, int64_t now_ms) MUST_CHECK;

#endif
