/* SPDX-License-Identifier: MPL-2.0 */
/* Timers of a batch: those due now, and what the batch does to them. */
#ifndef ENTRAIDE_RUNTIME_TIMER_H
#define ENTRAIDE_RUNTIME_TIMER_H

#include "runtime/batch.h"
#include "runtime/rowset.h"

/* A timer's row. removed: it is deleted with the batch. */
struct timer_row {
    struct id key;
    struct view name;
    int64_t due_us;
    struct view data;
    bool removed;
    struct timer_row *next; /* same key, other name */
};

struct timers {
    arena_t *arena;
    struct rows due;      /* struct timer_row, by due_us */
    bool more;            /* not all due ones were read */
    int64_t next_due_us;  /* of those in the database that are not due; INT64_MAX = none */
    struct slots touched; /* chains of struct timer_row by key */
    struct rows changes;
};

void timers_init(struct timers *timers, arena_t *arena);

/* Queues the reading of due timers, at most limit. */
void timers_fetch(struct timers *timers, db_t *db, int64_t now_us, int64_t limit);

/* What this batch did to the timer, or NULL when nothing. */
const struct timer_row *timers_find(const struct timers *timers, struct view name, struct id key);

/* Sets, moves or (removed) deletes a timer. */
void timers_put(struct timers *timers, const struct timer_row *row);

bool timers_dirty(const struct timers *timers);
void timers_send(const struct timers *timers, db_t *db);

/* When the next timer is due once this batch is committed. fetched: next_due_us was read in this
   batch; else known_us is what was known before. */
int64_t timers_next(const struct timers *timers, int64_t known_us);

#endif
