/* SPDX-License-Identifier: MPL-2.0 */
/* One line of a certificate, taken apart. */
#include "explain.h"

#include <gmp.h>
#include <stdlib.h>

enum { ENTRIES_MAX = 100, POOLS_MAX = 60, PAGE_ENTRIES_MAX = 1500 };

static int64_t find_payer(struct list payers, struct id id)
{
    struct certificate_payer payer;
    for (int64_t place = 0; certificate_payer_next(&payers, &payer); place++) {
        if (id_equal(payer.id, id)) {
            return place;
        }
    }
    return ALLOCATION_NONE;
}

static int64_t find_object(struct list objects, struct id id, struct certificate_object *ret_object)
{
    for (int64_t place = 0; certificate_object_next(&objects, ret_object); place++) {
        if (id_equal(ret_object->id, id)) {
            return place;
        }
    }
    return ALLOCATION_NONE;
}

static bool find_line(struct list lines, int64_t payer, int64_t object, int64_t *ret_cents)
{
    struct certificate_line line;
    while (certificate_line_next(&lines, &line)) {
        if (line.payer == payer && line.object == object) {
            *ret_cents = line.cents;
            return true;
        }
    }
    return false;
}

static int64_t magnitude(int64_t cents)
{
    return cents < 0 ? -cents : cents;
}

static int compare_entries(const void *a, const void *b)
{
    const struct explained_entry *left = a, *right = b;
    int64_t one = magnitude(left->amount_cents), other = magnitude(right->amount_cents);
    return one != other ? (one < other ? 1 : -1) : id_compare(left->id, right->id);
}

/* The allowable entries of a target, the largest first. */
static struct list list_entries(struct list entries, struct id target, size_t limit, arena_t *arena,
                                int64_t *ret_count)
{
    struct explained_entry *found = arena_alloc(arena, (entries.count + 1) * sizeof *found);
    struct certificate_entry entry;
    size_t count = 0;
    while (certificate_entry_next(&entries, &entry)) {
        if (!entry.unallowable && id_equal(entry.target_id, target)) {
            found[count++] = (struct explained_entry){.id = entry.id,
                                                      .day = entry.day,
                                                      .account = entry.account,
                                                      .amount_cents = entry.amount_cents};
        }
    }
    qsort(found, count, sizeof *found, compare_entries);
    *ret_count = (int64_t)count;
    return explained_entry_list(found, count < limit ? count : limit, arena);
}

/* How often each driver counts the object, by place of the driver. */
static int64_t *count_object(const struct certificate *certificate, int64_t object, arena_t *arena)
{
    int64_t *quantities = arena_alloc(arena, (certificate->drivers.count + 1) * sizeof *quantities);
    struct list drivers = certificate->drivers;
    struct certificate_driver driver;
    for (size_t i = 0; certificate_driver_next(&drivers, &driver); i++) {
        struct certificate_count count;
        while (certificate_count_next(&driver.counts, &count)) {
            quantities[i] += !count.pool && count.place == object ? count.quantity : 0;
        }
    }
    return quantities;
}

/* What pools pass to each other: of each pool, by place, what reaches the object on the way. */
struct reach {
    bool *reached;       /* the pool's cost reaches the object, straight or through others */
    int64_t *quantities; /* what it counts for pools that are reached */
};

/* Does the pool at a place pass cost to the one at another. */
static bool passes(const struct certificate *certificate, int64_t from, int64_t to)
{
    switch ((enum allocation_method)certificate->method) {
    case ALLOCATION_DIRECT:
        return false;
    case ALLOCATION_STEP_DOWN:
        return from < to;
    case ALLOCATION_RECIPROCAL:
    case allocation_method_count:
        break;
    }
    return from != to;
}

/* The counts of a driver that are for pools stand before the others. */
static int64_t count_reached(const struct certificate *certificate, struct list counts,
                             int64_t place, const bool *reached)
{
    struct certificate_count count;
    int64_t quantity = 0;
    while (certificate_count_next(&counts, &count) && count.pool) {
        if (passes(certificate, place, count.place) && reached[count.place]) {
            quantity += count.quantity;
        }
    }
    return quantity;
}

static struct list *list_counts(const struct certificate *certificate, arena_t *arena)
{
    struct list *counts = arena_alloc(arena, (certificate->drivers.count + 1) * sizeof *counts);
    struct list drivers = certificate->drivers;
    struct certificate_driver driver;
    for (size_t i = 0; certificate_driver_next(&drivers, &driver); i++) {
        counts[i] = driver.counts;
    }
    return counts;
}

/* Begins with the pools that count the object, and goes back to those before them until nothing is new. */
static struct reach reach_object(const struct certificate *certificate, const int64_t *quantities,
                                 arena_t *arena)
{
    const struct list *counts = list_counts(certificate, arena);
    size_t size = certificate->pools.count + 1;
    struct reach reach = {arena_alloc(arena, size * sizeof(bool)),
                          arena_alloc(arena, size * sizeof(int64_t))};
    for (bool changed = true; changed;) {
        struct list pools = certificate->pools;
        struct certificate_pool pool;
        changed = false;
        for (int64_t place = 0; certificate_pool_next(&pools, &pool); place++) {
            if (pool.used < 0) {
                continue;
            }
            reach.quantities[place] =
                count_reached(certificate, counts[pool.used], place, reach.reached);
            bool now = reach.quantities[place] > 0 || quantities[pool.used] > 0;
            changed = changed || now != reach.reached[place];
            reach.reached[place] = now;
        }
    }
    return reach;
}

static int *list_kinds(const struct certificate *certificate, arena_t *arena)
{
    int *kinds = arena_alloc(arena, (certificate->drivers.count + 1) * sizeof *kinds);
    struct list drivers = certificate->drivers;
    struct certificate_driver driver;
    for (size_t i = 0; certificate_driver_next(&drivers, &driver); i++) {
        kinds[i] = driver.kind;
    }
    return kinds;
}

static int64_t floor_of(const mpq_t fraction)
{
    mpz_t whole;
    mpz_init(whole);
    mpz_fdiv_q(whole, mpq_numref(fraction), mpq_denref(fraction));
    int64_t cents = mpz_get_si(whole);
    mpz_clear(whole);
    return cents;
}

/* Rounded down: for the eye. The exact fractions are in the certificate. */
static void take_part(const struct certificate_pool *pool, int64_t quantity, arena_t *arena,
                      struct explained_pool *ret_part)
{
    mpq_t through, ratio;
    mpq_inits(through, ratio, NULL);
    struct view text =
        arena_print(arena, "%.*s", (int)pool->through.size, (const char *)pool->through.bytes);
    mpq_set_str(through, (const char *)text.bytes, 10);
    mpq_set_si(ratio, quantity, (unsigned long)pool->quantity);
    mpq_canonicalize(ratio);
    ret_part->through_cents = floor_of(through);
    mpq_mul(through, through, ratio);
    ret_part->part_cents = floor_of(through);
    mpq_clears(through, ratio, NULL);
}

static int compare_parts(const void *a, const void *b)
{
    const struct explained_pool *left = a, *right = b;
    int64_t one = magnitude(left->part_cents), other = magnitude(right->part_cents);
    return one != other ? (one < other ? 1 : -1) : id_compare(left->id, right->id);
}

/* The pools whose cost reaches the object, the largest part first; entries of as many as fit in an answer. */
static void list_parts(const struct certificate *certificate, int64_t object,
                       const directory_t *pools, arena_t *arena, struct line_view *view)
{
    const int64_t *quantities = count_object(certificate, object, arena);
    const int *kinds = list_kinds(certificate, arena);
    struct explained_pool *parts =
        arena_alloc(arena, (certificate->pools.count + 1) * sizeof *parts);
    struct reach reach = reach_object(certificate, quantities, arena);
    struct list list = certificate->pools;
    struct certificate_pool pool;
    size_t count = 0, room = PAGE_ENTRIES_MAX;
    for (size_t place = 0; certificate_pool_next(&list, &pool); place++) {
        if (!reach.reached[place]) {
            continue;
        }
        const struct pool_row *row = directory_find(pools, pool.id);
        parts[count] = (struct explained_pool){
            .id = pool.id,
            .code = pool.code,
            .labels = row ? map_of_bytes(row->labels) : (struct list){.count = 0},
            .driver = kinds[pool.used],
            .quantity = quantities[pool.used],
            .quantity_sum = pool.quantity,
            .cost_cents = pool.cost_cents,
            .pool_quantity = reach.quantities[place],
        };
        take_part(&pool, quantities[pool.used], arena, &parts[count++]);
    }
    qsort(parts, count, sizeof *parts, compare_parts);
    view->pool_count = (int64_t)count;
    count = count < POOLS_MAX ? count : POOLS_MAX;
    for (size_t i = 0; i < count; i++) {
        parts[i].entries =
            list_entries(certificate->entries, parts[i].id, room < ENTRIES_MAX ? room : ENTRIES_MAX,
                         arena, &parts[i].entry_count);
        room -= parts[i].entries.count;
    }
    view->pools = explained_pool_list(parts, count, arena);
}

bool explain_line(const struct certificate *certificate, const directory_t *pools, arena_t *arena,
                  struct line_view *view)
{
    struct certificate_object found;
    int64_t payer = find_payer(certificate->payers, view->payer);
    int64_t object = find_object(certificate->objects, view->object, &found);
    int64_t entry_count;
    if (payer < 0 || object < 0 || !find_line(certificate->lines, payer, object, &view->cents)) {
        return false;
    }
    struct certificate_share share;
    while (certificate_share_next(&found.shares, &share)) {
        view->weight += share.payer == payer ? share.weight : 0;
        view->weight_sum += share.weight;
    }
    view->kind = found.kind;
    view->direct_cents = found.direct_cents;
    view->entries =
        list_entries(certificate->entries, view->object, ENTRIES_MAX, arena, &entry_count);
    list_parts(certificate, object, pools, arena, view);
    return true;
}
