/* SPDX-License-Identifier: MPL-2.0 */
/* Cost of pools and objects, which driver each pool uses, and what is carried forward. */
#include "verify.h"

static int64_t find_pool(const struct book *book, struct id id)
{
    for (size_t i = 0; i < book->pool_count; i++) {
        if (id_equal(book->pools[i].is.id, id)) {
            return (int64_t)i;
        }
    }
    return NOBODY;
}

static int64_t find_object(const struct book *book, struct id id)
{
    size_t low = 0, high = book->object_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = id_compare(book->objects[middle].is.id, id);
        if (order == 0) {
            return (int64_t)middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NOBODY;
}

/* Adds an entry to what it is for. */
static bool add_entry(const struct book *book, const struct certificate_entry *entry,
                      __int128 *pools, __int128 *objects)
{
    if (entry->unallowable == id_none(entry->funder)) {
        return broken(book, "3", "a funder exactly for what is not allowable");
    }
    if (entry->unallowable) {
        return true;
    }
    if (entry->target == TARGET_POOL) {
        int64_t place = find_pool(book, entry->target_id);
        if (place >= 0) {
            pools[place] += entry->amount_cents;
        }
        return place >= 0 || broken(book, "3", "an entry for a pool that is not there");
    }
    int64_t place = find_object(book, entry->target_id);
    if (place < 0 || book->objects[place].is.kind != entry->target) {
        return broken(book, "3", "an entry for an object that is not there");
    }
    objects[place] += entry->amount_cents;
    return true;
}

static bool check_sums(const struct book *book)
{
    __int128 *pools = arena_alloc(book->arena, (book->pool_count + 1) * sizeof *pools);
    __int128 *objects = arena_alloc(book->arena, (book->object_count + 1) * sizeof *objects);
    for (size_t i = 0; i < book->entry_count; i++) {
        if (!add_entry(book, &book->entries[i], pools, objects)) {
            return false;
        }
    }
    for (size_t i = 0; i < book->pool_count; i++) {
        if (pools[i] != book->pools[i].is.cost_cents) {
            return broken(book, "6", "the cost of a pool");
        }
    }
    for (size_t i = 0; i < book->object_count; i++) {
        if (objects[i] != book->objects[i].is.direct_cents ||
            book->objects[i].is.kind == TARGET_POOL) {
            return broken(book, "6", "the direct cost of an object");
        }
    }
    return true;
}

static bool counts_direct_cost(const struct book *book, const struct book_driver *driver)
{
    size_t at = 0;
    for (size_t i = 0; i < book->object_count; i++) {
        int64_t cents = book->objects[i].is.direct_cents;
        if (cents > 0 &&
            (at == driver->count || driver->counts[at].pool ||
             driver->counts[at].place != (int64_t)i || driver->counts[at++].quantity != cents)) {
            return false;
        }
    }
    return at == driver->count;
}

/* A driver whose readings may name pools, or minutes that go to the pool of idle time. */
static bool may_count_pool(const struct book *book, int kind, int64_t pool)
{
    switch ((enum pool_driver)kind) {
    case DRIVER_HEADCOUNT:
    case DRIVER_AREA:
    case DRIVER_TICKETS:
    case DRIVER_WEIGHTS:
        return true;
    case DRIVER_MINUTES:
        return book->pools[pool].is.kind == POOL_IDLE;
    case DRIVER_ALL_MINUTES:
    case DRIVER_DIRECT_COST:
    case DRIVER_MEMBERS:
    case DRIVER_CAPACITY:
    case pool_driver_count:
        break;
    }
    return false;
}

static bool check_kinds(const struct book *book)
{
    for (size_t i = 0; i < book->driver_count; i++) {
        const struct book_driver *driver = &book->drivers[i];
        if (driver->kind == DRIVER_CAPACITY) {
            return broken(book, "7", "cost is not shared by capacity");
        }
        if (driver->kind == DRIVER_DIRECT_COST && !counts_direct_cost(book, driver)) {
            return broken(book, "7", "the counts of direct cost");
        }
        for (size_t c = 0; c < driver->count; c++) {
            if (driver->counts[c].pool &&
                !may_count_pool(book, driver->kind, driver->counts[c].place)) {
                return broken(book, "7", "a pool is counted by this kind of driver");
            }
        }
    }
    return true;
}

bool book_counts(const struct book *book, size_t pool, const struct certificate_count *count)
{
    if (!count->pool) {
        return true;
    }
    if (count->place == (int64_t)pool || book->pools[count->place].carried) {
        return false;
    }
    return book->head.method == ALLOCATION_RECIPROCAL ||
           (book->head.method == ALLOCATION_STEP_DOWN && count->place > (int64_t)pool);
}

static __int128 sum_counts(const struct book *book, size_t pool, int64_t driver)
{
    const struct book_driver *own = &book->drivers[driver];
    __int128 sum = 0;
    for (size_t c = 0; c < own->count; c++) {
        sum += book_counts(book, pool, &own->counts[c]) ? own->counts[c].quantity : 0;
    }
    return sum;
}

/* The first driver of the chain that counts something, and its sum; NOBODY when there is none. */
static int64_t choose(const struct book *book, size_t pool, __int128 *ret_sum)
{
    for (size_t c = 0; c < book->pools[pool].chain_count; c++) {
        *ret_sum = sum_counts(book, pool, book->pools[pool].chain[c]);
        if (*ret_sum > 0) {
            return book->pools[pool].chain[c];
        }
    }
    *ret_sum = 0;
    return NOBODY;
}

static bool check_drivers(struct book *book)
{
    bool again = true;
    __int128 sum;
    while (again) {
        again = false;
        for (size_t i = 0; i < book->pool_count; i++) {
            if (!book->pools[i].carried && choose(book, i, &sum) == NOBODY) {
                book->pools[i].carried = again = true;
            }
        }
    }
    for (size_t i = 0; i < book->pool_count; i++) {
        const struct book_pool *pool = &book->pools[i];
        sum = 0;
        int64_t driver = pool->carried ? NOBODY : choose(book, i, &sum);
        if (pool->is.used != driver || pool->is.quantity != sum) {
            return broken(book, "9", "the driver that a pool uses, or its sum");
        }
    }
    return true;
}

static bool check_total(const struct book *book)
{
    __int128 cost = 0, carried = 0;
    for (size_t i = 0; i < book->pool_count; i++) {
        if (book->pools[i].carried) {
            carried += book->pools[i].is.cost_cents;
        } else {
            cost += book->pools[i].is.cost_cents;
        }
    }
    for (size_t i = 0; i < book->object_count; i++) {
        cost += book->objects[i].is.direct_cents;
    }
    if (cost != book->head.cost_cents || carried != book->head.carried_cents) {
        return broken(book, "10", "what is shared out, or what is carried forward");
    }
    return true;
}

/* Goes from pool to pool until nothing changes: which have a flow, which reach an object. */
static bool spread(const struct book *book, bool *flows, bool *reaches)
{
    bool changed = false;
    for (size_t i = 0; i < book->pool_count; i++) {
        if (book->pools[i].carried) {
            continue;
        }
        const struct book_driver *driver = &book->drivers[book->pools[i].is.used];
        for (size_t c = 0; c < driver->count; c++) {
            const struct certificate_count *count = &driver->counts[c];
            if (!book_counts(book, i, count)) {
                continue;
            }
            if (!reaches[i] && (!count->pool || reaches[count->place])) {
                reaches[i] = changed = true;
            }
            if (flows[i] && count->pool && !flows[count->place]) {
                flows[count->place] = changed = true;
            }
        }
    }
    return changed;
}

static bool check_reach(const struct book *book)
{
    bool *flows = arena_alloc(book->arena, book->pool_count + 1);
    bool *reaches = arena_alloc(book->arena, book->pool_count + 1);
    mpq_t through;
    bool nothing = true;
    for (size_t i = 0; i < book->pool_count; i++) {
        flows[i] = !book->pools[i].carried && book->pools[i].is.cost_cents != 0;
    }
    while (spread(book, flows, reaches)) {
    }
    mpq_init(through);
    for (size_t i = 0; i < book->pool_count; i++) {
        if (flows[i] && !reaches[i]) {
            mpq_clear(through);
            return broken(book, "11", "cost that reaches no object");
        }
        nothing = nothing && (flows[i] || (fraction_read(book->pools[i].is.through, through) &&
                                           mpq_sgn(through) == 0));
    }
    mpq_clear(through);
    return nothing || broken(book, "12", "a flow from nowhere");
}

bool verify_cost(struct book *book)
{
    return check_sums(book) && check_kinds(book) && check_drivers(book) && check_total(book) &&
           check_reach(book);
}
