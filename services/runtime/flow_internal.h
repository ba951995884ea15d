/* SPDX-License-Identifier: MPL-2.0 */
/* What the files of flow and batch share. For flow*.c, batch.c, housekeeping.c and the queries that
 * every service answers. */
#ifndef ENTRAIDE_RUNTIME_FLOW_INTERNAL_H
#define ENTRAIDE_RUNTIME_FLOW_INTERNAL_H

#include <stdatomic.h>

#include "runtime/command.h"
#include "runtime/flow.h"
#include "runtime/journal.h"
#include "runtime/parked.h"
#include "runtime/person.h"
#include "runtime/timer.h"

/* Services have some ten tables and as many counters. */
enum { ROWSET_MAX = 64, COUNTER_MAX = 64, KEYS_MAX = 32 };

enum input_kind { INPUT_COMMAND, INPUT_QUERY, INPUT_EVENT, INPUT_TIMER, INPUT_JOB };

/* One message, from its arrival to its answer. */
struct input {
    enum input_kind kind;
    const struct handler
        *handler; /* NULL: the runtime's own, or an event that only moves a cursor */
    void *self;   /* for the handler */
    struct call call;
    struct envelope envelope;
    struct view peer;          /* commands and queries */
    size_t size;               /* of the frame; commands and queries */
    struct digest digest;      /* commands */
    int64_t came_ms;           /* commands and queries */
    struct feed_arrival event; /* events */
    bool undecodable;          /* events: not as the contract says */
    const struct timer_row *timer_row;
    struct timer timer;
    struct job *job;
    struct view reply; /* the frame, once decided */
};

/* Commands and queries of one batch at most, with their memory. A list, oldest first. */
struct tray {
    struct tray *next;
    arena_t *arena;
    struct input *inputs[BATCH_MESSAGE_MAX];
    size_t count, taken, bytes;
};

/* How many inputs of each kind a batch may take, or has taken. */
struct quota {
    size_t commands, events, timers, jobs;
};

struct batch {
    flow_t *flow;
    arena_t *arena;
    struct journal next; /* the journal as this batch will leave it */
    bool moved;          /* a cursor */
    bool clock_moved;    /* next.at_us is the new time */
    bool poison;         /* handlers are not called: what failed twice is put aside */
    bool reading;        /* want functions are being called */
    int failure;         /* of a read in the middle of a decision; the batch cannot go on */
    struct input *inputs[BATCH_MESSAGE_MAX];
    size_t count, query_count;
    struct quota taken;
    struct rowset rowsets[ROWSET_MAX];
    size_t rowset_count;
    struct commands commands;
    struct timers timers;
    struct parked_changes parked;
    struct rows ties;       /* to be written */
    struct slots tie_slots; /* the same by id */
    struct rows events;
    struct feed_item *items; /* the events as the feed takes them */
    size_t item_count, item_capacity;
    struct view after; /* of all events of this batch */
    struct job *jobs;  /* to start after the commit, last first */
    int64_t counts[FLOW_COUNTER_COUNT];
    int64_t own_counts[COUNTER_MAX];
    /* The message being decided. */
    struct input *current;
    bool changed;
    struct view answer;
    struct refusal refusal;
    const char *park_reason;
};

struct flow_reply {
    struct flow_reply *next;
    struct view peer, frame;
};

struct flow {
    struct flow_options options;
    db_t *db;
    const struct service *service;
    void *state;    /* the service's */
    uint32_t reads; /* bit per owner whose feed is read */
    struct journal journal;
    struct id incarnation;
    persons_t *persons;
    struct parked parked;
    kinship_t *kinship;
    char failed_sqlstate[6]; /* of the last permanent failure */
    bool stale;              /* memory must be loaded again before the next batch */
    int64_t started_ms;
    /* Inputs. */
    struct tray *trays, *last_tray, *free_trays;
    size_t waiting, waiting_bytes;
    feed_client_t *feeds[OWNER_COUNT];
    const feed_server_t *readers; /* NULL: nobody serves the feed */
    struct job *done_jobs, **done_jobs_end;
    int64_t next_timer_us;
    int64_t housekept_us, housekeeping_due_us; /* by the true clock */
    struct id horizon;
    /* Outputs. */
    arena_t *reply_arena;
    struct flow_reply *replies, **replies_end;
    struct feed_item *appended;
    size_t appended_count, appended_capacity;
    struct job *jobs, **jobs_end;
    arena_t *batch_arena, *read_arena;
    _Atomic int64_t counters[FLOW_COUNTER_COUNT];
    _Atomic int64_t own_counters[COUNTER_MAX];
    _Alignas(max_align_t) uint8_t scratch[RECORD_SIZE_MAX];
};

/* ---- flow.c ---- */
int64_t flow_monotonic_ms(void);
int64_t flow_clock_us(const flow_t *flow); /* the true clock, without the sandbox's offset */
void flow_keep_time(flow_t *flow);         /* the clock is not behind the journal */
int flow_load(flow_t *flow) MUST_CHECK;    /* keys, parked stories and the service's directories */
void flow_count(flow_t *flow, enum flow_counter counter, int64_t amount);
const struct handler *flow_handler(const flow_t *flow, const struct message *message,
                                   void **ret_self);

/* ---- flow_input.c ---- */
void flow_reply_add(flow_t *flow, struct view peer, struct view frame);
void flow_error(flow_t *flow, struct view peer, struct id re, const struct reply *error);
/* Is the error one of rights: such refusals are counted and logged. */
static inline bool flow_is_denial(int code)
{
    return code >= E_DENIED && code <= E_REVOKED;
}
void flow_log_denied(const struct client *client, const struct message *message, int code);
struct tray *flow_tray(flow_t *flow);            /* with commands that wait, or NULL */
void flow_tray_done(flow_t *flow, size_t count); /* so many of it are answered */
void flow_trays_destroy(flow_t *flow);
struct client *flow_copy_client(const struct client *client, arena_t *arena);

/* ---- flow_gather.c ---- */
void flow_gather(struct batch *batch, struct quota quota);
bool flow_event_ready(const flow_t *flow, enum owner owner, const struct cursors *cursors,
                      struct feed_arrival *ret_arrival);
/* Finds the handler of input->event and decodes it, or says that it is undecodable. */
void flow_decode_event(struct batch *batch, struct input *input);
int flow_prefetch(struct batch *batch, size_t timer_limit) MUST_CHECK;

/* ---- flow_batch.c ---- */
enum { QUOTA_ALL = BATCH_MESSAGE_MAX };
/* One batch from gathering to its outputs. ret_taken: what it took, also when it failed. */
int flow_batch(flow_t *flow, struct quota quota, bool poison, struct quota *ret_taken) MUST_CHECK;

/* ---- flow_decide.c ---- */
int flow_decide(struct batch *batch, struct input *input) MUST_CHECK;
void flow_answer_query(struct batch *batch, struct input *input);

/* ---- flow_parked.c ---- */
void flow_park(batch_t *batch, const struct parked_row *row); /* copied, its views are not */
/* The event of this origin that waits, and the first of a story; NULL: none, or this batch has ended it. */
const struct parked_row *flow_parked_find(batch_t *batch, struct view origin, int64_t seq);
const struct parked_row *flow_parked_next(batch_t *batch, struct id story);
/* Tried again in vain. */
void flow_parked_tried(batch_t *batch, const struct parked_row *row, const char *reason);
/* The database refused the effects of a story's first event, twice. */
void flow_replay_failed(batch_t *batch, struct id story);
/* Waits no more; by: client and why. */
void flow_parked_end(batch_t *batch, const struct parked_row *row, enum parked_end ending,
                     const struct parked_row *by);

/* ---- flow_poison.c ---- */
/* The inputs of a failed batch, one by one; what fails twice is put aside. */
int flow_run_singly(flow_t *flow, struct quota quota) MUST_CHECK;
int flow_recover(flow_t *flow) MUST_CHECK; /* after a roll-back: rewinds feeds, loads memory */

/* ---- housekeeping.c ---- */
bool flow_housekeeping_due(const flow_t *flow);
int flow_housekeep(flow_t *flow) MUST_CHECK;

/* ---- batch.c ---- */
struct rowset *batch_rowset(struct batch *batch, const struct table *table);

/* ---- handle_*.c: what every service answers; self is the flow ---- */
extern const struct handler handler_trace_get, handler_parked_list, handler_parked_replay,
    handler_parked_discard, handler_timer_parked_replay, handler_status_get, handler_command_list,
    handler_publisher_get, handler_clock_set;
/* handle_resolve.c: sets the answer, and stores a tombstone when the command was never seen. */
void flow_resolve(struct batch *batch, struct input *input);

#endif
