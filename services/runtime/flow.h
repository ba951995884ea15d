/* SPDX-License-Identifier: MPL-2.0 */
/* From messages to a commit: gathers inputs into a batch, reads, decides, writes, and hands out what may
 * leave afterwards. Knows no socket: the loop gives it frames and takes its outputs.
 *
 *   flow_command / feeds / due timers / finished jobs ─► flow_run ─► outputs
 *
 * One flow is one partition of one service, on one writing session. */
#ifndef ENTRAIDE_RUNTIME_FLOW_H
#define ENTRAIDE_RUNTIME_FLOW_H

#include "runtime/feed_client.h"
#include "runtime/feed_server.h"
#include "runtime/service.h"

typedef struct flow flow_t;

enum { BATCH_MESSAGE_MAX = 512, BATCH_BYTES_MAX = 1024 * 1024 };

/* Counters that /metrics shows; read by another thread, so each is written with relaxed atomics. */
enum flow_counter {
    FLOW_BATCHES,
    FLOW_COMMANDS,
    FLOW_QUERIES,
    FLOW_EVENTS_IN,
    FLOW_EVENTS_OUT,
    FLOW_TIMERS,
    FLOW_JOBS,
    FLOW_REPLAYED,
    FLOW_REFUSED,
    FLOW_PARKED,
    FLOW_RETRIES,
    FLOW_DENIED,
    FLOW_COUNTER_COUNT
};
extern const char *const flow_counter_names[FLOW_COUNTER_COUNT];

struct flow_options {
    const struct service *service;
    db_t *db; /* prepared with runtime_sql and the service's own; borrowed */
    const void
        *settings; /* the service's settings struct; borrowed, may change in place on reload */
    int commit_timeout_ms;
    int64_t horizon_days;    /* commands older than this are E_TOO_OLD */
    bool sandbox;            /* clock.set is allowed */
    int64_t clock_offset_us; /* the sandbox's movable clock */
};

/* Reads the journal's head, writes the takeover row (epoch + 1), loads person keys, parked stories and
   the service's directories. NULL with a text in ret_error (200 bytes). */
flow_t *flow_new(const struct flow_options *options, char ret_error[200]);
void flow_destroy(flow_t **flow_p);

/* ---- inputs ---- */

/* A frame from a client's peer. Decodes, authorises and queues it; or makes an error reply at once. The
   frame's bytes are copied. Feed frames are not given to this. */
void flow_command(flow_t *flow, struct view peer, const struct client *client, struct view frame);

/* Number of commands and queries waiting, and the age of the oldest: the loop's measure for E_BUSY. */
size_t flow_waiting(const flow_t *flow);
size_t flow_waiting_bytes(const flow_t *flow); /* of their frames */
int64_t flow_oldest_age_ms(const flow_t *flow, int64_t now_ms);

/* Refuses a frame with E_BUSY before its body is decoded. */
void flow_busy(flow_t *flow, struct view peer, struct view frame, int64_t retry_after_ms);

/* The feeds that events are taken from, by owner (NULL where there is none); borrowed. */
void flow_set_feeds(flow_t *flow, feed_client_t *const clients[OWNER_COUNT]);

/* Who reads this service's feed; borrowed, for publisher.get. */
void flow_set_readers(flow_t *flow, const feed_server_t *readers);

/* A key that came with a feed: kept in the erasable table with the next batch. */
void flow_keep_key(flow_t *flow, struct id person, const uint8_t secret[32]);

/* A job has finished on its worker; takes it. */
void flow_job_done(flow_t *flow, struct job **job_p);

/* ---- the batch ---- */

/* Is there anything to do now; else when the next timer is due (UTC microseconds, INT64_MAX = none). */
bool flow_pending(flow_t *flow, int64_t *ret_due_us);

/* Runs one batch. OK; ERR_AGAIN (rolled back and rewound, commands stay queued; call again after a
   pause); ERR_FENCED, ERR_UNKNOWN, ERR_FATAL: exit. Poison messages are parked or answered
   with E_POISON inside. */
int flow_run(flow_t *flow) MUST_CHECK;

/* ---- outputs, after a run or a flow_command ---- */

/* A reply for a peer. Borrowed until the next call on the flow. */
bool flow_next_reply(flow_t *flow, struct view *ret_peer, struct view *ret_frame);

/* Events committed since the last call, for the feed server; borrowed until the next flow_run. */
size_t flow_appended(flow_t *flow, const struct feed_item **ret_items);

/* Cursors now committed (all feeds): for feed_client_committed. */
const struct cursors *flow_cursors(const flow_t *flow);

/* A job to start on a worker; the caller owns it until it comes back by flow_job_done. */
struct job *flow_next_job(flow_t *flow);

/* ---- for the feed server ---- */

/* Is this cursor of this journal (seq 0 always is). */
int flow_verify(flow_t *flow, struct cursor cursor, bool *ret_found) MUST_CHECK;

/* Up to limit events from from_seq (at most 1 MiB), with their chains. Valid until the next call. */
int flow_read(flow_t *flow, int64_t from_seq, int64_t limit, const struct feed_item **ret_items,
              size_t *ret_count) MUST_CHECK;

bool flow_secret(const flow_t *flow, struct id person, uint8_t ret_secret[32]);

/* ---- state ---- */
struct cursor flow_head(const flow_t *flow);
void *flow_state(const flow_t *flow); /* what service.open made */
struct id flow_incarnation(const flow_t *flow);
int64_t flow_now_us(const flow_t *flow);
int64_t flow_counter(const flow_t *flow, enum flow_counter counter);
int64_t flow_service_counter(const flow_t *flow, int counter);
size_t flow_parked_count(const flow_t *flow);
size_t flow_held_size(const flow_t *flow);

#endif
