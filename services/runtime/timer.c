/* SPDX-License-Identifier: MPL-2.0 */
/* Timers: rows that become inputs when they are due. One per name and key. */
#include "runtime/timer.h"

#include <assert.h>

static const struct column timer_columns[] = {
    {COLUMN_ID, "key", offsetof(struct timer_row, key)},
    {COLUMN_TEXT, "name", offsetof(struct timer_row, name)},
    {COLUMN_INT, "due_us", offsetof(struct timer_row, due_us)},
    {COLUMN_BYTES, "data", offsetof(struct timer_row, data)},
};
/* The same rows, written whole and deleted by key and name. */
static const struct table table_timer = {.name = "timer",
                                         .row_size = sizeof(struct timer_row),
                                         .columns = timer_columns,
                                         .column_count = 4};
static const struct table table_timer_key = {.name = "timer",
                                             .row_size = sizeof(struct timer_row),
                                             .columns = timer_columns,
                                             .column_count = 2};

void timers_init(struct timers *timers, arena_t *arena)
{
    *timers = (struct timers){.arena = arena, .next_due_us = -1};
}

static void take_due(void *context, const row_t *row)
{
    struct timers *timers = context;
    struct timer_row *timer = arena_alloc(timers->arena, sizeof *timer);
    *timer = (struct timer_row){.name = arena_copy(timers->arena, row_view(row, 0)),
                                .key = row_id(row, 1),
                                .due_us = row_int(row, 2),
                                .data = arena_copy(timers->arena, row_view(row, 3))};
    rows_add(&timers->due, timers->arena, timer);
}

static void take_next(void *context, const row_t *row)
{
    ((struct timers *)context)->next_due_us = row_int(row, 0);
}

void timers_fetch(struct timers *timers, db_t *db, int64_t now_us, int64_t limit)
{
    const void *values[] = {&now_us, &limit};
    const struct param params[] = {param_of(COLUMN_INT, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    timers->next_due_us = INT64_MAX;
    db_send(db, "select_timer_due", (struct params){params, 2}, take_due, timers);
    db_send(db, "select_timer_next", (struct params){params, 1}, take_next, timers);
}

static struct timer_row *find_change(const struct timers *timers, struct view name, struct id key)
{
    struct timer_row *row = slots_find(&timers->touched, key);
    while (row && !view_equal(row->name, name)) {
        row = row->next;
    }
    return row;
}

const struct timer_row *timers_find(const struct timers *timers, struct view name, struct id key)
{
    return find_change(timers, name, key);
}

void timers_put(struct timers *timers, const struct timer_row *wanted)
{
    struct timer_row *row = find_change(timers, wanted->name, wanted->key);
    if (!row) {
        row = arena_alloc(timers->arena, sizeof *row);
        struct timer_row *first = slots_find(&timers->touched, wanted->key);
        rows_add(&timers->changes, timers->arena, row);
        row->key = wanted->key;
        if (first) {
            row->next = first->next;
            first->next = row;
        } else {
            slots_add(&timers->touched, timers->arena, row);
        }
    }
    row->name = wanted->name;
    row->due_us = wanted->due_us;
    row->data = wanted->data;
    row->removed = wanted->removed;
}

bool timers_dirty(const struct timers *timers)
{
    return timers->changes.count > 0;
}

void timers_send(const struct timers *timers, db_t *db)
{
    struct rows put = {0};
    struct rows removed = {0};
    for (size_t i = 0; i < timers->changes.count; i++) {
        const struct timer_row *row = timers->changes.items[i];
        rows_add(row->removed ? &removed : &put, timers->arena, row);
    }
    rows_send(db, "put_timer", &table_timer, &put);
    rows_send(db, "delete_timer", &table_timer_key, &removed);
}

int64_t timers_next(const struct timers *timers, int64_t known_us)
{
    int64_t next_us = timers->next_due_us >= 0 ? timers->next_due_us : known_us;
    if (timers->more) {
        return 0;
    }
    for (size_t i = 0; i < timers->changes.count; i++) {
        const struct timer_row *row = timers->changes.items[i];
        if (!row->removed && row->due_us < next_us) {
            next_us = row->due_us;
        }
    }
    return next_us;
}
