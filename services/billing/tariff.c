/* SPDX-License-Identifier: MPL-2.0 */
/* Rates by service, taxes in one short list: what every quote looks up. */
#include "tariff.h"

#include <assert.h>
#include <stdlib.h>

#include "proto/id.h"
#include "runtime/directory.h"

/* Rates of one service hang together in a chain, found by the service's code. */
struct rate_chain {
    struct rate_row **rates;
    size_t count, capacity;
};

struct tariff {
    directory_t *chains; /* struct rate_chain by id_from_text("service", code) */
    directory_t *taxes;  /* struct tax_row */
    directory_t *owners; /* rate id -> struct id of its chain, to move a rate to another service */
    directory_t *exemptions; /* struct exemption_row */
};

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

tariff_t *tariff_new(void)
{
    tariff_t *tariff = allocate(sizeof *tariff);
    tariff->chains = directory_new();
    tariff->taxes = directory_new();
    tariff->owners = directory_new();
    tariff->exemptions = directory_new();
    return tariff;
}

void tariff_clear(tariff_t *tariff)
{
    size_t position = 0;
    struct rate_chain *chain;
    while ((chain = directory_next(tariff->chains, &position))) {
        for (size_t i = 0; i < chain->count; i++) {
            free(chain->rates[i]);
        }
        free(chain->rates);
    }
    directory_clear(tariff->chains);
    directory_clear(tariff->taxes);
    directory_clear(tariff->owners);
    directory_clear(tariff->exemptions);
}

void tariff_destroy(tariff_t **tariff_p)
{
    tariff_t *tariff = *tariff_p;
    if (!tariff) {
        return;
    }
    tariff_clear(tariff);
    directory_destroy(&tariff->chains);
    directory_destroy(&tariff->taxes);
    directory_destroy(&tariff->owners);
    directory_destroy(&tariff->exemptions);
    free(tariff);
    *tariff_p = NULL;
}

static void drop_rate(tariff_t *tariff, struct id id)
{
    struct id *owner = directory_find(tariff->owners, id);
    struct rate_chain *chain = owner ? directory_find(tariff->chains, *owner) : NULL;
    for (size_t i = 0; chain && i < chain->count; i++) {
        if (id_equal(chain->rates[i]->id, id)) {
            free(chain->rates[i]);
            chain->rates[i] = chain->rates[--chain->count];
            return;
        }
    }
}

void tariff_put_rate(tariff_t *tariff, const struct rate_row *row)
{
    struct id key = id_from_text("service", row->service);
    drop_rate(tariff, row->id);
    struct rate_chain *chain = directory_find(tariff->chains, key);
    if (!chain) {
        chain = directory_put(tariff->chains, key, allocate(sizeof *chain));
    }
    if (chain->count == chain->capacity) {
        chain->capacity = chain->capacity ? 2 * chain->capacity : 4;
        chain->rates = realloc(chain->rates, chain->capacity * sizeof(struct rate_row *));
        if (!chain->rates) {
            abort();
        }
    }
    chain->rates[chain->count++] = row_clone(&table_rate, row);
    struct id *owner = allocate(sizeof *owner);
    *owner = key;
    directory_put(tariff->owners, row->id, owner);
}

void tariff_put_tax(tariff_t *tariff, const struct tax_row *row)
{
    directory_put(tariff->taxes, row->id, row_clone(&table_tax, row));
}

void tariff_put_exemption(tariff_t *tariff, const struct exemption_row *row)
{
    directory_put(tariff->exemptions, row->id, row_clone(&table_exemption, row));
}

static bool rate_holds(const struct rate_row *rate, struct id professional, int32_t day)
{
    return rate->valid_from <= day && (rate->valid_to == 0 || day <= rate->valid_to) &&
           (id_none(rate->professional) || id_equal(rate->professional, professional));
}

static bool goes_before(const struct rate_row *a, const struct rate_row *b)
{
    if (id_none(a->professional) != id_none(b->professional)) {
        return id_none(b->professional);
    }
    if (a->valid_from != b->valid_from) {
        return a->valid_from > b->valid_from;
    }
    return id_compare(a->id, b->id) > 0;
}

const struct rate_row *tariff_rate(const tariff_t *tariff, struct view service,
                                   struct id professional, int32_t day)
{
    const struct rate_chain *chain =
        directory_find(tariff->chains, id_from_text("service", service));
    const struct rate_row *best = NULL;
    for (size_t i = 0; chain && i < chain->count; i++) {
        const struct rate_row *rate = chain->rates[i];
        if (rate_holds(rate, professional, day) && (!best || goes_before(rate, best))) {
            best = rate;
        }
    }
    return best;
}

/* How many taxes but one apply in a region on a day. */
static size_t count_others(const tariff_t *tariff, struct id one, struct view region, int32_t day)
{
    size_t count = 0, position = 0;
    const struct tax_row *tax;
    while ((tax = directory_next(tariff->taxes, &position))) {
        count += !id_equal(tax->id, one) && price_tax_applies(tax, region, day);
    }
    return count;
}

/* Taxes only become more on days when one begins: these are looked at. */
static bool has_room_in(const tariff_t *tariff, const struct tax_row *row, struct view region)
{
    if (count_others(tariff, row->id, region, row->valid_from) >= TAX_LINE_MAX) {
        return false;
    }
    size_t position = 0;
    const struct tax_row *tax;
    while ((tax = directory_next(tariff->taxes, &position))) {
        int32_t day = tax->valid_from;
        if (price_tax_applies(row, region, day) && price_tax_applies(tax, region, day) &&
            count_others(tariff, row->id, region, day) >= TAX_LINE_MAX) {
            return false;
        }
    }
    return true;
}

bool tariff_has_room(const tariff_t *tariff, const struct tax_row *row)
{
    if (!has_room_in(tariff, row, row->region)) {
        return false;
    }
    size_t position = 0;
    const struct tax_row *tax;
    while ((tax = directory_next(tariff->taxes, &position))) {
        if (code_within(tax->region, row->region) && !has_room_in(tariff, row, tax->region)) {
            return false;
        }
    }
    return true;
}

static bool tax_before(const struct tax_row *a, const struct tax_row *b)
{
    if (a->rank != b->rank) {
        return a->rank < b->rank;
    }
    size_t size = a->code.size < b->code.size ? a->code.size : b->code.size;
    int order = memcmp(a->code.bytes, b->code.bytes, size);
    return order ? order < 0 : a->code.size < b->code.size;
}

/* All taxes of a region on a day, in their order. */
static size_t taxes_of_region(const tariff_t *tariff, struct view region, int32_t day,
                              const struct tax_row *ret_taxes[TAX_LINE_MAX])
{
    size_t count = 0, position = 0;
    const struct tax_row *tax;
    while ((tax = directory_next(tariff->taxes, &position))) {
        if (!price_tax_applies(tax, region, day)) {
            continue;
        }
        assert(count < TAX_LINE_MAX); /* see tariff_has_room */
        size_t place = count++;
        while (place > 0 && tax_before(tax, ret_taxes[place - 1])) {
            ret_taxes[place] = ret_taxes[place - 1];
            place--;
        }
        ret_taxes[place] = tax;
    }
    return count;
}

static bool is_exempt(const tariff_t *tariff, struct id payer, struct view tax, int32_t day)
{
    size_t position = 0;
    const struct exemption_row *row;
    while ((row = directory_next(tariff->exemptions, &position))) {
        if (id_equal(row->organisation, payer) && view_equal(row->tax, tax) &&
            row->valid_from <= day && (row->valid_to == 0 || day <= row->valid_to)) {
            return true;
        }
    }
    return false;
}

static bool is_replaced(const struct tax_row *const *taxes, size_t count, struct view code)
{
    for (size_t i = 0; i < count; i++) {
        if (taxes[i]->instead_of.size > 0 && view_equal(taxes[i]->instead_of, code)) {
            return true;
        }
    }
    return false;
}

size_t tariff_taxes(const tariff_t *tariff, const struct organisation_row *payer, int32_t day,
                    const struct tax_row *ret_taxes[TAX_LINE_MAX])
{
    const struct tax_row *all[TAX_LINE_MAX];
    size_t all_count = taxes_of_region(tariff, payer->region, day, all), count = 0;
    for (size_t i = 0; i < all_count; i++) {
        if (!is_replaced(all, all_count, all[i]->code) &&
            !is_exempt(tariff, payer->id, all[i]->code, day)) {
            ret_taxes[count++] = all[i];
        }
    }
    return count;
}
