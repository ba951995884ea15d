/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps decisions about organisations without a path. */
#include "exception.h"

bool exception_holds(const struct intake *self, struct id organisation, int32_t day)
{
    const struct by_law_exception_row *row = directory_find(self->exceptions, organisation);
    return row && row->valid_from <= day && day <= row->valid_to;
}

void exception_keep(struct intake *self, const struct by_law_exception_row *row)
{
    const struct by_law_exception_row *former = directory_find(self->exceptions, row->organisation);
    if (!former || former->valid_to < row->valid_to) {
        directory_put(self->exceptions, row->organisation, row_clone(&table_by_law_exception, row));
    }
}

void exception_store(struct intake *self, batch_t *batch, const struct call *call,
                     const struct request_row *request, const struct ruling *ruling)
{
    const struct by_law_exception_row row = {
        .id = batch_id_new(batch),
        .organisation = request->organisation,
        .request = request->id,
        .granted = ruling->granted,
        .by_law = ruling->by_law,
        .reason = ruling->reason,
        .valid_from = call->today,
        .valid_to = ruling->valid_to,
        .decided_by = call->envelope->actor.id,
    };
    batch_insert(batch, &table_by_law_exception, &row);
    if (ruling->granted) {
        exception_keep(self, &row);
    }
}
