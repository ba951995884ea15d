/* SPDX-License-Identifier: MPL-2.0 */
/* The quote of a plan: a line per need at its provisional rate, then the taxes of the place. */
#ifndef ENTRAIDE_BILLING_QUOTE_H
#define ENTRAIDE_BILLING_QUOTE_H

#include "runtime/directory.h"
#include "tariff.h"

/* What a quote comes to. Lists are in the arena. */
struct quote_price {
    struct view currency;
    struct list lines;
    struct list taxes;
    int64_t reserve_cents; /* part of the net, outside the cost */
    int64_t net_cents;
    int64_t total_cents;
    int64_t low_cents, high_cents; /* the total of small and of large cases */
    struct view
        unpriced; /* service without a rate on this day, or in a second currency; else absent */
};

/* For whom, when and how a plan is priced. */
struct quote_terms {
    const struct organisation_row *payer;
    int32_t day;
    int64_t reserve_ppm;         /* contribution of a non-member; 0 = none */
    const directory_t *services; /* struct service_row: the effort of small and large cases */
};

/* Prices the needs (records plan_need) on these terms. Pure. */
struct quote_price quote_price(const tariff_t *tariff, struct list needs,
                               const struct quote_terms *terms, arena_t *arena);

#endif
