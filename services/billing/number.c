/* SPDX-License-Identifier: MPL-2.0 */
/* Series of numbers. */
#include "number.h"

#include "proto/id.h"

static struct id series_id(struct view series)
{
    return id_from_text("series", series);
}

void number_want(batch_t *batch, struct view series)
{
    batch_want(batch, &table_series, 0, series_id(series));
}

int64_t number_last(batch_t *batch, struct view series)
{
    const struct series_row *row = batch_load(batch, &table_series, series_id(series));
    return row ? row->last_number : 0;
}

struct number number_take(batch_t *batch, struct view series, int64_t first)
{
    struct series_row *row = batch_load(batch, &table_series, series_id(series));
    if (!row) {
        row = batch_insert(batch, &table_series,
                           &(struct series_row){.id = series_id(series), .name = series});
    } else {
        batch_change(batch, &table_series, row);
    }
    row->last_number = row->last_number < first ? first : row->last_number + 1;
    return (struct number){row, row->last_number, row->last_hash};
}

struct view number_seal(batch_t *batch, struct number number, struct digest hash)
{
    struct view bytes =
        arena_copy(batch_arena(batch), (struct view){hash.bytes, sizeof hash.bytes});
    number.series->last_hash = bytes;
    return bytes;
}

struct digest number_hash(struct view body, struct view prev_hash)
{
    struct digest before = {{0}};
    if (prev_hash.size == sizeof before.bytes) {
        memcpy(before.bytes, prev_hash.bytes, sizeof before.bytes);
    }
    return chain_next(before, digest_of(body));
}
