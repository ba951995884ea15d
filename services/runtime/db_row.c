/* SPDX-License-Identifier: MPL-2.0 */
/* Reads columns of a binary result. A column of another type than asked for is our own mistake: our
 * statements say what they return. */
#include "runtime/db_internal.h"

#include <assert.h>

static const char *value_of(const row_t *row, int column, int size)
{
    assert(column >= 0 && column < PQnfields(row->result));
    assert(!PQgetisnull(row->result, row->row, column));
    assert(PQgetlength(row->result, row->row, column) == size);
    return PQgetvalue(row->result, row->row, column);
}

int64_t row_int(const row_t *row, int column)
{
    const int size = PQgetlength(row->result, row->row, column);
    const char *value = value_of(row, column, size);
    if (size == 8) {
        return (int64_t)pgbin_get64(value);
    }
    if (size == 4) {
        return (int32_t)pgbin_get32(value);
    }
    assert(size == 2);
    const uint16_t bits = (uint16_t)((uint8_t)value[0] << 8 | (uint8_t)value[1]);
    return (int16_t)bits;
}

struct id row_id(const row_t *row, int column)
{
    struct id id;
    memcpy(id.bytes, value_of(row, column, sizeof id.bytes), sizeof id.bytes);
    return id;
}

bool row_bool(const row_t *row, int column)
{
    return *value_of(row, column, 1) != 0;
}

int32_t row_date(const row_t *row, int column)
{
    return (int32_t)(pgbin_get32(value_of(row, column, 4)) + PGBIN_EPOCH_DAYS);
}

struct view row_view(const row_t *row, int column)
{
    const int size = PQgetlength(row->result, row->row, column);
    return (struct view){(const uint8_t *)value_of(row, column, size), (size_t)size};
}

static void read_column(const row_t *row, int column, enum column_type type, void *ret_member)
{
    switch (type) {
    case COLUMN_ID:
        *(struct id *)ret_member = row_id(row, column);
        return;
    case COLUMN_INT:
        *(int64_t *)ret_member = row_int(row, column);
        return;
    case COLUMN_BOOL:
        *(bool *)ret_member = row_bool(row, column);
        return;
    case COLUMN_DATE:
        *(int32_t *)ret_member = row_date(row, column);
        return;
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        *(struct view *)ret_member = row_view(row, column);
        return;
    }
}

void row_read(const row_t *row, const struct table *table, void *ret_row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        read_column(row, (int)i, column->type, (uint8_t *)ret_row + column->offset);
    }
}

void db_give_rows(const PGresult *result, db_row_fn *on_row, void *context)
{
    if (!on_row || PQresultStatus(result) != PGRES_TUPLES_OK) {
        return;
    }
    row_t row = {result, 0};
    for (const int count = PQntuples(result); row.row < count; row.row++) {
        on_row(context, &row);
    }
}
