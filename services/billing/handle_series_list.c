/* SPDX-License-Identifier: MPL-2.0 */
/* The series that were put, and how far each of them is. */
#include <stdlib.h>

#include "handlers.h"
#include "series.h"

static int compare_views(const void *a, const void *b)
{
    const struct series_view *left = a, *right = b;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    if (left->valid_from != right->valid_from) {
        return left->valid_from < right->valid_from ? -1 : 1;
    }
    return id_compare(left->id, right->id);
}

static struct series_view make_view(const struct billing *self, batch_t *batch,
                                    struct numbering_row *row, int32_t today)
{
    struct series series = series_of(self, row, today, batch_arena(batch)), chosen;
    bool next = series_find(self, batch, (int)row->kind, today, &chosen) == 0 && chosen.row == row;
    return (struct series_view){
        .id = row->id,
        .rev = row->rev,
        .kind = (int)row->kind,
        .valid_from = row->valid_from,
        .format = row->format,
        .digits = row->digits,
        .restarts = (int)row->restarts,
        .first = row->first_number,
        .last = row->last_number,
        .authorisation = row->authorisation,
        .valid_until = row->valid_until,
        .used = row->used,
        .next = next,
        .last_number = number_last(batch, series.name),
        .left = row->last_number > 0 ? series_left(self, batch, row, today) : 0,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_series_list *data = call->data;
    struct series_view *views = arena_alloc(batch_arena(batch), (SERIES_MAX + 1) * sizeof *views);
    size_t count = 0, position = 0;
    struct numbering_row *row;
    while ((row = directory_next(self->numberings, &position))) {
        views[count] = make_view(self, batch, row, call->today);
        count += !data->next || views[count].next;
    }
    qsort(views, count, sizeof *views, compare_views);
    batch_reply(
        batch, &(struct series_page){.series = series_view_list(views, count, batch_arena(batch))});
    return OK;
}

const struct handler handler_series_list = {.message = &message_billing_series_list,
                                            .handle = handle};
