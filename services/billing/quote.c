/* SPDX-License-Identifier: MPL-2.0 */
/* The quote of a plan. */
#include "quote.h"

#include "tax.h"

enum { QUOTE_LINE_MAX = 15 };

struct quote_price quote_price(const tariff_t *tariff, struct list needs,
                               const struct organisation_row *payer, int32_t day, arena_t *arena)
{
    struct quote_price price = {0};
    struct quote_line lines[QUOTE_LINE_MAX];
    struct taxable items[QUOTE_LINE_MAX];
    struct plan_need need;
    size_t count = 0;
    while (count < QUOTE_LINE_MAX && plan_need_next(&needs, &need)) {
        const struct rate_row *rate = tariff_rate(tariff, need.service, need.professional, day);
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
        count++;
    }
    const struct tax_row *taxes[TAX_LINE_MAX];
    struct taxed taxed;
    tax_items(taxes, tariff_taxes(tariff, payer, day, taxes), items, count, &taxed);
    price.lines = quote_line_list(lines, count, arena);
    price.taxes = tax_line_list(taxed.lines, taxed.count, arena);
    price.net_cents = taxed.net_cents;
    price.total_cents = taxed.net_cents + taxed.within_cents + taxed.added_cents;
    return price;
}
