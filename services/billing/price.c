/* SPDX-License-Identifier: MPL-2.0 */
/* Prices and taxes: integers only, each rounded once. */
#include "price.h"

#include <assert.h>

#include "tax.h"

enum { MILLION = 1000000 };

int64_t price_work(int64_t minutes, int64_t hourly_cents)
{
    assert(minutes >= 0 && hourly_cents >= 0);
    return (int64_t)(((__int128)hourly_cents * minutes + 30) / 60);
}

int64_t price_reserve(int64_t amount_cents, int64_t reserve_ppm)
{
    return (int64_t)((__int128)amount_cents * reserve_ppm / MILLION);
}

/* amount + floor(amount x ppm / M) <= net is the same as amount x (M + ppm) < (net + 1) x M. */
int64_t price_before_reserve(int64_t net_cents, int64_t reserve_ppm)
{
    assert(net_cents >= 0);
    return (int64_t)((((__int128)net_cents + 1) * MILLION - 1) / (MILLION + reserve_ppm));
}

int64_t price_tax(int64_t base_cents, int64_t rate_ppm)
{
    __int128 magnitude = base_cents < 0 ? -(__int128)base_cents : base_cents;
    int64_t tax = (int64_t)((magnitude * rate_ppm + MILLION / 2) / MILLION);
    return base_cents < 0 ? -tax : tax;
}

int64_t price_taxes(const struct tax_row *const *taxes, size_t count, int64_t net_cents,
                    struct tax_line ret_lines[TAX_LINE_MAX])
{
    struct taxed taxed;
    tax_items(taxes, count, &(struct taxable){.amount_cents = net_cents}, 1, &taxed);
    memcpy(ret_lines, taxed.lines, taxed.count * sizeof *ret_lines);
    return taxed.added_cents;
}

bool price_tax_applies(const struct tax_row *tax, struct view region, int32_t day)
{
    return tax->valid_from <= day && (tax->valid_to == 0 || day <= tax->valid_to) &&
           code_within(region, tax->region);
}

/* Totals rise with the net, so halving the interval finds the last one that fits. */
int64_t price_net_within(const struct tax_row *const *taxes, size_t count, int64_t total_cents)
{
    static const int64_t total_limit_cents = INT64_C(1) << 54;
    struct tax_line lines[TAX_LINE_MAX];
    total_cents = total_cents < total_limit_cents ? total_cents : total_limit_cents;
    int64_t fits = 0, over = total_cents + 1;
    while (over - fits > 1) {
        int64_t middle = fits + (over - fits) / 2;
        if (middle + price_taxes(taxes, count, middle, lines) <= total_cents) {
            fits = middle;
        } else {
            over = middle;
        }
    }
    return fits;
}
