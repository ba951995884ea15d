/* SPDX-License-Identifier: MPL-2.0 */
/* Prices and taxes in whole cents. Pure: no clock, no database. */
#ifndef ENTRAIDE_BILLING_PRICE_H
#define ENTRAIDE_BILLING_PRICE_H

#include "proto/codec.h"
#include "store.h"

/* Most taxes on one document. */
enum { TAX_LINE_MAX = 8 };

/* Minutes at an hourly rate: floor((hourly x minutes + 30) / 60), so half a cent rounds up. The result
   fits: 1,440,000 minutes x 100,000,000 cents / 60 is below 2^42. */
int64_t price_work(int64_t minutes, int64_t hourly_cents);

/* A contribution to the reserve, rounded towards 0: several documents together never come to more than one. */
int64_t price_reserve(int64_t amount_cents, int64_t reserve_ppm);

/* The largest amount that stays within net_cents together with its contribution. */
int64_t price_before_reserve(int64_t net_cents, int64_t reserve_ppm);

/* A rate on an amount, half a cent away from zero: sign x floor((ppm x |amount| + 500000) / 1000000).
   128 bits inside, so any amount below 2^62 is fine. */
int64_t price_tax(int64_t base_cents, int64_t rate_ppm);

/* The taxes of a place on a day, in order of rank (then code), on one amount. taxes are the rows that apply.
   Returns the sum of those on top of it; fills ret_lines. */
int64_t price_taxes(const struct tax_row *const *taxes, size_t count, int64_t net_cents,
                    struct tax_line ret_lines[TAX_LINE_MAX]);

/* Does a tax apply in this region on this day. */
bool price_tax_applies(const struct tax_row *tax, struct view region, int32_t day);

/* The largest net whose total with taxes does not exceed total_cents. "No limit" is a total far above any
   work: above 2^54 cents it counts as that, so that eight taxes of 100 % on all before still fit. */
int64_t price_net_within(const struct tax_row *const *taxes, size_t count, int64_t total_cents);

#endif
