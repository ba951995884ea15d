/* SPDX-License-Identifier: MPL-2.0 */
/* One feed that is read: its client's state machine and the one socket to one of its endpoints. */
#ifndef ENTRAIDE_RUNTIME_UPSTREAM_H
#define ENTRAIDE_RUNTIME_UPSTREAM_H

#include "runtime/bus.h"
#include "runtime/config.h"
#include "runtime/flow.h"

struct upstream {
    const struct upstream_settings *settings;
    feed_client_t *client;
    void *socket;
    size_t endpoint; /* the one in use */
    bool blocked;    /* frames wait for the socket to become writable */
};

struct upstream_context {
    void *zmq_context;
    const struct key_pair *own;
    const char *consumer;
    enum owner reader; /* the same */
};

/* Connects to the first endpoint and starts from the committed cursor. */
void upstream_open(struct upstream *upstream, const struct upstream_settings *settings,
                   const struct upstream_context *context, struct cursor committed);
void upstream_close(struct upstream *upstream);

/* Takes in at most limit frames; keys that came along go to the flow. Frames taken. */
size_t upstream_receive(struct upstream *upstream, flow_t *flow, size_t limit, int64_t now_ms);

/* Sends what the client wants sent, moves to the next endpoint when this one is silent. */
void upstream_turn(struct upstream *upstream, const struct upstream_context *context,
                   int64_t now_ms);

#endif
