/* SPDX-License-Identifier: MPL-2.0 */
/* The next portion of the notes of a period that is being certified. */
#include "certify.h"
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing *self = context;
    const struct timer *timer = call->data;
    const struct period_row *period = directory_find(self->periods, timer->key);
    batch_want(batch, &table_period, 0, timer->key);
    if (period && period->notes_due == 0) {
        batch_want(batch, &table_allocation, 0, timer->key);
    }
    true_up_want(self, batch, call);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct timer *timer = call->data;
    struct period_row *period = batch_load(batch, &table_period, timer->key);
    if (!period || period->state != PERIOD_CERTIFYING) {
        batch_count(batch, BILLING_LATE, 1);
        return OK;
    }
    certify_go_on(self, batch, call, period);
    return OK;
}

const struct handler handler_timer_certify = {
    .timer = TIMER_CERTIFY, .want = want, .handle = handle};
