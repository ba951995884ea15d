/* SPDX-License-Identifier: MPL-2.0 */
/* Numbers without a gap or a double: a series' next number and the hash before it are taken in the
 * transaction that uses them. */
#ifndef ENTRAIDE_BILLING_NUMBER_H
#define ENTRAIDE_BILLING_NUMBER_H

#include "store.h"

/* The series of the ledger's transactions; no prefix of documents has a space. */
#define LEDGER_SERIES "the ledger"

struct number {
    struct series_row *series;
    int64_t serial;
    struct view prev_hash; /* absent for the first */
};

/* Names the series' row, for want functions. */
void number_want(batch_t *batch, struct view series);

/* The last number taken, 0 for none. */
int64_t number_last(batch_t *batch, struct view series);

/* Takes the next number, at least first. Each must be sealed before the next is taken. */
struct number number_take(batch_t *batch, struct view series, int64_t first);

/* The hash of what was numbered is that before the next. Returns it, in the arena. */
struct view number_seal(batch_t *batch, struct number number, struct digest hash);

/* SHA-256 of the bytes chained to the hash before. */
struct digest number_hash(struct view body, struct view prev_hash);

#endif
