/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of intake: made, compared and read by what the tables say of their columns. */
#include "store.h"

#include <assert.h>
#include <stdio.h>

#include "proto/id.h"
#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_organisation, &table_membership, &table_contact, &table_service,
    &table_rule,         &table_request,    &table_need,    NULL,
};

struct id store_service_id(struct view code)
{
    return id_from_text("service", code);
}

struct id store_rule_id(struct view code)
{
    return id_from_text("rule", code);
}

int store_check_labels(batch_t *batch, const char *path, struct view labels)
{
    return labels.size <= LABELS_BYTES_MAX
               ? OK
               : refuse(batch, E_FIELD_LENGTH, path, "at most 2048 bytes in all languages");
}

/* The revision of a row: its second column. */
static int64_t *rev_of(const struct table *table, void *row)
{
    assert(strcmp(table->columns[1].name, "rev") == 0);
    return (int64_t *)((char *)row + table->columns[1].offset);
}

static int64_t present_rev(const struct table *table, const void *former)
{
    assert(strcmp(table->columns[1].name, "rev") == 0);
    return former ? *(const int64_t *)((const char *)former + table->columns[1].offset) : 0;
}

bool store_is_stale(const struct table *table, const void *former, int64_t expected_rev)
{
    return expected_rev != 0 && expected_rev != present_rev(table, former);
}

int store_refuse_stale(batch_t *batch, const struct table *table, const void *former)
{
    char expected[40];
    snprintf(expected, sizeof expected, "revision %lld", (long long)present_rev(table, former));
    return refuse(batch, E_REV, "data.expected_rev", expected);
}

/* Do two rows hold the same in a column. */
static bool same_value(const struct column *column, const void *a, const void *b)
{
    const void *left = (const char *)a + column->offset;
    const void *right = (const char *)b + column->offset;
    switch (column->type) {
    case COLUMN_ID:
        return memcmp(left, right, sizeof(struct id)) == 0;
    case COLUMN_INT:
        return memcmp(left, right, sizeof(int64_t)) == 0;
    case COLUMN_BOOL:
        return memcmp(left, right, sizeof(bool)) == 0;
    case COLUMN_DATE:
        return memcmp(left, right, sizeof(int32_t)) == 0;
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        return view_equal(*(const struct view *)left, *(const struct view *)right);
    }
    return false;
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

bool store_put(batch_t *batch, const struct table *table, void *row, void *former)
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

/* Largest row struct; a compile-time bound for the one read at a time. */
union any_row {
    struct organisation_row organisation;
    struct membership_row membership;
    struct contact_row contact;
    struct service_row service;
    struct rule_row rule;
};

static void take_row(void *context, const row_t *row)
{
    const struct store_reader *reader = context;
    union any_row any;
    assert(reader->table->row_size <= sizeof any);
    row_read(row, reader->table, &any);
    reader->keep(reader->context, &any);
}

int store_read_all(db_t *db, const struct store_reader *readers, size_t count)
{
    enum { READ_TIMEOUT_MS = 60000 };
    for (size_t i = 0; i < count; i++) {
        db_send(db, readers[i].statement, NULL, 0, take_row, (void *)(uintptr_t)&readers[i]);
    }
    return db_run(db, READ_TIMEOUT_MS);
}
