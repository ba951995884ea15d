/* SPDX-License-Identifier: MPL-2.0 */
/* Proves anew that a flagged request may be served. */
#include "flagged.h"

#include "exception.h"

/* The request rests on the path that there is now. false: the by-law knows none even so. */
static bool prove(struct intake *self, batch_t *batch, const struct call *call,
                  struct request *request)
{
    struct request_row *row = request->row;
    struct eligibility eligibility =
        eligibility_on(self->graph, graph_find(self->graph, row->organisation), call->today,
                       &self->by_law, batch_arena(batch));
    batch_change(batch, &table_request, row);
    row->class = eligibility.class;
    row->path = list_bytes(eligibility.path, batch_arena(batch));
    return eligibility.eligible || exception_holds(self, row->organisation, call->today);
}

void flagged_go_on(struct intake *self, batch_t *batch, const struct call *call,
                   struct request *request, enum confirm_basis basis)
{
    bool proved = prove(self, batch, call, request);
    request_enter(self, batch, request->row, proved ? request->taken->to : REQUEST_FLAGGED,
                  call->now_us);
    if (request->row->state == REQUEST_TRIAGE) {
        request_tell_received(self, batch, request, true);
    } else if (proved) {
        request_tell_confirmed(self, batch, request, basis);
    }
}
