/* SPDX-License-Identifier: MPL-2.0 */
/* The quote of a plan. */
#include "quote.h"

#include "proto/id.h"
#include "tax.h"

enum { QUOTE_LINE_MAX = 15 };

/* The lines of a quote at one effort: planned, small or large. */
struct sum {
    struct taxable items[QUOTE_LINE_MAX + 1]; /* and the contribution to the reserve */
    size_t count;
    int64_t work_cents;
    int64_t reserve_cents;
    struct taxed taxed;
};

static void sum_add(struct sum *sum, struct view service, int64_t amount_cents)
{
    sum->items[sum->count++] = (struct taxable){service, amount_cents};
    sum->work_cents += amount_cents;
}

/* With the contribution and the taxes. Returns the total. */
static int64_t sum_total(struct sum *sum, const tariff_t *tariff, const struct quote_terms *terms)
{
    const struct tax_row *taxes[TAX_LINE_MAX];
    size_t tax_count = tariff_taxes(tariff, terms->payer, terms->day, taxes);
    sum->reserve_cents = price_reserve(sum->work_cents, terms->reserve_ppm);
    sum->items[sum->count] = (struct taxable){.amount_cents = sum->reserve_cents};
    tax_items(taxes, tax_count, sum->items, sum->count + (sum->reserve_cents > 0), &sum->taxed);
    return sum->taxed.net_cents + sum->taxed.within_cents + sum->taxed.added_cents;
}

/* The price of a need, from a small to a large case of its service, widened to hold what is planned. */
static struct quote_line make_line(const struct plan_need *need, int64_t hourly_cents,
                                   const directory_t *services)
{
    const struct service_row *service =
        directory_find(services, id_from_text("service", need->service));
    int64_t low = service ? service->low_minutes : 0, high = service ? service->high_minutes : 0;
    low = low > 0 && low < need->minutes ? low : need->minutes;
    high = high > need->minutes ? high : need->minutes;
    return (struct quote_line){
        .need = need->need,
        .service = need->service,
        .professional = need->professional,
        .minutes = need->minutes,
        .hourly_cents = hourly_cents,
        .amount_cents = price_work(need->minutes, hourly_cents),
        .low_cents = price_work(low, hourly_cents),
        .high_cents = price_work(high, hourly_cents),
    };
}

struct quote_price quote_price(const tariff_t *tariff, struct list needs,
                               const struct quote_terms *terms, arena_t *arena)
{
    struct quote_price price = {0};
    struct quote_line lines[QUOTE_LINE_MAX];
    struct sum planned = {.count = 0}, low = {.count = 0}, high = {.count = 0};
    struct plan_need need;
    size_t count = 0;
    while (count < QUOTE_LINE_MAX && plan_need_next(&needs, &need)) {
        const struct rate_row *rate =
            tariff_rate(tariff, need.service, need.professional, terms->day);
        if (!rate || (count && !view_equal(rate->currency, price.currency))) {
            price.unpriced = need.service;
            return price;
        }
        price.currency = rate->currency;
        lines[count] = make_line(&need, rate->hourly_cents, terms->services);
        sum_add(&planned, need.service, lines[count].amount_cents);
        sum_add(&low, need.service, lines[count].low_cents);
        sum_add(&high, need.service, lines[count].high_cents);
        count++;
    }
    price.total_cents = sum_total(&planned, tariff, terms);
    price.low_cents = sum_total(&low, tariff, terms);
    price.high_cents = sum_total(&high, tariff, terms);
    price.lines = quote_line_list(lines, count, arena);
    price.taxes = tax_line_list(planned.taxed.lines, planned.taxed.count, arena);
    price.reserve_cents = planned.reserve_cents;
    price.net_cents = planned.taxed.net_cents;
    return price;
}
