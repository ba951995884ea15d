/* SPDX-License-Identifier: MPL-2.0 */
/* What goes through each pool: one linear system solved with exact fractions, or step by step. */
#include <assert.h>

#include "allocation_parts.h"

/* One step of a pool to a target: quantity / sum of quantities. */
static void set_ratio(mpq_t ret_ratio, int64_t quantity, int64_t sum)
{
    mpq_set_si(ret_ratio, quantity, (unsigned long)sum);
    mpq_canonicalize(ret_ratio);
}

/* x = d + A x as a matrix of count rows and count + 1 columns: I - A, and d behind it. A pool that is
   carried forward passes nothing on and gets nothing. */
static void fill_system(const struct settled *settled, fractions_t *system)
{
    const struct allocation_problem *problem = settled->problem;
    size_t width = problem->pool_count + 1;
    mpq_t ratio;
    mpq_init(ratio);
    for (size_t i = 0; i < problem->pool_count; i++) {
        mpq_set_si(system->items[i * width + i], 1, 1);
        if (settled->pools[i].driver == ALLOCATION_NONE) {
            continue;
        }
        mpq_set_si(system->items[i * width + width - 1], problem->pools[i].cost_cents, 1);
        const struct allocation_driver *driver = settled_driver(settled, (int32_t)i);
        for (size_t t = 0; t < driver->target_count; t++) {
            const struct allocation_target *target = &driver->targets[t];
            if (target->pool && settled_counts(settled, (int32_t)i, target)) {
                mpq_t *cell = &system->items[(size_t)target->place * width + i];
                set_ratio(ratio, target->quantity, settled->pools[i].quantity);
                mpq_sub(*cell, *cell, ratio);
            }
        }
    }
    mpq_clear(ratio);
}

/* row -= factor x pivot row, from a column on; zeros cost nothing. */
static void subtract_row(mpq_t *row, mpq_t *pivot_row, size_t from, size_t width)
{
    mpq_t factor, product;
    mpq_inits(factor, product, NULL);
    mpq_div(factor, row[from], pivot_row[from]);
    for (size_t column = from; column < width; column++) {
        if (mpq_sgn(pivot_row[column]) != 0) {
            mpq_mul(product, factor, pivot_row[column]);
            mpq_sub(row[column], row[column], product);
        }
    }
    mpq_clears(factor, product, NULL);
}

/* Pools with neither cost nor inflow may form a closed loop, where I - A has no inverse: their row is
   then all 0, and what goes through them is 0. Everywhere else the pivot is positive: I - A is an
   M-matrix, for every pool with a flow leads out. */
static void eliminate(fractions_t *system, size_t count)
{
    size_t width = count + 1;
    for (size_t k = 0; k < count; k++) {
        mpq_t *pivot_row = &system->items[k * width];
        if (mpq_sgn(pivot_row[k]) == 0) {
            assert(mpq_sgn(pivot_row[count]) == 0);
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            mpq_t *row = &system->items[i * width];
            if (i != k && mpq_sgn(row[k]) != 0) {
                subtract_row(row, pivot_row, k, width);
            }
        }
    }
}

static void read_solution(fractions_t *system, fractions_t *ret_through)
{
    size_t width = ret_through->count + 1;
    for (size_t i = 0; i < ret_through->count; i++) {
        mpq_t *row = &system->items[i * width];
        if (mpq_sgn(row[i]) != 0) {
            mpq_div(ret_through->items[i], row[width - 1], row[i]);
        }
    }
}

/* Adds one pool's part to the objects it serves. */
static void pour(const struct settled *settled, int32_t pool, const mpq_t through,
                 fractions_t *objects)
{
    if (settled->pools[pool].driver == ALLOCATION_NONE || mpq_sgn(through) == 0) {
        return;
    }
    const struct allocation_driver *driver = settled_driver(settled, pool);
    mpq_t part, ratio;
    mpq_inits(part, ratio, NULL);
    for (size_t t = 0; t < driver->target_count; t++) {
        const struct allocation_target *target = &driver->targets[t];
        if (!target->pool && target->quantity > 0) {
            set_ratio(ratio, target->quantity, settled->pools[pool].quantity);
            mpq_mul(part, through, ratio);
            mpq_add(objects->items[target->place], objects->items[target->place], part);
        }
    }
    mpq_clears(part, ratio, NULL);
}

static void set_direct(const struct allocation_problem *problem, fractions_t *objects)
{
    for (size_t i = 0; i < problem->object_count; i++) {
        mpq_set_si(objects->items[i], problem->objects[i].direct_cents, 1);
    }
}

void flow_exactly(const struct settled *settled, fractions_t *ret_through, fractions_t *ret_objects)
{
    size_t count = settled->problem->pool_count;
    AUTO(fractions_t) *system = fractions_new(count * (count + 1));
    fill_system(settled, system);
    eliminate(system, count);
    read_solution(system, ret_through);
    set_direct(settled->problem, ret_objects);
    for (size_t i = 0; i < count; i++) {
        pour(settled, (int32_t)i, ret_through->items[i], ret_objects);
    }
}

static struct id target_id(const struct allocation_problem *problem,
                           const struct allocation_target *target)
{
    return target->pool ? problem->pools[target->place].id : problem->objects[target->place].id;
}

/* One step: the pool's whole cents go to its targets in whole cents. */
static void step(const struct settled *settled, int32_t pool, fractions_t *through,
                 fractions_t *objects)
{
    const struct allocation_driver *driver = settled_driver(settled, pool);
    AUTO(fractions_t) *quotas = fractions_new(driver->target_count);
    struct rounding_part *parts = calloc(driver->target_count, sizeof *parts);
    if (!parts) {
        abort();
    }
    size_t count = 0;
    for (size_t t = 0; t < driver->target_count; t++) {
        if (settled_counts(settled, pool, &driver->targets[t])) {
            set_ratio(quotas->items[t], driver->targets[t].quantity, settled->pools[pool].quantity);
            mpq_mul(quotas->items[t], quotas->items[t], through->items[pool]);
            parts[count++] =
                (struct rounding_part){.quota = quotas->items[t],
                                       .id = target_id(settled->problem, &driver->targets[t]),
                                       .place = t};
        }
    }
    round_parts(parts, count, mpz_get_si(mpq_numref(through->items[pool])));
    for (size_t i = 0; i < count; i++) {
        const struct allocation_target *target = &driver->targets[parts[i].place];
        mpq_t *to = target->pool ? &through->items[target->place] : &objects->items[target->place];
        mpq_set_si(quotas->items[0], parts[i].whole, 1);
        mpq_add(*to, *to, quotas->items[0]);
    }
    free(parts);
}

void flow_by_steps(const struct settled *settled, fractions_t *ret_through,
                   fractions_t *ret_objects)
{
    const struct allocation_problem *problem = settled->problem;
    set_direct(problem, ret_objects);
    for (size_t i = 0; i < problem->pool_count; i++) {
        if (settled->pools[i].driver != ALLOCATION_NONE) {
            mpq_set_si(ret_through->items[i], problem->pools[i].cost_cents, 1);
        }
    }
    for (int32_t i = 0; i < (int32_t)problem->pool_count; i++) {
        if (settled->pools[i].driver != ALLOCATION_NONE && mpq_sgn(ret_through->items[i]) != 0) {
            step(settled, i, ret_through, ret_objects);
        }
    }
}
