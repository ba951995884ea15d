/* SPDX-License-Identifier: MPL-2.0 */
/* How a cost enters: its row, its period, the ledger. */
#include "cost.h"

#include <stdio.h>

#include "ledger.h"
#include "proto/id.h"

struct id cost_source_key(const struct client *client, struct view source_ref)
{
    char scope[CLIENT_NAME_MAX + 16];
    snprintf(scope, sizeof scope, "cost/%s", client->name);
    return id_from_text(scope, source_ref);
}

/* A contribution to the reserve is nobody's bill: what members pay for it is the co-operative's own. */
static bool is_contribution(const struct billing *self, const struct cost_row *row)
{
    const struct pool_row *pool =
        row->target == TARGET_POOL ? directory_find(self->pools, row->target_id) : NULL;
    return pool && pool->kind == POOL_RESERVE;
}

/* Allowable cost is an expense until the period is certified; what members must not bear is owed by its
   funder. Recoverable taxes are owed by the state. All of it is owed to who sent the bill. */
static void post_ledger(const struct billing *self, batch_t *batch, const struct period_row *period,
                        const struct cost_row *row)
{
    arena_t *arena = batch_arena(batch);
    int counterpart = is_contribution(self, row) ? ACCOUNT_RESERVE : ACCOUNT_PAYABLE;
    struct view bearer = row->unallowable
                             ? ledger_account(ACCOUNT_RECEIVABLE, view_of("funder"), arena)
                             : ledger_account(ACCOUNT_COST, row->account, arena);
    const struct ledger_entry entries[] = {
        {bearer, row->amount_cents, 0},
        {ledger_account(ACCOUNT_TAX, view_of("recoverable"), arena), row->tax_cents, 0},
        {ledger_account(counterpart, (struct view){0}, arena), -row->amount_cents - row->tax_cents,
         0},
    };
    ledger_post(batch, &(struct ledger_draft){
                           .kind = LEDGER_COST,
                           .source = row->id,
                           .payer = row->funder,
                           .day = row->day,
                           .period = period->code,
                           .currency = period->currency,
                           .text = row->description,
                           .entries = entries,
                           .count = sizeof entries / sizeof *entries,
                       });
}

void cost_keep(struct billing *self, batch_t *batch, struct period_row *period,
               const struct transition *step, const struct cost_row *row)
{
    batch_insert(batch, &table_cost, row);
    period_enter(self, batch, period, step);
    post_ledger(self, batch, period, row);
    batch_reply(batch, &(struct cost_posted){.id = row->id, .period = period->code});
}
