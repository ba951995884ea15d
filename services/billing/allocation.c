/* SPDX-License-Identifier: MPL-2.0 */
/* The allocation of a period: settle the drivers, let the cost flow, round to the cent. */
#include "allocation.h"

#include <assert.h>
#include <stdlib.h>

#include "allocation_parts.h"

fractions_t *fractions_new(size_t count)
{
    fractions_t *fractions = malloc(sizeof *fractions + count * sizeof(mpq_t));
    if (!fractions) {
        abort();
    }
    fractions->count = count;
    for (size_t i = 0; i < count; i++) {
        mpq_init(fractions->items[i]);
    }
    return fractions;
}

void fractions_destroy(fractions_t **fractions_p)
{
    fractions_t *fractions = *fractions_p;
    if (!fractions) {
        return;
    }
    for (size_t i = 0; i < fractions->count; i++) {
        mpq_clear(fractions->items[i]);
    }
    free(fractions);
    *fractions_p = NULL;
}

struct view fraction_print(const mpq_t fraction, arena_t *arena)
{
    size_t size = mpz_sizeinbase(mpq_numref(fraction), 10) +
                  mpz_sizeinbase(mpq_denref(fraction), 10) + 3; /* sign, stroke, closing zero */
    char *text = arena_alloc(arena, size);
    return view_of(mpq_get_str(text, 10, fraction));
}

static void sum_cost(const struct settled *settled, struct allocation *allocation)
{
    const struct allocation_problem *problem = settled->problem;
    for (size_t i = 0; i < problem->pool_count; i++) {
        if (settled->pools[i].driver == ALLOCATION_NONE) {
            allocation->carried_cents += problem->pools[i].cost_cents;
        } else {
            allocation->cost_cents += problem->pools[i].cost_cents;
        }
    }
    for (size_t i = 0; i < problem->object_count; i++) {
        allocation->cost_cents += problem->objects[i].direct_cents;
    }
}

static void tell_pools(const struct settled *settled, const fractions_t *through,
                       struct allocation *allocation, arena_t *arena)
{
    allocation->pools = arena_alloc(arena, (through->count + 1) * sizeof *allocation->pools);
    for (size_t i = 0; i < through->count; i++) {
        allocation->pools[i] =
            (struct allocation_pool_result){.driver = settled->pools[i].driver,
                                            .quantity = settled->pools[i].quantity,
                                            .through = fraction_print(through->items[i], arena)};
    }
}

struct allocation *allocation_solve(const struct allocation_problem *problem, arena_t *arena)
{
    struct allocation *allocation = arena_alloc(arena, sizeof *allocation);
    struct settled settled = settle_drivers(problem, arena);
    AUTO(fractions_t) *through = fractions_new(problem->pool_count);
    AUTO(fractions_t) *objects = fractions_new(problem->object_count);
    sum_cost(&settled, allocation);
    if (problem->method == ALLOCATION_STEP_DOWN) {
        flow_by_steps(&settled, through, objects);
    } else {
        flow_exactly(&settled, through, objects);
    }
    tell_pools(&settled, through, allocation, arena);
    split_over_payers(problem, objects, allocation, arena);
    return allocation;
}
