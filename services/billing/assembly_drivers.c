/* SPDX-License-Identifier: MPL-2.0 */
/* Minutes, direct cost, members and readings become the drivers of pools. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "assembly_parts.h"
#include "pool.h"

static int32_t new_driver(struct assembling *it, int kind, size_t target_max)
{
    struct assembly *assembly = it->assembly;
    struct assembly_driver *driver = &assembly->drivers[assembly->driver_count];
    *driver = (struct assembly_driver){
        .kind = kind,
        .targets = arena_alloc(it->arena, (target_max + 1) * sizeof(struct allocation_target)),
        .target_capacity = target_max + 1};
    return (int32_t)assembly->driver_count++;
}

/* Counts that fall on the same target one after the other become one. */
static void count_target(struct assembly_driver *driver, bool pool, int32_t place, int64_t quantity)
{
    if (place == ALLOCATION_NONE || quantity <= 0) {
        return;
    }
    assert(driver->targets && driver->target_count < driver->target_capacity);
    struct allocation_target *last =
        driver->target_count > 0 ? &driver->targets[driver->target_count - 1] : NULL;
    if (last && last->pool == pool && last->place == place) {
        last->quantity += quantity;
        return;
    }
    driver->targets[driver->target_count++] =
        (struct allocation_target){.pool = pool, .place = place, .quantity = quantity};
}

/* Pools first, then by place: as the certificate tells them. */
static int compare_targets(const void *a, const void *b)
{
    const struct allocation_target *left = a, *right = b;
    if (left->pool != right->pool) {
        return left->pool ? -1 : 1;
    }
    return (left->place > right->place) - (left->place < right->place);
}

static bool counts_work(const struct pool_row *pool, const struct work_sum_row *work)
{
    return (id_none(pool->professional) || id_equal(pool->professional, work->professional)) &&
           (pool->service.size == 0 || code_within(work->service, pool->service));
}

/* Works come by engagement, so counts of one engagement are neighbours. pool = NULL: all minutes. */
static int64_t count_minutes(struct assembling *it, struct assembly_driver *driver,
                             const struct pool_row *pool)
{
    int64_t sum = 0;
    for (size_t i = 0; i < it->rows->work_count; i++) {
        const struct work_sum_row *work = it->rows->works[i];
        if (!pool || counts_work(pool, work)) {
            count_target(driver, false, places_find(&it->objects, work->engagement), work->minutes);
            sum += work->minutes;
        }
    }
    return sum;
}

static int64_t capacity_of(const struct assembling *it, const struct pool_row *pool)
{
    for (size_t i = 0; i < it->rows->reading_count; i++) {
        const struct reading_row *reading = it->rows->readings[i];
        if (reading->driver == DRIVER_CAPACITY && id_equal(reading->pool, pool->id)) {
            return reading->quantity;
        }
    }
    return 0;
}

static size_t count_work_max(const struct assembling *it, const struct pool_row *pool)
{
    size_t count = 0;
    for (size_t i = 0; i < it->rows->work_count; i++) {
        count += counts_work(pool, it->rows->works[i]);
    }
    return count;
}

/* Minutes of the pool's people; capacity that was not used goes to the pool of idle time. */
static int32_t own_minutes(struct assembling *it, const struct pool_row *pool, int denominator)
{
    int32_t place = new_driver(it, DRIVER_MINUTES, count_work_max(it, pool) + 1);
    struct assembly_driver *driver = &it->assembly->drivers[place];
    int64_t used = count_minutes(it, driver, pool);
    if (denominator == DENOMINATOR_PRACTICAL) {
        count_target(driver, true, it->idle_pool, capacity_of(it, pool) - used);
    }
    return place;
}

static int32_t read_driver(struct assembling *it, const struct pool_row *pool, int kind)
{
    int32_t place = new_driver(it, kind, it->rows->reading_count);
    struct assembly_driver *driver = &it->assembly->drivers[place];
    for (size_t i = 0; i < it->rows->reading_count; i++) {
        const struct reading_row *reading = it->rows->readings[i];
        if (reading->driver == kind && id_equal(reading->pool, pool->id)) {
            bool to_pool = reading->target == TARGET_POOL;
            count_target(driver, to_pool,
                         to_pool ? assembling_pool(it, reading->target_id)
                                 : places_find(&it->objects, reading->target_id),
                         reading->quantity);
        }
    }
    return place;
}

/* All minutes, direct cost, members: the same for every pool. */
static int32_t shared_driver(struct assembling *it, int kind)
{
    if (it->shared[kind] != ALLOCATION_NONE) {
        return it->shared[kind];
    }
    const struct allocation_problem *problem = &it->assembly->problem;
    size_t most = kind == DRIVER_ALL_MINUTES ? it->rows->work_count : problem->object_count;
    int32_t place = it->shared[kind] = new_driver(it, kind, most);
    struct assembly_driver *driver = &it->assembly->drivers[place];
    if (kind == DRIVER_ALL_MINUTES) {
        count_minutes(it, driver, NULL);
    } else if (kind == DRIVER_MEMBERS) {
        count_target(driver, false, places_find(&it->objects, it->members),
                     (int64_t)it->rows->member_count);
    } else {
        for (size_t i = 0; i < problem->object_count; i++) {
            count_target(driver, false, (int32_t)i, problem->objects[i].direct_cents);
        }
    }
    return place;
}

static int32_t driver_of(struct assembling *it, const struct pool_row *pool, int kind,
                         int denominator)
{
    switch ((enum pool_driver)kind) {
    case DRIVER_ALL_MINUTES:
    case DRIVER_DIRECT_COST:
    case DRIVER_MEMBERS:
        return shared_driver(it, kind);
    case DRIVER_MINUTES:
        return own_minutes(it, pool, denominator);
    case DRIVER_HEADCOUNT:
    case DRIVER_AREA:
    case DRIVER_TICKETS:
    case DRIVER_WEIGHTS:
    case DRIVER_CAPACITY:
    case pool_driver_count:
        break;
    }
    return read_driver(it, pool, kind);
}

static int chain_drivers(struct assembling *it, const struct pool_row *row, size_t place,
                         char ret_expected[160])
{
    struct allocation_pool *pool = &it->pools[place];
    int denominator = it->assembly->pools[place].denominator;
    if (denominator == DENOMINATOR_PRACTICAL && it->idle_pool == ALLOCATION_NONE &&
        capacity_of(it, row) > 0) {
        snprintf(ret_expected, 160, "a pool of kind idle for the unused capacity of %.*s",
                 (int)row->code.size, (const char *)row->code.bytes);
        return E_UNKNOWN_POOL;
    }
    pool->chain[pool->chain_count++] = driver_of(it, row, (int)row->driver, denominator);
    for (size_t i = 0; i < row->fallbacks.size && pool->chain_count < ALLOCATION_CHAIN_MAX; i++) {
        pool->chain[pool->chain_count++] = driver_of(it, row, row->fallbacks.bytes[i], denominator);
    }
    return 0;
}

static void keep_drivers(struct assembling *it)
{
    struct assembly *assembly = it->assembly;
    struct allocation_driver *drivers =
        arena_alloc(it->arena, (assembly->driver_count + 1) * sizeof *drivers);
    for (size_t i = 0; i < assembly->driver_count; i++) {
        struct assembly_driver *driver = &assembly->drivers[i];
        qsort(driver->targets, driver->target_count, sizeof *driver->targets, compare_targets);
        drivers[i] = (struct allocation_driver){driver->targets, driver->target_count};
    }
    assembly->problem.drivers = drivers;
    assembly->problem.driver_count = assembly->driver_count;
}

int assembling_drivers(struct assembling *it, char ret_expected[160])
{
    size_t most = it->assembly->problem.pool_count * ALLOCATION_CHAIN_MAX + pool_driver_count;
    it->assembly->drivers = arena_alloc(it->arena, most * sizeof *it->assembly->drivers);
    for (size_t i = 0; i < pool_driver_count; i++) {
        it->shared[i] = ALLOCATION_NONE;
    }
    /* In the order of the step-down, so that the drivers' order follows from the pools'. */
    const struct pool_row **in_order =
        arena_alloc(it->arena, (it->assembly->problem.pool_count + 1) * sizeof(struct pool_row *));
    for (size_t i = 0; i < it->rows->pool_count; i++) {
        int32_t place = assembling_pool(it, it->rows->pools[i]->id);
        if (place != ALLOCATION_NONE) {
            in_order[place] = it->rows->pools[i];
        }
    }
    for (size_t i = 0; i < it->assembly->problem.pool_count; i++) {
        int fault = chain_drivers(it, in_order[i], i, ret_expected);
        if (fault) {
            return fault;
        }
    }
    keep_drivers(it);
    return 0;
}
