/* SPDX-License-Identifier: MPL-2.0 */
/* A cost, or a grant below 0, is posted to a pool, an engagement or an object. */
#include <assert.h>

#include "bylaws.h"
#include "cost.h"
#include "handlers.h"
#include "ledger.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_cost_post *data = call->data;
    const struct period_row *period = period_with(self, data->day);
    batch_want(batch, &table_cost, 1, cost_source_key(call->client, data->source_ref));
    target_want(batch, data->target, data->target_id);
    ledger_want(batch);
    if (period) {
        batch_want(batch, &table_period, 0, period->id);
    }
    if (data->late_for.size > 0) {
        period_want(batch, data->late_for);
    }
}

static int check_amount(batch_t *batch, const struct call *call)
{
    const struct billing_cost_post *data = call->data;
    if (data->amount_cents == 0) {
        return refuse(batch, E_AMOUNT, "data.amount_cents", "not 0");
    }
    if (data->day > call->today) {
        return refuse(batch, E_FUTURE, "data.day", "a day until today");
    }
    if (data->unallowable == id_none(data->funder)) {
        return refuse(batch, E_FUNDER, "data.funder", "a funder, exactly when unallowable");
    }
    return OK;
}

static int check_target(const struct billing *self, batch_t *batch, const struct call *call)
{
    const struct billing_cost_post *data = call->data;
    int fault = target_fault(self, batch, data->target, data->target_id);
    if (fault) {
        return refuse(batch, fault, "data.target_id", "what exists");
    }
    if (data->unallowable && !directory_find(self->organisations, data->funder)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.funder", "an organisation of intake");
    }
    return OK;
}

/* The period of the entry's day, which must take entries. */
static int find_period(const struct billing *self, batch_t *batch, const struct call *call,
                       struct period_row **ret_period)
{
    const struct billing_cost_post *data = call->data;
    const struct period_row *known = period_with(self, data->day);
    if (!known) {
        return refuse(batch, E_NO_PERIOD, "data.day", "a day of an open period");
    }
    *ret_period = batch_load(batch, &table_period, known->id);
    if (!state_find(&state_period, (int)known->state, TRIGGER_ENTRY)) {
        return refuse(batch, period_fault(known, E_PERIOD_CLOSED), "data.day",
                      "a day of an open period");
    }
    return view_equal(data->currency, known->currency)
               ? OK
               : refuse(batch, E_CURRENCY, "data.currency",
                        (const char *)arena_print(batch_arena(batch), "%.3s",
                                                  (const char *)known->currency.bytes)
                            .bytes);
}

/* A late cost belongs to the period that it names when the by-law says that its users pay. */
static int find_late(const struct billing *self, batch_t *batch, const struct call *call,
                     struct period_row **period)
{
    const struct billing_cost_post *data = call->data;
    struct bylaws laws;
    const char *fault = bylaws_read(self->settings, &laws);
    if (fault) {
        return refuse(batch, E_BYLAW, "data.late_for", fault);
    }
    struct period_row *late = period_load(batch, data->late_for);
    if (!late) {
        return refuse(batch, E_NO_PERIOD, "data.late_for", "the code of a certified period");
    }
    if (!state_find(&state_period, (int)late->state, TRIGGER_LATE_ENTRY)) {
        return refuse(batch, period_fault(late, E_STATE), "data.late_for",
                      "a period that is certified, not final");
    }
    if (laws.late_costs == LATE_TO_USERS_THEN) {
        *period = late;
    }
    return OK;
}

static struct cost_row make_row(batch_t *batch, const struct call *call,
                                const struct period_row *period)
{
    const struct billing_cost_post *data = call->data;
    return (struct cost_row){
        .id = batch_id_new(batch),
        .source_key = cost_source_key(call->client, data->source_ref),
        .period = period->id,
        .day = data->day,
        .amount_cents = data->amount_cents,
        .tax_cents = data->recoverable_tax_cents,
        .account = data->account,
        .target = data->target,
        .target_id = data->target_id,
        .unallowable = data->unallowable,
        .funder = data->funder,
        .description = data->description,
        .document_hash = data->document_hash,
        .late_for = data->late_for,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_cost_post *data = call->data;
    size_t count;
    void **same =
        batch_find(batch, &table_cost, 1, cost_source_key(call->client, data->source_ref), &count);
    if (count) {
        return refuse_duplicate(batch, ((const struct cost_row *)same[0])->id);
    }
    struct period_row *period = NULL;
    int result = check_amount(batch, call);
    if (result == OK) {
        result = find_period(self, batch, call, &period);
    }
    if (result == OK && data->late_for.size > 0) {
        result = find_late(self, batch, call, &period);
    }
    if (result == OK) {
        result = check_target(self, batch, call);
    }
    if (result != OK) {
        return result;
    }
    assert(period); /* find_period answered OK */
    enum trigger trigger = period->state == PERIOD_CERTIFIED ? TRIGGER_LATE_ENTRY : TRIGGER_ENTRY;
    struct cost_row row = make_row(batch, call, period);
    cost_keep(self, batch, period, state_find(&state_period, (int)period->state, (int)trigger),
              &row);
    return OK;
}

const struct handler handler_cost_post = {
    .message = &message_billing_cost_post, .want = want, .handle = handle};
