/* SPDX-License-Identifier: MPL-2.0 */
/* Copies of rows that live on their own. */
#include "runtime/table.h"

#include <stdlib.h>

static bool is_view(const struct column *column)
{
    return column->type == COLUMN_TEXT || column->type == COLUMN_BYTES;
}

static struct view *view_in(void *row, const struct column *column)
{
    return (struct view *)((uint8_t *)row + column->offset);
}

static size_t clone_size(const struct table *table, const void *row)
{
    size_t size = table->row_size;
    for (size_t i = 0; i < table->column_count; i++) {
        if (is_view(&table->columns[i])) {
            size += view_in((void *)row, &table->columns[i])->size;
        }
    }
    return size;
}

void *row_clone(const struct table *table, const void *row)
{
    uint8_t *clone = malloc(clone_size(table, row));
    if (!clone) {
        abort();
    }
    memcpy(clone, row, table->row_size);
    uint8_t *free_place = clone + table->row_size;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!is_view(&table->columns[i])) {
            continue;
        }
        struct view *view = view_in(clone, &table->columns[i]);
        if (view->size > 0) {
            memcpy(free_place, view->bytes, view->size);
        }
        if (view->bytes) {
            view->bytes = free_place; /* Present and empty points to the end of what came before. */
        }
        free_place += view->size;
    }
    return clone;
}
