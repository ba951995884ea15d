/* SPDX-License-Identifier: MPL-2.0 */
/* Posting to the ledger. */
#include "ledger.h"

#include <assert.h>

#include "number.h"
#include "proto/id.h"

static const char *const accounts[] = {
    [ACCOUNT_RECEIVABLE] = "assets:receivable",
    [ACCOUNT_REVENUE] = "income:services",
    [ACCOUNT_TAX] = "liabilities:tax",
    [ACCOUNT_WITHHELD] = "assets:withheld",
    [ACCOUNT_RESERVE] = "equity:reserve",
    [ACCOUNT_CASH] = "assets:cash",
    [ACCOUNT_PAYER_CREDIT] = "liabilities:payer credit",
    [ACCOUNT_COST] = "expenses:cost",
    [ACCOUNT_PAYABLE] = "liabilities:payable",
    [ACCOUNT_PERIOD_RESULT] = "equity:period result",
};

struct view ledger_account(int role, struct view code, arena_t *arena)
{
    struct view name = view_of(accounts[role]);
    if (code.size == 0) {
        return name;
    }
    return arena_print(arena, "%s:%.*s", accounts[role], (int)code.size, (const char *)code.bytes);
}

void ledger_want(batch_t *batch)
{
    number_want(batch, view_of(LEDGER_SERIES));
}

struct digest ledger_hash(const struct ledger_transaction *transaction, struct view prev_hash,
                          arena_t *arena)
{
    return number_hash(record_pack(&record_ledger_transaction, transaction, arena), prev_hash);
}

/* The entries that say something; asserts that they add up to 0. */
static size_t keep_entries(const struct ledger_draft *draft, struct ledger_entry *ret_entries)
{
    __int128 sum_cents = 0;
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        sum_cents += draft->entries[i].amount_cents;
        if (draft->entries[i].amount_cents != 0) {
            ret_entries[count++] = draft->entries[i];
        }
    }
    assert(sum_cents == 0);
    return count;
}

static void insert_transaction(batch_t *batch, const struct ledger_transaction *transaction)
{
    arena_t *arena = batch_arena(batch);
    struct number number = number_take(batch, view_of(LEDGER_SERIES), 1);
    struct ledger_transaction numbered = *transaction;
    numbered.serial = number.serial;
    struct digest hash = ledger_hash(&numbered, number.prev_hash, arena);
    struct ledger_transaction_row row = {
        .id = numbered.id,
        .serial = numbered.serial,
        .day = numbered.day,
        .kind = numbered.kind,
        .source = numbered.source,
        .payer = numbered.payer,
        .period = numbered.period,
        .currency = numbered.currency,
        .text = numbered.text,
        .prev_hash = number.prev_hash,
        .hash = number_seal(batch, number, hash),
    };
    batch_insert(batch, &table_ledger_transaction, &row);
    struct list entries = numbered.entries;
    struct ledger_entry entry;
    for (int64_t place = 1; ledger_entry_next(&entries, &entry); place++) {
        batch_insert(batch, &table_ledger_entry,
                     &(struct ledger_entry_row){
                         .id = batch_id_new(batch),
                         .transaction = row.id,
                         .serial = row.serial,
                         .place = place,
                         .account = entry.account,
                         .currency = row.currency,
                         .amount_cents = entry.amount_cents,
                     });
    }
}

void ledger_post(batch_t *batch, const struct ledger_draft *draft)
{
    arena_t *arena = batch_arena(batch);
    struct ledger_entry *entries = arena_alloc(arena, (draft->count + 1) * sizeof *entries);
    size_t count = keep_entries(draft, entries);
    if (count == 0) {
        return;
    }
    insert_transaction(batch, &(struct ledger_transaction){
                                  .id = batch_id_new(batch),
                                  .day = draft->day,
                                  .kind = draft->kind,
                                  .source = draft->source,
                                  .payer = draft->payer,
                                  .period = draft->period,
                                  .currency = draft->currency,
                                  .text = draft->text,
                                  .entries = ledger_entry_list(entries, count, arena),
                              });
}
