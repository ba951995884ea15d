/* SPDX-License-Identifier: MPL-2.0 */
/* The quote of a plan. */
#include "quote.h"

#include "tax.h"

enum { QUOTE_LINE_MAX = 15 };

struct quote_price quote_price(const tariff_t *tariff, struct list needs,
                               const struct quote_terms *terms, arena_t *arena)
{
    struct quote_price price = {0};
    struct quote_line lines[QUOTE_LINE_MAX];
    struct taxable items[QUOTE_LINE_MAX + 1];
    struct plan_need need;
    size_t count = 0;
    int64_t work_cents = 0;
    while (count < QUOTE_LINE_MAX && plan_need_next(&needs, &need)) {
        const struct rate_row *rate =
            tariff_rate(tariff, need.service, need.professional, terms->day);
        if (!rate || (count && !view_equal(rate->currency, price.currency))) {
            price.unpriced = need.service;
            return price;
        }
        price.currency = rate->currency;
        lines[count] = (struct quote_line){
            .need = need.need,
            .service = need.service,
            .professional = need.professional,
            .minutes = need.minutes,
            .hourly_cents = rate->hourly_cents,
            .amount_cents = price_work(need.minutes, rate->hourly_cents),
        };
        items[count] = (struct taxable){need.service, lines[count].amount_cents};
        work_cents += lines[count++].amount_cents;
    }
    price.reserve_cents = price_reserve(work_cents, terms->reserve_ppm);
    items[count] = (struct taxable){.amount_cents = price.reserve_cents};
    const struct tax_row *taxes[TAX_LINE_MAX];
    struct taxed taxed;
    size_t tax_count = tariff_taxes(tariff, terms->payer, terms->day, taxes);
    tax_items(taxes, tax_count, items, count + (price.reserve_cents > 0), &taxed);
    price.lines = quote_line_list(lines, count, arena);
    price.taxes = tax_line_list(taxed.lines, taxed.count, arena);
    price.net_cents = taxed.net_cents;
    price.total_cents = taxed.net_cents + taxed.within_cents + taxed.added_cents;
    return price;
}
