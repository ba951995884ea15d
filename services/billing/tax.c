/* SPDX-License-Identifier: MPL-2.0 */
/* Taxing the amounts of a document. */
#include "tax.h"

#include <assert.h>

enum { MILLION = 1000000 };

int64_t tax_round(__int128 numerator, __int128 denominator, int rounding)
{
    assert(denominator > 0);
    __int128 magnitude = numerator < 0 ? -numerator : numerator;
    __int128 whole = magnitude / denominator, twice = magnitude % denominator * 2;
    bool up = rounding == ROUND_HALF_UP ? twice >= denominator
              : rounding == ROUND_HALF_EVEN
                  ? twice > denominator || (twice == denominator && whole % 2 != 0)
                  : false;
    whole += up;
    return (int64_t)(numerator < 0 ? -whole : whole);
}

static bool is_exempt(const struct tax_row *tax, struct view service)
{
    struct list services = list_of_bytes(tax->exempt);
    struct view exempt;
    while (list_next_text(&services, &exempt)) {
        if (code_within(service, exempt)) {
            return true;
        }
    }
    return false;
}

/* What the taxes before have come to, and the rates of all taxes within the prices. */
struct sums {
    int64_t before_cents;
    int64_t within_ppm;
};

/* One tax on one amount. */
static int64_t tax_amount(const struct tax_row *tax, int64_t amount_cents, const struct sums *sums)
{
    if (tax->mode == TAX_INCLUSIVE) {
        return tax_round((__int128)amount_cents * tax->rate_ppm, MILLION + sums->within_ppm,
                         (int)tax->rounding);
    }
    return tax_round((__int128)amount_cents * tax->rate_ppm, MILLION, (int)tax->rounding);
}

/* Each item for itself; returns the tax, and its base. */
static int64_t tax_each(const struct tax_row *tax, const struct taxable *items, size_t count,
                        const struct sums *sums, int64_t *ret_base_cents)
{
    int64_t tax_cents = 0;
    *ret_base_cents = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_exempt(tax, items[i].service)) {
            *ret_base_cents += items[i].amount_cents;
            tax_cents += tax_amount(tax, items[i].amount_cents, sums);
        }
    }
    return tax_cents;
}

/* The sum of what is not exempt, then the tax on it. */
static int64_t tax_whole(const struct tax_row *tax, const struct taxable *items, size_t count,
                         const struct sums *sums, int64_t *ret_base_cents)
{
    *ret_base_cents = 0;
    for (size_t i = 0; i < count; i++) {
        *ret_base_cents += is_exempt(tax, items[i].service) ? 0 : items[i].amount_cents;
    }
    if (tax->base == TAX_ON_NET_AND_TAXES && tax->mode != TAX_INCLUSIVE) {
        *ret_base_cents += sums->before_cents;
    }
    return tax_amount(tax, *ret_base_cents, sums);
}

static void add_tax(struct taxed *taxed, const struct tax_row *tax, int64_t base_cents,
                    int64_t tax_cents)
{
    taxed->lines[taxed->count++] = (struct tax_line){
        .code = tax->code,
        .labels = map_of_bytes(tax->labels),
        .rate_ppm = tax->rate_ppm,
        .base_cents = tax->mode == TAX_INCLUSIVE ? base_cents - tax_cents : base_cents,
        .amount_cents = tax_cents,
        .registration = tax->registration,
        .mode = (int)tax->mode,
    };
    taxed->within_cents += tax->mode == TAX_INCLUSIVE ? tax_cents : 0;
    taxed->added_cents += tax->mode == TAX_ADDED ? tax_cents : 0;
    taxed->withheld_cents += tax->mode == TAX_WITHHELD ? tax_cents : 0;
}

void tax_items(const struct tax_row *const *taxes, size_t count, const struct taxable *items,
               size_t item_count, struct taxed *ret_taxed)
{
    assert(count <= TAX_LINE_MAX);
    *ret_taxed = (struct taxed){0};
    struct sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        sums.within_ppm += taxes[i]->mode == TAX_INCLUSIVE ? taxes[i]->rate_ppm : 0;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t base_cents;
        int64_t tax_cents = taxes[i]->scope == TAX_PER_LINE
                                ? tax_each(taxes[i], items, item_count, &sums, &base_cents)
                                : tax_whole(taxes[i], items, item_count, &sums, &base_cents);
        add_tax(ret_taxed, taxes[i], base_cents, tax_cents);
        sums.before_cents = ret_taxed->added_cents;
    }
    for (size_t i = 0; i < item_count; i++) {
        ret_taxed->net_cents += items[i].amount_cents;
    }
    ret_taxed->net_cents -= ret_taxed->within_cents;
}
