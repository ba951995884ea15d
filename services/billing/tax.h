/* SPDX-License-Identifier: MPL-2.0 */
/* Taxes of a document, whatever their shape: added, within the prices or kept back by who pays; on the net or
 * on the taxes before; once or for each line; three roundings; services that are exempt. Integers only. Pure. */
#ifndef ENTRAIDE_BILLING_TAX_H
#define ENTRAIDE_BILLING_TAX_H

#include "price.h"

/* An amount and what it is for; service may be absent. */
struct taxable {
    struct view service;
    int64_t amount_cents;
};

struct taxed {
    struct tax_line lines[TAX_LINE_MAX];
    size_t count;
    int64_t net_cents;      /* the amounts, without the taxes within them */
    int64_t within_cents;   /* taxes within the amounts */
    int64_t added_cents;    /* taxes on top */
    int64_t withheld_cents; /* what who pays keeps back and gives to the state */
};

/* numerator / denominator as a whole number, rounded as said (enum rounding) by its magnitude, so that a
   credit note mirrors its invoice. denominator > 0. */
int64_t tax_round(__int128 numerator, __int128 denominator, int rounding);

/* Taxes the items in the order of the rows (by rank). A tax for each line is rounded for each, and stands on the
   net alone. At most TAX_LINE_MAX taxes. */
void tax_items(const struct tax_row *const *taxes, size_t count, const struct taxable *items,
               size_t item_count, struct taxed *ret_taxed);

#endif
