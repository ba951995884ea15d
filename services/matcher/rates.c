/* SPDX-License-Identifier: MPL-2.0 */
/* Rates by service; what is in force on a day is worked out once and kept until something changes. */
#include "rates.h"

#include <stdlib.h>

#include "runtime/directory.h"
#include "words.h"

struct rate {
    struct id id, professional; /* none: for all */
    int64_t hourly_cents;
    int32_t from_day, until_day; /* until 0: no end */
};

/* All rates of a service, and those in force as last worked out. */
struct tariff {
    struct rate *rates;
    size_t count, room;
    struct team_mark *own;
    struct team_rates in_force;
    int32_t day; /* -1: not worked out */
    size_t people_count;
    int64_t default_cents;
};

struct rates {
    words_t *services;
    struct tariff **tariffs;       /* by number of the service */
    directory_t *services_by_rate; /* uint32_t number of the service, by id of the rate */
    struct team_rates unknown;
};

rates_t *rates_new(void)
{
    rates_t *rates = calloc(1, sizeof *rates);
    if (!rates) {
        abort();
    }
    rates->services = words_new();
    rates->services_by_rate = directory_new();
    return rates;
}

void rates_clear(rates_t *rates)
{
    for (uint32_t i = 0; i < words_count(rates->services); i++) {
        free(rates->tariffs[i]->rates);
        free(rates->tariffs[i]->own);
        free(rates->tariffs[i]);
    }
    words_clear(rates->services);
    directory_clear(rates->services_by_rate);
}

void rates_destroy(rates_t **rates_p)
{
    rates_t *rates = *rates_p;
    if (rates) {
        rates_clear(rates);
        words_destroy(&rates->services);
        directory_destroy(&rates->services_by_rate);
        free(rates->tariffs);
        free(rates);
        *rates_p = NULL;
    }
}

static void *resize(void *memory, size_t count, size_t size)
{
    void *resized = realloc(memory, count * size);
    if (!resized) {
        abort();
    }
    return resized;
}

static struct tariff *tariff_of(rates_t *rates, struct view service)
{
    uint32_t before = words_count(rates->services);
    uint32_t number = words_put(rates->services, service);
    if (number == before) {
        rates->tariffs = resize(rates->tariffs, before + 1, sizeof(struct tariff *));
        rates->tariffs[number] = resize(NULL, 1, sizeof **rates->tariffs);
        *rates->tariffs[number] = (struct tariff){.day = -1};
    }
    return rates->tariffs[number];
}

static struct rate *find(struct tariff *tariff, struct id id)
{
    for (size_t i = 0; i < tariff->count; i++) {
        if (id_equal(tariff->rates[i].id, id)) {
            return &tariff->rates[i];
        }
    }
    return NULL;
}

/* A rate that changes its service leaves the former one. */
static void take_from_former(rates_t *rates, struct id id)
{
    const uint32_t *number = directory_find(rates->services_by_rate, id);
    if (number) {
        struct tariff *tariff = rates->tariffs[*number];
        struct rate *former = find(tariff, id);
        *former = tariff->rates[--tariff->count];
        tariff->day = -1;
    }
}

void rates_put(rates_t *rates, const struct rate_row *row)
{
    take_from_former(rates, row->id);
    struct tariff *tariff = tariff_of(rates, row->service);
    if (tariff->count == tariff->room) {
        tariff->room = tariff->room > 0 ? 2 * tariff->room : 2;
        tariff->rates = resize(tariff->rates, tariff->room, sizeof *tariff->rates);
    }
    tariff->rates[tariff->count++] = (struct rate){row->id, row->professional, row->hourly_cents,
                                                   row->valid_from, row->valid_to};
    tariff->day = -1;
    uint32_t *number = resize(NULL, 1, sizeof *number);
    *number = words_find(rates->services, row->service);
    directory_put(rates->services_by_rate, row->id, number);
}

/* ---- in force ---- */

/* One professional, or all, before the rate that goes first. */
static int compare_rates(const void *left, const void *right)
{
    const struct rate *a = left;
    const struct rate *b = right;
    int order = id_compare(a->professional, b->professional);
    if (order == 0) {
        order = (a->from_day < b->from_day) - (a->from_day > b->from_day);
    }
    return order ? order : id_compare(b->id, a->id);
}

static int compare_marks(const void *left, const void *right)
{
    const struct team_mark *a = left;
    const struct team_mark *b = right;
    return (a->professional > b->professional) - (a->professional < b->professional);
}

static bool is_in_force(const struct rate *rate, int32_t day)
{
    return rate->from_day <= day && (rate->until_day == 0 || day <= rate->until_day);
}

static void take_rate(struct tariff *tariff, const struct rate *rate, const people_t *people)
{
    if (id_none(rate->professional)) {
        tariff->in_force.cents_per_hour = rate->hourly_cents;
        return;
    }
    uint32_t position = people_find(people, rate->professional);
    if (position != TEAM_NOBODY) {
        tariff->own[tariff->in_force.own_count++] =
            (struct team_mark){position, (uint32_t)rate->hourly_cents};
    }
}

static void work_out(struct tariff *tariff, const struct rates_day *day, size_t people_count)
{
    tariff->own = resize(tariff->own, tariff->count + 1, sizeof *tariff->own);
    tariff->in_force =
        (struct team_rates){.cents_per_hour = day->default_cents, .own = tariff->own};
    if (tariff->count > 0) {
        qsort(tariff->rates, tariff->count, sizeof *tariff->rates, compare_rates);
    }
    const struct rate *last = NULL;
    for (size_t i = 0; i < tariff->count; i++) {
        const struct rate *rate = &tariff->rates[i];
        if (is_in_force(rate, day->day) &&
            !(last && id_equal(last->professional, rate->professional))) {
            take_rate(tariff, rate, day->people);
            last = rate;
        }
    }
    qsort(tariff->own, tariff->in_force.own_count, sizeof *tariff->own, compare_marks);
    tariff->day = day->day;
    tariff->people_count = people_count;
    tariff->default_cents = day->default_cents;
}

const struct team_rates *rates_of(rates_t *rates, struct view service, const struct rates_day *day)
{
    uint32_t number = words_find(rates->services, service);
    if (number == WORD_NONE) {
        rates->unknown = (struct team_rates){.cents_per_hour = day->default_cents};
        return &rates->unknown;
    }
    struct tariff *tariff = rates->tariffs[number];
    size_t people_count = people_size(day->people);
    if (tariff->day != day->day || tariff->people_count != people_count ||
        tariff->default_cents != day->default_cents) {
        work_out(tariff, day, people_count);
    }
    return &tariff->in_force;
}
