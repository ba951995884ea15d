/* SPDX-License-Identifier: MPL-2.0 */
/* The quote of a plan: a line per need at its provisional rate, then the taxes of the place. */
#ifndef ENTRAIDE_BILLING_QUOTE_H
#define ENTRAIDE_BILLING_QUOTE_H

#include "tariff.h"

/* What a quote comes to. Lists are in the arena. */
struct quote_price {
    struct view currency;
    struct list lines;
    struct list taxes;
    int64_t net_cents;
    int64_t total_cents;
    struct view
        unpriced; /* service without a rate on this day, or in a second currency; else absent */
};

/* Prices the needs (records plan_need) for who would pay on a day. Pure. */
struct quote_price quote_price(const tariff_t *tariff, struct list needs,
                               const struct organisation_row *payer, int32_t day, arena_t *arena);

#endif
