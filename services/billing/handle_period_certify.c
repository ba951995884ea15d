/* SPDX-License-Identifier: MPL-2.0 */
/* An allocation becomes final: its notes and the signed certificate are on their way. */
#include "certify.h"
#include "handlers.h"
#include "period.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_period_certify *data = call->data;
    period_want(batch, data->period);
    batch_want(batch, &table_allocation, 0, period_id(data->period));
    true_up_want(context, batch, call);
}

static int check_period(const struct billing *self, batch_t *batch,
                        const struct billing_period_certify *data, const struct period_row *period)
{
    const struct period_row *before = period_with(self, period->first_day - 1);
    if (period->entry_rev != period->allocated_rev) {
        return refuse(batch, E_STALE, "data.period", "an allocation of all entries");
    }
    if (period->certified_rev == period->allocated_rev) {
        return refuse(batch, E_STATE, "data.period", "a period that is not certified as it is");
    }
    const struct period_row *other = period_certifying(self);
    if (other) {
        return refuse(batch, E_CERTIFYING, "data.period",
                      (const char *)arena_print(batch_arena(batch), "the end of %.*s",
                                                (int)other->code.size,
                                                (const char *)other->code.bytes)
                          .bytes);
    }
    if (before && !period_is_billed(before)) {
        return refuse(batch, E_STATE, "data.period", "the period before it is certified first");
    }
    if (data->cost_cents != 0 && data->cost_cents != period->cost_cents) {
        return refuse(batch, E_STALE, "data.cost_cents", "the cost of the allocation");
    }
    return self->signer ? OK : refuse(batch, E_SIGNING_KEY, "data.period", "certificate_key");
}

static int prepare(const struct billing *self, batch_t *batch, const struct call *call,
                   struct certifying *it)
{
    char reason[160] = "";
    const char *expected = reason;
    int fault = certify_read(self, batch, it, &expected);
    if (!fault) {
        expected = reason;
        fault = true_up_fault(self, batch, it->period, &it->certificate, reason);
    }
    if (!fault) {
        it->run = batch_id_new(batch);
        it->dues = true_up_list(batch, it->run, &it->certificate);
        expected = "numbers for all its notes";
        fault = true_up_series_fault(self, batch, call->today, &it->dues);
    }
    return fault ? refuse(batch, fault, "data.period", expected) : OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_certify *data = call->data;
    struct certifying it = {0};
    int result = period_step(batch, call, data->period, TRIGGER_CERTIFY, &it.period);
    if (result == OK) {
        result = check_period(self, batch, data, it.period);
    }
    if (result == OK) {
        result = prepare(self, batch, call, &it);
    }
    if (result != OK) {
        return result;
    }
    certify_begin(self, batch, call, &it);
    struct period_view view = period_view_of(it.period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_certify = {
    .message = &message_billing_period_certify, .want = want, .handle = handle};
