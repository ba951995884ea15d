/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps the desk in step with the states of requests. */
#include "desk.h"

bool desk_holds(int state)
{
    switch (state) {
    case REQUEST_FLAGGED:
    case REQUEST_TRIAGE:
    case REQUEST_AWAITING_INFO:
    case REQUEST_UNMET:
    case REQUEST_WITHDRAWING:
    case REQUEST_REOPENED:
        return true;
    default:
        return false;
    }
}

void desk_enter(struct intake *self, batch_t *batch, const struct request_row *request, int former,
                int64_t now_us)
{
    (void)self;
    if (!desk_holds(former) && !desk_holds((int)request->state)) {
        return;
    }
    struct desk_row *row =
        former == STATE_NONE ? NULL : batch_load(batch, &table_desk, request->id);
    if (!row) {
        row = batch_insert(batch, &table_desk, &(struct desk_row){.id = request->id});
    }
    batch_change(batch, &table_desk, row);
    row->state = request->state;
    row->urgency = request->urgency;
    row->entered_at_us = now_us;
}
