/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of a batch: each is in memory once, so later messages see what earlier ones did. */
#include "runtime/rowset.h"

#include <assert.h>
#include <stdlib.h>

enum { COLUMN_MAX = 64, SLOTS_FIRST = 64, ROWS_FIRST = 32 };

/* One id of the table. row is NULL when the database has no such row. */
struct entry {
    struct id id;
    void *row;
    bool inserted, changed, touched;
    struct id linked[TABLE_LOOKUP_MAX]; /* the groups it is in */
};

struct link {
    struct entry *entry;
    struct link *next;
};

/* All rows with one value in the column of a look-up. */
struct group {
    struct id key;
    bool complete; /* the database was asked */
    struct link *first;
    size_t count;
};

/* ---- lists ---- */

void rows_add(struct rows *rows, arena_t *arena, const void *row)
{
    if (rows->count == rows->capacity) {
        const size_t capacity = rows->capacity > 0 ? 2 * rows->capacity : ROWS_FIRST;
        const void **items = arena_alloc(arena, capacity * sizeof *items);
        if (rows->count > 0) {
            memcpy(items, rows->items, rows->count * sizeof *items);
        }
        rows->items = items;
        rows->capacity = capacity;
    }
    rows->items[rows->count++] = row;
}

static void send_columns(db_t *db, const char *statement, const struct table *table,
                         const struct rows *rows, const bool *left_out)
{
    struct param params[COLUMN_MAX];
    size_t count = 0;
    assert(table->column_count <= COLUMN_MAX);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!left_out || !left_out[i]) {
            params[count++] =
                (struct param){column->type, true, rows->items, column->offset, rows->count};
        }
    }
    if (rows->count > 0) {
        db_send(db, statement, (struct params){params, count}, NULL, NULL);
    }
}

void rows_send(db_t *db, const char *statement, const struct table *table, const struct rows *rows)
{
    send_columns(db, statement, table, rows, NULL);
}

/* ---- rows of which some columns need not be sent ---- */

static bool is_none(const struct column *column, const void *row)
{
    const void *value = (const uint8_t *)row + column->offset;
    switch (column->type) {
    case COLUMN_ID:
        return id_none(*(const struct id *)value);
    case COLUMN_INT:
        return *(const int64_t *)value == 0;
    case COLUMN_BOOL:
        return !*(const bool *)value;
    case COLUMN_DATE:
        return *(const int32_t *)value == 0;
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        return ((const struct view *)value)->size == 0;
    }
    abort();
}

bool rows_usual(const struct table *table, const struct rows *rows)
{
    bool some = false;
    for (size_t i = 0; table->seldom && i < table->column_count; i++) {
        for (size_t row = 0; table->seldom[i] && row < rows->count; row++) {
            if (!is_none(&table->columns[i], rows->items[row])) {
                return false;
            }
        }
        some = some || table->seldom[i];
    }
    return some;
}

/* ---- slots ---- */

/* Ids end in random bits; those made from texts are random throughout. */
static size_t hash_of(struct id id)
{
    uint64_t low;
    uint64_t high;
    memcpy(&high, id.bytes, sizeof high);
    memcpy(&low, id.bytes + 8, sizeof low);
    return (size_t)(((high ^ low) * 0x9E3779B97F4A7C15U) >> 20);
}

static void **slot_of(const struct slots *slots, struct id id)
{
    size_t at = hash_of(id) & (slots->capacity - 1);
    while (slots->items[at] && !id_equal(*(const struct id *)slots->items[at], id)) {
        at = (at + 1) & (slots->capacity - 1);
    }
    return &slots->items[at];
}

void *slots_find(const struct slots *slots, struct id id)
{
    return slots->count > 0 ? *slot_of(slots, id) : NULL;
}

static void grow(struct slots *slots, arena_t *arena)
{
    const struct slots old = *slots;
    slots->capacity = old.capacity > 0 ? 4 * old.capacity : SLOTS_FIRST;
    slots->items = arena_alloc(arena, slots->capacity * sizeof *slots->items);
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.items[i]) {
            *slot_of(slots, *(const struct id *)old.items[i]) = old.items[i];
        }
    }
}

void slots_add(struct slots *slots, arena_t *arena, void *item)
{
    if (2 * slots->count >= slots->capacity) {
        grow(slots, arena);
    }
    void **slot = slot_of(slots, *(const struct id *)item);
    assert(!*slot);
    *slot = item;
    slots->count++;
}

/* ---- groups ---- */

static struct id key_of(const struct rowset *rowset, const void *row, int by)
{
    struct id key;
    memcpy(&key, (const uint8_t *)row + rowset->table->lookups[by].offset, sizeof key);
    return key;
}

static struct id id_of(const struct rowset *rowset, const void *row)
{
    struct id id;
    memcpy(&id, (const uint8_t *)row + rowset->table->columns[0].offset, sizeof id);
    return id;
}

static struct group *group_at(struct rowset *rowset, int by, struct id key)
{
    struct group *group = slots_find(&rowset->by[by], key);
    if (!group) {
        group = arena_alloc(rowset->arena, sizeof *group);
        group->key = key;
        slots_add(&rowset->by[by], rowset->arena, group);
    }
    return group;
}

static bool is_linked(const struct group *group, const struct entry *entry)
{
    const struct link *link = group->first;
    while (link && link->entry != entry) {
        link = link->next;
    }
    return link != NULL;
}

static void link_to(struct rowset *rowset, struct entry *entry, int by)
{
    struct group *group = group_at(rowset, by, key_of(rowset, entry->row, by));
    struct link *link = arena_alloc(rowset->arena, sizeof *link);
    *link = (struct link){entry, group->first};
    group->first = link;
    group->count++;
    entry->linked[by] = group->key;
}

static void link_all(struct rowset *rowset, struct entry *entry)
{
    for (int by = 1; by < TABLE_LOOKUP_MAX; by++) {
        if (rowset->table->lookups[by].statement) {
            link_to(rowset, entry, by);
        }
    }
}

/* A row whose column has changed is also put where it belongs now; its old place is checked when it
   is read. */
static void relink(struct rowset *rowset, struct entry *entry)
{
    for (int by = 1; by < TABLE_LOOKUP_MAX; by++) {
        if (!rowset->table->lookups[by].statement) {
            continue;
        }
        const struct id key = key_of(rowset, entry->row, by);
        if (!id_equal(key, entry->linked[by]) && !is_linked(group_at(rowset, by, key), entry)) {
            link_to(rowset, entry, by);
        }
        entry->linked[by] = key;
    }
}

static void touch(struct rowset *rowset, struct entry *entry)
{
    if (!entry->touched) {
        entry->touched = true;
        rows_add(&rowset->touched, rowset->arena, entry);
    }
}

static void relink_touched(struct rowset *rowset)
{
    for (size_t i = 0; i < rowset->touched.count; i++) {
        relink(rowset, (struct entry *)rowset->touched.items[i]);
    }
}

void rowset_settle(struct rowset *rowset)
{
    relink_touched(rowset);
    for (size_t i = 0; i < rowset->touched.count; i++) {
        ((struct entry *)rowset->touched.items[i])->touched = false;
    }
    rowset->touched.count = 0;
}

/* ---- reading ---- */

void rowset_init(struct rowset *rowset, const struct table *table, arena_t *arena)
{
    *rowset = (struct rowset){.table = table, .arena = arena};
}

static struct entry *entry_at(struct rowset *rowset, struct id id)
{
    struct entry *entry = slots_find(&rowset->by[0], id);
    if (!entry) {
        entry = arena_alloc(rowset->arena, sizeof *entry);
        entry->id = id;
        slots_add(&rowset->by[0], rowset->arena, entry);
    }
    return entry;
}

bool rowset_knows(const struct rowset *rowset, int by, struct id key)
{
    const void *found = slots_find(&rowset->by[by], key);
    return found && (by == 0 || ((const struct group *)found)->complete);
}

void rowset_want(struct rowset *rowset, int by, struct id key)
{
    assert(by >= 0 && by < TABLE_LOOKUP_MAX && rowset->table->lookups[by].statement);
    if (rowset_knows(rowset, by, key)) {
        return;
    }
    struct id *wanted = arena_alloc(rowset->arena, sizeof *wanted);
    *wanted = key;
    rows_add(&rowset->wanted[by], rowset->arena, wanted);
    if (by == 0) {
        entry_at(rowset, key);
    } else {
        group_at(rowset, by, key)->complete = true;
    }
}

static void own_views(const struct rowset *rowset, void *row)
{
    for (size_t i = 0; i < rowset->table->column_count; i++) {
        const struct column *column = &rowset->table->columns[i];
        if (column->type == COLUMN_TEXT || column->type == COLUMN_BYTES) {
            struct view *view = (struct view *)((uint8_t *)row + column->offset);
            *view = arena_copy(rowset->arena, *view);
        }
    }
}

/* What is in memory already is newer than what the database says. */
static void take_row(void *context, const row_t *result)
{
    struct rowset *rowset = context;
    struct entry *entry = entry_at(rowset, row_id(result, 0));
    if (entry->row) {
        return;
    }
    void *row = arena_alloc(rowset->arena, rowset->table->row_size);
    row_read(result, rowset->table, row);
    own_views(rowset, row);
    entry->row = row;
    link_all(rowset, entry);
}

bool rowset_fetch(struct rowset *rowset, db_t *db)
{
    bool sent = false;
    for (int by = 0; by < TABLE_LOOKUP_MAX; by++) {
        struct rows *wanted = &rowset->wanted[by];
        if (wanted->count > 0) {
            const struct param keys = {COLUMN_ID, true, wanted->items, 0, wanted->count};
            db_send(db, rowset->table->lookups[by].statement, (struct params){&keys, 1}, take_row,
                    rowset);
            wanted->count = 0;
            sent = true;
        }
    }
    return sent;
}

void *rowset_row(const struct rowset *rowset, struct id id)
{
    const struct entry *entry = slots_find(&rowset->by[0], id);
    return entry ? entry->row : NULL;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct rowset *rowset = context;
    return id_compare(id_of(rowset, *(void *const *)a), id_of(rowset, *(void *const *)b));
}

void **rowset_find(struct rowset *rowset, int by, struct id key, size_t *ret_count)
{
    relink_touched(rowset);
    const struct group *group = slots_find(&rowset->by[by], key);
    size_t count = 0;
    assert(group);
    void **rows = arena_alloc(rowset->arena, (group->count + 1) * sizeof *rows);
    for (const struct link *link = group->first; link; link = link->next) {
        if (id_equal(key_of(rowset, link->entry->row, by), key)) {
            rows[count++] = link->entry->row;
        }
    }
    qsort_r(rows, count, sizeof *rows, compare_rows, rowset);
    *ret_count = count;
    return rows;
}

/* ---- changing ---- */

void *rowset_insert(struct rowset *rowset, const void *row)
{
    struct entry *entry = entry_at(rowset, id_of(rowset, row));
    assert(!entry->row);
    entry->row = arena_alloc(rowset->arena, rowset->table->row_size);
    memcpy(entry->row, row, rowset->table->row_size);
    entry->inserted = true;
    rows_add(&rowset->inserted, rowset->arena, entry->row);
    link_all(rowset, entry);
    touch(rowset, entry);
    return entry->row;
}

void rowset_change(struct rowset *rowset, void *row)
{
    struct entry *entry = slots_find(&rowset->by[0], id_of(rowset, row));
    assert(entry && entry->row == row);
    if (!entry->inserted && !entry->changed) {
        entry->changed = true;
        rows_add(&rowset->changed, rowset->arena, row);
    }
    touch(rowset, entry);
}

bool rowset_dirty(const struct rowset *rowset)
{
    return rowset->inserted.count > 0 || rowset->changed.count > 0;
}

void rowset_write(const struct rowset *rowset, db_t *db)
{
    const struct table *table = rowset->table;
    if (rows_usual(table, &rowset->inserted)) {
        send_columns(db, table->insert_usual, table, &rowset->inserted, table->seldom);
    } else {
        rows_send(db, table->insert, table, &rowset->inserted);
    }
    rows_send(db, table->update, table, &rowset->changed);
}
