/* SPDX-License-Identifier: MPL-2.0 */
/* A service played for entraide conformance --of: one ROUTER that lets every key in, and a client that has
   connected to it. */
#ifndef ENTRAIDE_COMMAND_STAGE_H
#define ENTRAIDE_COMMAND_STAGE_H

#include "probe.h"

enum { STAGE_PEER_SIZE_MAX = 255, STAGE_AGAIN_MS = 15000, STAGE_QUIET_MS = 4000 };

struct stage {
    struct probe probe; /* socket: the ROUTER */
    char server_key[PROBE_KEY_SIZE];
    uint8_t peer[STAGE_PEER_SIZE_MAX]; /* who sent the last frame */
    size_t peer_size;
    /* The last message, decoded; data borrows from the frame. */
    struct envelope envelope;
    const struct message *message;
    union {
        struct feed_open open;
        struct feed_credit credit;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    /* What the checks of one run keep. */
    struct id id;
    struct digest content;
    struct entraide_cursor cursor;
    int64_t session;
};

struct stage_check {
    const char *promise;
    enum finding (*run)(struct stage *stage);
};

extern const struct stage_check of_publisher_checks[];
extern const size_t of_publisher_check_count;
extern const struct stage_check of_subscriber_checks[];
extern const size_t of_subscriber_check_count;

/* Listens at the endpoint with a key pair of its own; false when it cannot. */
bool stage_open(struct stage *stage, const char *endpoint);
void stage_close(struct stage *stage);

/* Waits for a message of this class that is of the contract; queries are answered on the way. */
bool stage_await(struct stage *stage, enum message_class class, int timeout_ms);

/* Sends a frame to who sent the last one. */
void stage_send(struct stage *stage, struct view frame);

/* Answers the last message: done with the least data of its answer and with keys that nobody knows, or
   E_BUSY. */
void stage_answer(struct stage *stage);
void stage_busy(struct stage *stage, int64_t retry_after_ms);

#endif
