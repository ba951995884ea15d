/* SPDX-License-Identifier: MPL-2.0 */
/* An allocation becomes final: notes, books and the signed certificate in one transaction. */
#include "closing.h"
#include "gather.h"
#include "handlers.h"
#include "period.h"
#include "runtime/emit.h"
#include "true_up.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_period_certify *data = call->data;
    period_want(batch, data->period);
    batch_want(batch, &table_allocation, 0, period_id(data->period));
    true_up_want(context, batch, call);
}

/* Everything that certifying works on. */
struct certifying {
    int32_t day; /* of issue */
    struct period_row *period;
    struct certificate certificate, before;
    struct closing closing;
    struct period_row *next; /* that takes what is carried forward */
};

/* The first period afterwards that takes entries. */
static struct period_row *find_next(const struct billing *self, batch_t *batch,
                                    const struct period_row *period)
{
    const struct period_row *known = period;
    while ((known = period_with(self, known->last_day + 1))) {
        if (state_find(&state_period, (int)known->state, TRIGGER_ENTRY)) {
            return batch_load(batch, &table_period, known->id);
        }
    }
    return NULL;
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
    if (before && before->state < PERIOD_CERTIFIED) {
        return refuse(batch, E_STATE, "data.period", "the period before it is certified first");
    }
    if (data->cost_cents != 0 && data->cost_cents != period->cost_cents) {
        return refuse(batch, E_STALE, "data.cost_cents", "the cost of the allocation");
    }
    return self->signer ? OK : refuse(batch, E_SIGNING_KEY, "data.period", "certificate_key");
}

/* Reads the allocation and what it adds to the certificate before. */
static int prepare(const struct billing *self, batch_t *batch, struct certifying *it)
{
    struct period_row *period = it->period;
    const struct allocation_row *allocation = batch_load(batch, &table_allocation, period->id);
    const struct certificate_row *former =
        period->certificate_count > 0
            ? gather_certificate(batch, period->id, period->certificate_count)
            : NULL;
    char expected[160] = "";
    it->certificate = certificate_read(allocation->body);
    if (former) {
        it->before = certificate_read(former->body);
    }
    int fault = closing_make(&it->certificate, former ? &it->before : NULL, batch_arena(batch),
                             &it->closing);
    if (!fault) {
        fault = true_up_fault(self, batch, period, &it->certificate, expected);
    }
    if (fault) {
        return refuse(batch, fault, "data.period", expected);
    }
    fault = true_up_series_fault(self, batch, it->day, &it->certificate);
    if (fault) {
        return refuse(batch, fault, "data.period", "numbers for all its notes");
    }
    it->next = find_next(self, batch, period);
    if (it->closing.carried_cents != 0 && !it->next) {
        return refuse(batch, E_NO_PERIOD, "data.period",
                      "an open period afterwards, which takes what is carried forward");
    }
    return OK;
}

static struct certificate_row sign(const struct billing *self, batch_t *batch,
                                   const struct call *call, const struct certifying *it)
{
    arena_t *arena = batch_arena(batch);
    uint8_t signature[SIGNATURE_SIZE];
    struct view body = certificate_pack(&it->certificate, arena);
    struct digest hash = digest_of(body);
    signer_sign(self->signer, &hash, signature);
    return (struct certificate_row){
        .id = batch_id_new(batch),
        .period = it->period->id,
        .number = it->certificate.number,
        .body = body,
        .hash = arena_copy(arena, (struct view){hash.bytes, sizeof hash.bytes}),
        .signature = arena_copy(arena, (struct view){signature, sizeof signature}),
        .key = arena_copy(arena, signer_key(self->signer)),
        .signed_at_us = call->now_us,
    };
}

static void tell(batch_t *batch, const struct certifying *it, const struct certificate_row *row,
                 int64_t note_count)
{
    const struct certificate *certificate = &it->certificate;
    emit_billing_period_certified(batch, it->period->id, (struct id){{0}},
                                  &(struct billing_period_certified){
                                      .id = it->period->id,
                                      .period = certificate->period,
                                      .number = certificate->number,
                                      .currency = certificate->currency,
                                      .method = certificate->method,
                                      .cost_cents = certificate->cost_cents,
                                      .carried_cents = certificate->carried_cents,
                                      .provisional_cents = certificate->provisional_cents,
                                      .true_up_cents = certificate->true_up_cents,
                                      .payer_count = certificate->payers.count,
                                      .note_count = note_count,
                                      .hash = row->hash,
                                      .signature = row->signature,
                                      .key = row->key,
                                  });
}

static void certify(struct billing *self, batch_t *batch, const struct call *call,
                    struct certifying *it)
{
    struct period_row *period = it->period;
    int64_t note_count = true_up_issue(self, batch, call, period, &it->certificate);
    closing_post(batch, period, call->today, &it->closing);
    if (it->closing.carried_cents != 0) {
        int32_t day = it->next->first_day;
        closing_carry(self, batch, it->next, day, &it->closing);
    }
    struct certificate_row row = sign(self, batch, call, it);
    batch_insert(batch, &table_certificate, &row);
    period_change(batch, period);
    period->state = state_after(state_find(&state_period, (int)period->state, TRIGGER_CERTIFY),
                                (int)period->state);
    period->certified_rev = period->allocated_rev;
    period->note_count += note_count;
    period->certificate_count++;
    period->certificate_hash = row.hash;
    period_keep(self, period);
    tell(batch, it, &row, note_count);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_period_certify *data = call->data;
    struct certifying it = {.day = call->today};
    int result = period_step(batch, call, data->period, TRIGGER_CERTIFY, &it.period);
    if (result == OK) {
        result = check_period(self, batch, data, it.period);
    }
    if (result == OK) {
        result = prepare(self, batch, &it);
    }
    if (result != OK) {
        return result;
    }
    certify(self, batch, call, &it);
    struct period_view view = period_view_of(it.period);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_period_certify = {
    .message = &message_billing_period_certify, .want = want, .handle = handle};
