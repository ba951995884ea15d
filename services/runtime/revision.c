/* SPDX-License-Identifier: MPL-2.0 */
/* Rows are made, compared and read by what their table says of the columns. */
#include "runtime/revision.h"

#include <assert.h>
#include <stdio.h>

static int64_t *rev_of(const struct table *table, void *row)
{
    assert(strcmp(table->columns[1].name, "rev") == 0);
    return (int64_t *)((char *)row + table->columns[1].offset);
}

static int64_t present_rev(const struct table *table, const void *former)
{
    int64_t rev = 0;
    if (former) {
        memcpy(&rev, (const char *)former + table->columns[1].offset, sizeof rev);
    }
    return rev;
}

int revision_check(batch_t *batch, const struct table *table, const void *former,
                   int64_t expected_rev)
{
    int64_t present = present_rev(table, former);
    char expected[40];
    if (expected_rev == 0 || expected_rev == present) {
        return OK;
    }
    snprintf(expected, sizeof expected, "revision %lld", (long long)present);
    return refuse(batch, E_REV, "data.expected_rev", expected);
}

static size_t plain_size(enum column_type type)
{
    switch (type) {
    case COLUMN_ID:
        return sizeof(struct id);
    case COLUMN_INT:
        return sizeof(int64_t);
    case COLUMN_BOOL:
        return sizeof(bool);
    case COLUMN_DATE:
        return sizeof(int32_t);
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        break;
    }
    return 0;
}

static bool same_value(const struct column *column, const void *a, const void *b)
{
    const void *left = (const char *)a + column->offset;
    const void *right = (const char *)b + column->offset;
    size_t size = plain_size(column->type);
    return size ? memcmp(left, right, size) == 0
                : view_equal(*(const struct view *)left, *(const struct view *)right);
}

static bool same_row(const struct table *table, const void *a, const void *b)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (!same_value(&table->columns[i], a, b)) {
            return false;
        }
    }
    return true;
}

bool revision_put(batch_t *batch, const struct table *table, void *row, void *former)
{
    int64_t *rev = rev_of(table, row);
    *rev = present_rev(table, former);
    if (!former) {
        *rev = 1;
        batch_insert(batch, table, row);
        return true;
    }
    if (same_row(table, row, former)) {
        return false;
    }
    *rev += 1;
    batch_change(batch, table, former);
    memcpy(former, row, table->row_size);
    return true;
}

enum { ROW_SIZE_MAX = 1024, READ_TIMEOUT_MS = 60000 };

static void take_row(void *context, const row_t *row)
{
    const struct table_reader *reader = context;
    union {
        uint64_t align;
        char bytes[ROW_SIZE_MAX];
    } any;
    assert(reader->table->row_size <= sizeof any);
    row_read(row, reader->table, &any);
    reader->on_row(reader->context, &any);
}

int table_read_all(db_t *db, const struct table_reader *readers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        db_send(db, readers[i].statement, NO_PARAMS, take_row, (void *)(uintptr_t)&readers[i]);
    }
    return db_run(db, READ_TIMEOUT_MS);
}
