/* SPDX-License-Identifier: MPL-2.0 */
/* The rows of one table that a batch has read, added and changed; all of it in the batch's arena. */
#ifndef ENTRAIDE_RUNTIME_ROWSET_H
#define ENTRAIDE_RUNTIME_ROWSET_H

#include "proto/arena.h"
#include "runtime/db.h"

/* A growing list of pointers to structs, as statements take them. */
struct rows {
    const void **items;
    size_t count, capacity;
};

void rows_add(struct rows *rows, arena_t *arena, const void *row);

/* Sends the statement with one array per column of the table; nothing when there is no row. */
void rows_send(db_t *db, const char *statement, const struct table *table, const struct rows *rows);

/* Does the table have columns that are SELDOM, and leave all rows all of these at none. */
bool rows_usual(const struct table *table, const struct rows *rows);

/* Pointers to structs that begin with their id; open addressing. */
struct slots {
    void **items;
    size_t count, capacity;
};

/* The struct with this id, or NULL. */
void *slots_find(const struct slots *slots, struct id id);

/* Adds a struct whose id is not there yet. */
void slots_add(struct slots *slots, arena_t *arena, void *item);

struct rowset {
    const struct table *table;
    arena_t *arena;
    struct slots
        by[TABLE_LOOKUP_MAX]; /* 0: entries by id; others: groups by the look-up's column */
    struct rows wanted[TABLE_LOOKUP_MAX];
    struct rows inserted, changed;
    struct rows touched; /* entries whose look-up columns may have changed */
};

void rowset_init(struct rowset *rowset, const struct table *table, arena_t *arena);

/* Names a key to be read by the next rowset_fetch. */
void rowset_want(struct rowset *rowset, int by, struct id key);

/* Queues the reading of all wanted keys; what comes back is kept while db_run runs. */
bool rowset_fetch(struct rowset *rowset, db_t *db);

/* Is this key known: read, or found absent. */
bool rowset_knows(const struct rowset *rowset, int by, struct id key);

/* The row with this id, NULL when absent or not known. */
void *rowset_row(const struct rowset *rowset, struct id id);

/* All rows with the key in the look-up's column, by id. The key must be known. */
void **rowset_find(struct rowset *rowset, int by, struct id key, size_t *ret_count);

/* Adds a copy; asserts that the id is not there. */
void *rowset_insert(struct rowset *rowset, const void *row);

/* The row, which must be one of this set, is written by rowset_write. */
void rowset_change(struct rowset *rowset, void *row);

/* Rows that a message has touched are found under their new keys from now on. */
void rowset_settle(struct rowset *rowset);

bool rowset_dirty(const struct rowset *rowset);

/* Queues one INSERT and one UPDATE. */
void rowset_write(const struct rowset *rowset, db_t *db);

#endif
