/* SPDX-License-Identifier: MPL-2.0 */
/* Portions of notes, then the certificate. */
#include "certify.h"

#include <assert.h>

#include "gather.h"
#include "period.h"
#include "runtime/emit.h"

/* What keeps a certificate from being signed is looked at again after this. */
static const int64_t retry_us = INT64_C(60) * 1000000;

/* The notes of a certificate, by payer. */
struct notes {
    struct issued_note_row **items;
    size_t count;
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

int certify_read(const struct billing *self, batch_t *batch, struct certifying *it,
                 const char **ret_expected)
{
    struct period_row *period = it->period;
    const struct allocation_row *allocation = batch_load(batch, &table_allocation, period->id);
    const struct certificate_row *former =
        period->certificate_count > 0
            ? gather_certificate(batch, period->id, period->certificate_count)
            : NULL;
    *ret_expected = "sums that agree";
    if (!allocation || (period->certificate_count > 0 && !former)) {
        return E_BOOKS;
    }
    it->certificate = certificate_read(allocation->body);
    if (former) {
        it->before = certificate_read(former->body);
    }
    int fault = closing_make(&it->certificate, former ? &it->before : NULL, batch_arena(batch),
                             &it->closing);
    it->next = find_next(self, batch, period);
    if (!fault && it->closing.carried_cents != 0 && !it->next) {
        *ret_expected = "an open period afterwards, which takes what is carried forward";
        return E_NO_PERIOD;
    }
    return fault;
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
        .id = it->run,
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

/* Pulls a trigger on the period, whose row has been announced as changing. */
static void move(struct period_row *period, enum trigger trigger)
{
    const struct transition *step = state_find(&state_period, (int)period->state, (int)trigger);
    assert(step);
    period->state = state_after(step, (int)period->state);
}

/* Closes the books and signs; its notes have their numbers in the certificate. */
static void finish(struct billing *self, batch_t *batch, const struct call *call,
                   const struct certifying *it, size_t note_count)
{
    struct period_row *period = it->period;
    closing_post(batch, period, call->today, &it->closing);
    if (it->closing.carried_cents != 0) {
        closing_carry(self, batch, it->next, it->next->first_day, &it->closing);
    }
    struct certificate_row row = sign(self, batch, call, it);
    batch_insert(batch, &table_certificate, &row);
    move(period, TRIGGER_SIGN);
    period->certified_rev = period->allocated_rev;
    period->certificate_count++;
    period->certificate_hash = row.hash;
    period->run = (struct id){{0}};
    period->problem = 0;
    period->problem_text = (struct view){0};
    period_keep(self, period);
    tell(batch, it, &row, (int64_t)note_count);
}

static struct notes issue(struct billing *self, batch_t *batch, const struct call *call,
                          struct period_row *period, const struct due_notes *dues)
{
    arena_t *arena = batch_arena(batch);
    struct issued_note_row *rows = arena_alloc(arena, (dues->count + 1) * sizeof *rows);
    struct notes notes = {arena_alloc(arena, (dues->count + 1) * sizeof(struct issued_note_row *)),
                          dues->count};
    for (size_t i = 0; i < dues->count; i++) {
        rows[i] = true_up_issue(self, batch, call, period, dues->items[i]);
        notes.items[i] = &rows[i];
    }
    period->notes_due -= (int64_t)dues->count;
    period->note_count += (int64_t)dues->count;
    return notes;
}

static void set_timer(batch_t *batch, const struct period_row *period, int64_t due_us)
{
    timer_set(batch, TIMER_CERTIFY, period->id, due_us, (struct view){0});
}

/* What keeps a period from going on. */
struct trouble {
    int fault; /* 0 = nothing */
    const char *expected;
};

/* The period says why it waits, and it is tried again. */
static void wait(struct billing *self, batch_t *batch, const struct call *call,
                 struct period_row *period, const struct trouble *trouble)
{
    period_change(batch, period);
    period->problem = trouble->fault;
    period->problem_text = view_of(trouble->expected);
    period_keep(self, period);
    set_timer(batch, period, call->now_us + retry_us);
}

void certify_begin(struct billing *self, batch_t *batch, const struct call *call,
                   struct certifying *it)
{
    struct period_row *period = it->period;
    period_change(batch, period);
    move(period, TRIGGER_CERTIFY);
    period->run = it->run;
    period->notes_due = (int64_t)it->dues.count;
    if (it->dues.count > CERTIFY_PORTION) {
        for (size_t i = 0; i < it->dues.count; i++) {
            batch_insert(batch, &table_due_note, it->dues.items[i]);
        }
        period_keep(self, period);
        set_timer(batch, period, call->now_us);
        return;
    }
    struct notes notes = issue(self, batch, call, period, &it->dues);
    bool numbered = true_up_number(&it->certificate, notes.items, notes.count, batch_arena(batch));
    assert(numbered); /* the notes were made from it */
    (void)numbered;
    finish(self, batch, call, it, notes.count);
}

static struct due_notes gather_dues(batch_t *batch, const struct period_row *period)
{
    const int64_t limit = CERTIFY_PORTION;
    const void *values[] = {&period->run, &period->notes_due, &limit};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    struct due_notes dues;
    dues.items = (struct due_note_row **)batch_select(batch, &table_due_note, "list_due_notes",
                                                      (struct params){params, 3}, &dues.count);
    return dues;
}

static void issue_portion(struct billing *self, batch_t *batch, const struct call *call,
                          struct period_row *period)
{
    struct due_notes dues = gather_dues(batch, period);
    const struct trouble trouble = {true_up_series_fault(self, batch, call->today, &dues),
                                    "numbers for its notes"};
    if (trouble.fault) {
        wait(self, batch, call, period, &trouble);
        return;
    }
    period_change(batch, period);
    issue(self, batch, call, period, &dues);
    period_keep(self, period);
    set_timer(batch, period, call->now_us);
}

static struct notes gather_notes(batch_t *batch, const struct period_row *period)
{
    const void *value = &period->run;
    const struct param param = param_of(COLUMN_ID, &value);
    struct notes notes;
    notes.items = (struct issued_note_row **)batch_select(
        batch, &table_issued_note, "list_issued_notes", (struct params){&param, 1}, &notes.count);
    return notes;
}

void certify_go_on(struct billing *self, batch_t *batch, const struct call *call,
                   struct period_row *period)
{
    if (period->notes_due > 0) {
        issue_portion(self, batch, call, period);
        return;
    }
    struct certifying it = {.period = period, .run = period->run};
    struct notes notes = gather_notes(batch, period);
    struct trouble trouble = {E_SIGNING_KEY, "certificate_key"};
    if (self->signer) {
        trouble.fault = certify_read(self, batch, &it, &trouble.expected);
    }
    if (!trouble.fault &&
        !true_up_number(&it.certificate, notes.items, notes.count, batch_arena(batch))) {
        trouble.fault = E_BOOKS;
    }
    if (trouble.fault) {
        wait(self, batch, call, period, &trouble);
        return;
    }
    period_change(batch, period);
    finish(self, batch, call, &it, notes.count);
}
