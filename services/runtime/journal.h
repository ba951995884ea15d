/* SPDX-License-Identifier: MPL-2.0 */
/* The journal: one row per transaction, events in between, one chain through all of them. */
#ifndef ENTRAIDE_RUNTIME_JOURNAL_H
#define ENTRAIDE_RUNTIME_JOURNAL_H

#include "proto/arena.h"
#include "runtime/feed_server.h"
#include "runtime/rowset.h"

/* The last row, as its owner knows it. A batch works on a copy, which replaces it after COMMIT. */
struct journal {
    int64_t part;
    int64_t tx_no;
    struct cursor head; /* its epoch is that of the owner */
    int64_t at_us;
    struct cursors cursors;
};

/* An event to be stored. */
struct event_row {
    int64_t part, seq, tx_no;
    struct view type;
    struct id subject, root;
    struct view keys, body;
};

/* Takes the journal over: epoch + 1, no events; its commit is also a barrier for replication. OK,
   ERR_FENCED when another one takes it over at the same time, or what the database answers. */
int journal_take_over(struct journal *journal, db_t *db, int64_t now_us) MUST_CHECK;

/* Counts the event in and continues the chain. */
void journal_count(struct journal *next, struct view body);

/* Queues the row that leads from last to next, then the events. */
void journal_send(const struct journal *last, const struct journal *next, const struct rows *events,
                  db_t *db);

/* Is the last row in the database still the one that is known here. */
int journal_check(const struct journal *journal, db_t *db) MUST_CHECK;

/* The chain after seq, computed from the bodies. Asks the database once. */
int journal_chain(const struct journal *journal, db_t *db, int64_t seq,
                  struct digest *ret_chain) MUST_CHECK;

/* Events from a seq on, at most limit and 1 MiB, copied to the arena, with their chains. */
struct journal_page {
    enum owner owner;
    int64_t from_seq, limit;
    arena_t *arena;
    struct feed_item *items; /* found */
    size_t count;
};
int journal_read(const struct journal *journal, db_t *db, struct journal_page *page) MUST_CHECK;

#endif
