/* SPDX-License-Identifier: MPL-2.0 */
/* Work is approved, or taken back: so much less, or more, of what was planned remains to be done. */
#include <assert.h>

#include "handlers.h"
#include "match.h"
#include "offer.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_approved *data = call->data;
    batch_want(batch, &table_plan, 0, store_plan_id(data->request));
    offer_want(batch, store_plan_id(data->request));
}

/* The assignment by which the professional did the work: the last one of the need that they accepted. */
static struct assignment_row *find_assignment(batch_t *batch,
                                              const struct billing_work_approved *data)
{
    struct assignment_row *found = NULL;
    size_t count;
    void **rows = batch_find(batch, &table_assignment, 1, store_plan_id(data->request), &count);
    for (size_t i = 0; i < count; i++) {
        struct assignment_row *assignment = rows[i];
        if (assignment->started_at_us > 0 && id_equal(assignment->need, data->need) &&
            id_equal(assignment->professional, data->professional)) {
            found = assignment;
        }
    }
    return found;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct billing_work_approved *data = call->data;
    struct assignment_row *assignment = find_assignment(batch, data);
    if (!assignment) {
        batch_count(batch, MATCHER_LATE, 1);
        return OK;
    }
    batch_change(batch, &table_assignment, assignment);
    int64_t before = offer_remaining(assignment);
    assignment->approved_minutes += data->minutes;
    assignment->approved_cents += data->amount_cents;
    if (assignment->held) {
        people_hold(self->people, assignment->professional, offer_remaining(assignment) - before,
                    0);
        match_retry_soon(self, batch, call);
    }
    if (assignment->state == ASSIGNMENT_REPLACED) {
        struct plan_row *plan = batch_load(batch, &table_plan, assignment->plan);
        assert(plan);
        batch_change(batch, &table_plan, plan);
        plan->spent_cents += data->amount_cents; /* counts against the contact's limit */
    }
    return OK;
}

const struct handler handler_billing_work_approved = {
    .message = &message_billing_work_approved, .want = want, .handle = handle};
