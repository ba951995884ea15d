/* SPDX-License-Identifier: MPL-2.0 */
/* The books at the end of a period. */
#include "closing.h"

#include "ledger.h"
#include "period.h"
#include "proto/id.h"

static const char carried_account[] = "carried";

/* Entries of both certificates are by id: those of the former are left out. */
static bool take_new(struct list *entries, struct list *former, struct certificate_entry *ret_entry)
{
    struct certificate_entry old = {0};
    while (certificate_entry_next(entries, ret_entry)) {
        struct list rest = *former;
        bool known = false;
        while (certificate_entry_next(&rest, &old) && id_compare(old.id, ret_entry->id) <= 0) {
            *former = rest;
            known = known || id_equal(old.id, ret_entry->id);
        }
        if (!known) {
            return true;
        }
    }
    return false;
}

static bool add_account(struct closing *closing, struct view account, int64_t cents)
{
    for (size_t i = 0; i < closing->account_count; i++) {
        if (view_equal(closing->accounts[i].account, account)) {
            closing->accounts[i].amount_cents -= cents;
            return true;
        }
    }
    if (closing->account_count == CLOSING_ACCOUNT_MAX) {
        return false;
    }
    closing->accounts[closing->account_count++] =
        (struct ledger_entry){.account = account, .amount_cents = -cents};
    return true;
}

/* Sum of the new allowable entries, or false. */
static bool sum_entries(struct closing *closing, arena_t *arena, int64_t *ret_cents)
{
    struct list entries = closing->certificate->entries;
    struct list former = closing->before ? closing->before->entries : (struct list){.count = 0};
    struct certificate_entry entry;
    *ret_cents = 0;
    while (take_new(&entries, &former, &entry)) {
        if (entry.unallowable) {
            continue;
        }
        *ret_cents += entry.amount_cents;
        if (!add_account(closing, ledger_account(ACCOUNT_COST, entry.account, arena),
                         entry.amount_cents)) {
            return false;
        }
    }
    return true;
}

/* Payers and lines add up to the cost; what was billed and what the notes bill, too. */
static bool adds_up(const struct certificate *certificate)
{
    struct list payers = certificate->payers, lines = certificate->lines;
    struct certificate_payer payer;
    struct certificate_line line;
    int64_t payer_cents = 0, billed_cents = 0, line_cents = 0;
    while (certificate_payer_next(&payers, &payer)) {
        payer_cents += payer.cents;
        billed_cents += payer.provisional_cents + payer.true_up_cents;
    }
    while (certificate_line_next(&lines, &line)) {
        line_cents += line.cents;
    }
    return payer_cents == certificate->cost_cents && billed_cents == certificate->cost_cents &&
           line_cents == certificate->cost_cents;
}

int closing_make(const struct certificate *certificate, const struct certificate *before,
                 arena_t *arena, struct closing *ret_closing)
{
    int64_t entry_cents;
    *ret_closing = (struct closing){
        .certificate = certificate,
        .before = before,
        .accounts = arena_alloc(arena, CLOSING_ACCOUNT_MAX * sizeof(struct ledger_entry)),
        .cost_cents = certificate->cost_cents - (before ? before->cost_cents : 0),
        .carried_cents = certificate->carried_cents - (before ? before->carried_cents : 0)};
    if (!sum_entries(ret_closing, arena, &entry_cents) || !adds_up(certificate) ||
        entry_cents != ret_closing->cost_cents + ret_closing->carried_cents) {
        return E_BOOKS;
    }
    return 0;
}

void closing_post(batch_t *batch, const struct period_row *period, int32_t day,
                  const struct closing *closing)
{
    arena_t *arena = batch_arena(batch);
    struct ledger_entry *entries =
        arena_alloc(arena, (closing->account_count + 4) * sizeof *entries);
    size_t count = closing->account_count;
    memcpy(entries, closing->accounts, count * sizeof *entries);
    struct view result = ledger_account(ACCOUNT_PERIOD_RESULT, period->code, arena);
    struct view revenue = ledger_account(ACCOUNT_REVENUE, (struct view){0}, arena);
    entries[count++] = (struct ledger_entry){
        ledger_account(ACCOUNT_COST, view_of(carried_account), arena), closing->carried_cents, 0};
    entries[count++] = (struct ledger_entry){result, closing->cost_cents, 0};
    entries[count++] = (struct ledger_entry){revenue, closing->cost_cents, 0};
    entries[count++] = (struct ledger_entry){result, -closing->cost_cents, 0};
    ledger_post(batch, &(struct ledger_draft){
                           .kind = LEDGER_PERIOD,
                           .source = period->id,
                           .day = day,
                           .period = period->code,
                           .currency = period->currency,
                           .text = period->code,
                           .entries = entries,
                           .count = count,
                       });
}

static int64_t carried_before(const struct closing *closing, struct id pool)
{
    struct list pools = closing->before ? closing->before->pools : (struct list){.count = 0};
    struct certificate_pool one;
    while (certificate_pool_next(&pools, &one)) {
        if (id_equal(one.id, pool)) {
            return one.used < 0 ? one.cost_cents : 0;
        }
    }
    return 0;
}

void closing_carry(struct billing *self, batch_t *batch, struct period_row *next, int32_t day,
                   const struct closing *closing)
{
    const struct certificate *certificate = closing->certificate;
    arena_t *arena = batch_arena(batch);
    struct list pools = certificate->pools;
    struct certificate_pool pool;
    while (certificate_pool_next(&pools, &pool)) {
        int64_t cents = (pool.used < 0 ? pool.cost_cents : 0) - carried_before(closing, pool.id);
        if (cents == 0) {
            continue;
        }
        struct id id = batch_id_new(batch);
        batch_insert(batch, &table_cost,
                     &(struct cost_row){
                         .id = id,
                         .source_key = id,
                         .period = next->id,
                         .day = day,
                         .amount_cents = cents,
                         .account = view_of(carried_account),
                         .target = TARGET_POOL,
                         .target_id = pool.id,
                         .description = arena_print(arena, "carried forward from %.*s",
                                                    (int)certificate->period.size,
                                                    (const char *)certificate->period.bytes),
                     });
    }
    period_enter(self, batch, next, state_find(&state_period, (int)next->state, TRIGGER_ENTRY));
}
