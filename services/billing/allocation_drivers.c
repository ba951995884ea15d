/* SPDX-License-Identifier: MPL-2.0 */
/* Which driver each pool uses, and whether all cost reaches somebody who pays. */
#include <assert.h>

#include "allocation_parts.h"

bool settled_counts(const struct settled *settled, int32_t pool,
                    const struct allocation_target *target)
{
    if (target->quantity == 0 || !target->pool) {
        return target->quantity > 0;
    }
    if (target->place == pool || settled->pools[target->place].driver == ALLOCATION_NONE) {
        return false;
    }
    switch (settled->problem->method) {
    case ALLOCATION_RECIPROCAL:
        return true;
    case ALLOCATION_STEP_DOWN:
        return target->place > pool;
    case ALLOCATION_DIRECT:
    case allocation_method_count:
        return false;
    }
    return false;
}

static int64_t count_quantity(const struct settled *settled, int32_t pool, int32_t driver)
{
    const struct allocation_driver *counts = &settled->problem->drivers[driver];
    int64_t sum = 0;
    for (size_t i = 0; i < counts->target_count; i++) {
        if (settled_counts(settled, pool, &counts->targets[i])) {
            sum += counts->targets[i].quantity;
        }
    }
    return sum;
}

/* Picks the pool's driver anew; true when the pool turned out to have none. */
static bool settle_pool(struct settled *settled, int32_t place)
{
    const struct allocation_pool *pool = &settled->problem->pools[place];
    struct settled_pool *chosen = &settled->pools[place];
    for (size_t i = 0; i < pool->chain_count; i++) {
        chosen->driver = pool->chain[i];
        chosen->quantity = count_quantity(settled, place, chosen->driver);
        if (chosen->quantity > 0) {
            return false;
        }
    }
    *chosen = (struct settled_pool){.driver = ALLOCATION_NONE};
    return true;
}

/* A pool that is carried forward takes the drivers that led to it along, until nothing changes. What
   falls only ever falls, so the order of looking does not matter. */
struct settled settle_drivers(const struct allocation_problem *problem, arena_t *arena)
{
    struct settled settled = {
        .problem = problem,
        .pools = arena_alloc(arena, problem->pool_count * sizeof(struct settled_pool))};
    bool again = true;
    while (again) {
        again = false;
        for (int32_t i = 0; i < (int32_t)problem->pool_count; i++) {
            if (settled.pools[i].driver != ALLOCATION_NONE && settle_pool(&settled, i)) {
                again = true;
            }
        }
    }
    return settled;
}

/* Marks pools that something flows into, from those that have cost. */
static void mark_flow(const struct settled *settled, bool *flows)
{
    const struct allocation_problem *problem = settled->problem;
    bool again = true;
    for (size_t i = 0; i < problem->pool_count; i++) {
        flows[i] = problem->pools[i].cost_cents != 0;
    }
    while (again) {
        again = false;
        for (int32_t i = 0; i < (int32_t)problem->pool_count; i++) {
            if (!flows[i] || settled->pools[i].driver == ALLOCATION_NONE) {
                continue;
            }
            const struct allocation_driver *driver = settled_driver(settled, i);
            for (size_t t = 0; t < driver->target_count; t++) {
                const struct allocation_target *target = &driver->targets[t];
                if (target->pool && !flows[target->place] && settled_counts(settled, i, target)) {
                    flows[target->place] = again = true;
                }
            }
        }
    }
}

static bool leads_out(const struct settled *settled, int32_t pool, const bool *reaches)
{
    const struct allocation_driver *driver = settled_driver(settled, pool);
    for (size_t t = 0; t < driver->target_count; t++) {
        const struct allocation_target *target = &driver->targets[t];
        if ((!target->pool || reaches[target->place]) && settled_counts(settled, pool, target)) {
            return true;
        }
    }
    return false;
}

/* Marks pools whose cost reaches an object, or the next period. */
static void mark_reach(const struct settled *settled, bool *reaches)
{
    bool again = true;
    while (again) {
        again = false;
        for (int32_t i = 0; i < (int32_t)settled->problem->pool_count; i++) {
            if (!reaches[i] &&
                (settled->pools[i].driver == ALLOCATION_NONE || leads_out(settled, i, reaches))) {
                reaches[i] = again = true;
            }
        }
    }
}

static bool fits(const struct allocation_problem *problem)
{
    __int128 sum = 0;
    for (size_t i = 0; i < problem->pool_count; i++) {
        __int128 cents = problem->pools[i].cost_cents;
        sum += cents < 0 ? -cents : cents;
    }
    for (size_t i = 0; i < problem->object_count; i++) {
        __int128 cents = problem->objects[i].direct_cents;
        sum += cents < 0 ? -cents : cents;
    }
    return sum <= ALLOCATION_CENTS_MAX;
}

static bool has_payer(const struct allocation_object *object)
{
    for (size_t i = 0; i < object->share_count; i++) {
        if (object->shares[i].weight > 0) {
            return true;
        }
    }
    return false;
}

static void mark_charged(const struct settled *settled, bool *charged)
{
    const struct allocation_problem *problem = settled->problem;
    for (size_t i = 0; i < problem->object_count; i++) {
        charged[i] = problem->objects[i].direct_cents != 0;
    }
    for (int32_t i = 0; i < (int32_t)problem->pool_count; i++) {
        if (settled->pools[i].driver == ALLOCATION_NONE) {
            continue;
        }
        const struct allocation_driver *driver = settled_driver(settled, i);
        for (size_t t = 0; t < driver->target_count; t++) {
            const struct allocation_target *target = &driver->targets[t];
            if (!target->pool && target->quantity > 0) {
                charged[target->place] = true;
            }
        }
    }
}

static struct allocation_check check_loops(const struct settled *settled, arena_t *arena)
{
    size_t count = settled->problem->pool_count;
    bool *flows = arena_alloc(arena, count + 1);
    bool *reaches = arena_alloc(arena, count + 1);
    struct allocation_check check = {.places = arena_alloc(arena, (count + 1) * sizeof(int32_t))};
    mark_flow(settled, flows);
    mark_reach(settled, reaches);
    for (size_t i = 0; i < count; i++) {
        if (flows[i] && !reaches[i]) {
            check.fault = ALLOCATION_LOOP;
            check.places[check.count++] = (int32_t)i;
        }
    }
    return check;
}

struct allocation_check allocation_check(const struct allocation_problem *problem, arena_t *arena)
{
    if (!fits(problem)) {
        return (struct allocation_check){.fault = ALLOCATION_TOO_LARGE};
    }
    struct settled settled = settle_drivers(problem, arena);
    struct allocation_check check = check_loops(&settled, arena);
    bool *charged = arena_alloc(arena, problem->object_count + 1);
    mark_charged(&settled, charged);
    for (size_t i = 0; i < problem->object_count && check.fault == ALLOCATION_SOUND; i++) {
        if (charged[i] && !has_payer(&problem->objects[i])) {
            check.fault = ALLOCATION_UNPAID;
            check.places = arena_alloc(arena, sizeof(int32_t));
            check.places[check.count++] = (int32_t)i;
        }
    }
    return check;
}
