/* SPDX-License-Identifier: MPL-2.0 */
/* An allocation is computed: it is kept, or begun again when entries have come in meanwhile. */
#include "allocate.h"
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct allocate_job *job = call->data;
    batch_want(batch, &table_period, 0, job->period.id);
    batch_want(batch, &table_allocation, 0, job->period.id);
}

static void keep_body(batch_t *batch, const struct allocate_job *job)
{
    struct allocation_row *row = batch_load(batch, &table_allocation, job->period.id);
    struct view body = arena_copy(batch_arena(batch), job->body);
    if (row) {
        batch_change(batch, &table_allocation, row);
        row->body = body;
    } else {
        batch_insert(batch, &table_allocation,
                     &(struct allocation_row){.id = job->period.id, .body = body});
    }
}

static void keep(struct billing *self, batch_t *batch, const struct allocate_job *job,
                 struct period_row *period, const struct transition *step)
{
    keep_body(batch, job);
    period_change(batch, period);
    period->state = state_after(step, (int)period->state);
    period->allocated_rev = period->entry_rev;
    period->cost_cents = job->cost_cents;
    period->carried_cents = job->carried_cents;
    period->provisional_cents = job->provisional_cents;
    period->true_up_cents = job->cost_cents - job->provisional_cents;
    period->payer_count = (int64_t)job->assembly.problem.payer_count;
    period->problem = 0;
    period->problem_text = (struct view){0};
    period_keep(self, period);
}

/* What came in since makes the allocation impossible: the period says why. */
static void keep_problem(struct billing *self, batch_t *batch, struct period_row *period, int fault,
                         const char *expected)
{
    period_change(batch, period);
    period->problem = fault;
    period->problem_text = arena_copy(batch_arena(batch), view_of(expected));
    period_keep(self, period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct allocate_job *job = call->data;
    struct period_row *period = batch_load(batch, &table_period, job->period.id);
    const struct transition *step =
        period ? state_find(&state_period, (int)period->state, TRIGGER_ALLOCATED) : NULL;
    if (!step) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    if (period->entry_rev == job->period.entry_rev) {
        keep(self, batch, job, period, step);
        return OK;
    }
    char expected[160] = "";
    int fault = allocate_start(self, batch, period->id, expected);
    if (fault) {
        keep_problem(self, batch, period, fault, expected);
    }
    return OK;
}

const struct handler handler_result_allocation = {
    .job = "allocation", .want = want, .handle = handle};
