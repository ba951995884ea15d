/* SPDX-License-Identifier: MPL-2.0 */
/* A bare connection for entraide conformance: any bytes, any keys, and what comes back. The library would
   mend what these checks have to do wrong. */
#ifndef ENTRAIDE_COMMAND_PROBE_H
#define ENTRAIDE_COMMAND_PROBE_H

#include "command.h"

/* An answer may take as long as the silence after which a client looks elsewhere; that there is none is
   believed after half of it: three round trips of a handshake around the world. */
enum { PROBE_KEY_SIZE = 41, PROBE_WAIT_MS = 3000, PROBE_QUIET_MS = 1500 };

/* How a connection is secured. */
enum probe_security { SECURE, STRANGE_KEY, STRANGE_SERVER_KEY, PLAIN };

/* Who asks whom. */
struct probe_address {
    const char *name; /* the client's */
    const char *endpoint;
    const char *server_key, *public_key, *secret_key;
};

struct probe {
    struct probe_address address;
    void *context; /* of zmq */
    void *socket;
    arena_t *arena;
    uint8_t *frame; /* the last one received */
    size_t frame_size;
    char found[200]; /* what was found instead, for the report */
};

/* One check of a conformance run. */
enum finding { HOLDS, FAILS, CANNOT_TELL };
struct check {
    const char *promise;
    enum finding (*run)(struct probe *probe);
};

extern const struct check publisher_checks[];
extern const size_t publisher_check_count;
extern const struct check subscriber_checks[];
extern const size_t subscriber_check_count;

void probe_open(struct probe *probe, const struct probe_address *address);
void probe_close(struct probe *probe);

/* A new connection in place of the one there was. */
void probe_connect(struct probe *probe, enum probe_security security);

/* Sends frames as one message; false when nobody takes it within PROBE_WAIT_MS. */
bool probe_send(struct probe *probe, const struct view *frames, size_t count);
bool probe_send_one(struct probe *probe, struct view frame);

/* Monotonic, for waiting. */
int64_t probe_now_ms(void);

/* Waits for one frame; false after timeout_ms. */
bool probe_take(struct probe *probe, int timeout_ms);
struct view probe_frame(const struct probe *probe);

/* The frame of a message with this envelope (its type and data are set here), in the arena. */
struct view probe_pack(struct probe *probe, const struct message *message, struct id id,
                       const void *data);

/* An id of now. */
struct id probe_id(void);

/* Sends the frame and takes the reply to this id, which may be none; false when there is none in time. */
bool probe_ask(struct probe *probe, struct view frame, struct id id, struct reply *ret_reply);

/* FAILS, with what was found instead. */
enum finding found(struct probe *probe, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* HOLDS when this status and error number came. */
enum finding expect_reply(struct probe *probe, struct view frame, struct id id, int code);

#endif
