/* SPDX-License-Identifier: MPL-2.0 */
/* The double-entry ledger: transactions that add up to 0, numbered without a gap, each hashed after the one
 * before. Nothing changes or deletes them; what was wrong is posted again the other way round. */
#ifndef ENTRAIDE_BILLING_LEDGER_H
#define ENTRAIDE_BILLING_LEDGER_H

#include "store.h"

/* What is posted; views live as long as the batch. */
struct ledger_draft {
    int kind;         /* enum ledger_kind */
    struct id source; /* the document, payment, cost or period */
    struct id payer;  /* none when it is about nobody or several */
    int32_t day;
    struct view period, currency, text; /* period and text may be absent */
    const struct ledger_entry *entries; /* those of 0 are left out */
    size_t count;
};

/* The name of an account: by its role, and below it the code of a tax, or none. */
struct view ledger_account(int role, struct view code, arena_t *arena);

/* Names the row that ledger_post loads; for want functions. */
void ledger_want(batch_t *batch);

/* Appends a transaction in the batch. Asserts that it adds up to 0. Nothing when all entries are 0. */
void ledger_post(batch_t *batch, const struct ledger_draft *draft);

/* SHA-256 over the transaction as the contract writes it, after the hash before it. */
struct digest ledger_hash(const struct ledger_transaction *transaction, struct view prev_hash,
                          arena_t *arena);

#endif
