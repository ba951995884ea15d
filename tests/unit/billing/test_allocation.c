/* SPDX-License-Identifier: MPL-2.0 */
/* The allocation: a worked example to the cent, and for random periods the theorem that what the payers
 * pay is what it cost, each within a cent of an exact share that is found here in another way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "allocation.h"
#include "proto/cleanup.h"

/* ---- the worked example: premises, IT, a lawyer, an accountant; three engagements ---- */

enum { OCC, IT, LEG, ACC };

static const struct allocation_target occ_targets[] = {
    {true, IT, 10}, {true, LEG, 50}, {true, ACC, 40}};
static const struct allocation_target it_targets[] = {
    {true, OCC, 1}, {true, LEG, 2}, {true, ACC, 2}};
static const struct allocation_target leg_targets[] = {
    {false, 0, 30 * 60}, {false, 1, 20 * 60}, {false, 2, 10 * 60}};
static const struct allocation_target acc_targets[] = {{false, 0, 10 * 60}, {false, 2, 20 * 60}};
static const struct allocation_driver example_drivers[] = {
    {occ_targets, 3}, {it_targets, 3}, {leg_targets, 3}, {acc_targets, 2}};
static const struct allocation_pool example_pools[] = {
    {.id = {{1}}, .cost_cents = 100000, .chain = {0}, .chain_count = 1},
    {.id = {{2}}, .cost_cents = 50001, .chain = {1}, .chain_count = 1},
    {.id = {{3}}, .cost_cents = 600000, .chain = {2}, .chain_count = 1},
    {.id = {{4}}, .cost_cents = 450000, .chain = {3}, .chain_count = 1},
};
static const struct allocation_share example_shares[] = {{0, 1}, {1, 1}, {2, 1}};
static const struct allocation_object example_objects[] = {
    {.id = {{11}}, .shares = &example_shares[0], .share_count = 1},
    {.id = {{12}}, .direct_cents = 12345, .shares = &example_shares[1], .share_count = 1},
    {.id = {{13}}, .shares = &example_shares[2], .share_count = 1},
};
static const struct allocation_payer example_payers[] = {
    {.id = {{21}}}, {.id = {{22}}}, {.id = {{23}}}};

static struct allocation_problem example(enum allocation_method method)
{
    return (struct allocation_problem){
        .method = method,
        .pools = example_pools,
        .pool_count = 4,
        .drivers = example_drivers,
        .driver_count = 4,
        .objects = example_objects,
        .object_count = 3,
        .payers = example_payers,
        .payer_count = 3,
    };
}

static void expect_cents(const struct allocation *allocation, const int64_t *cents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(allocation->payers[i].cents, cents[i]);
    }
}

static void example_reciprocal(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct allocation_problem problem = example(ALLOCATION_RECIPROCAL);
    assert_int_equal(allocation_check(&problem, arena).fault, ALLOCATION_SOUND);
    const struct allocation *allocation = allocation_solve(&problem, arena);
    assert_int_equal(allocation->cost_cents, 1212346);
    expect_cents(allocation, (int64_t[]){513436, 239216, 459694}, 3);
    assert_true(view_is(allocation->pools[OCC].through, "5500010/49"));
    assert_true(view_is(allocation->pools[IT].through, "6000100/98") ||
                view_is(allocation->pools[IT].through, "3000050/49"));
}

static void example_step_down(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct allocation_problem problem = example(ALLOCATION_STEP_DOWN);
    const struct allocation *allocation = allocation_solve(&problem, arena);
    assert_true(view_is(allocation->pools[IT].through, "60001"));
    assert_true(view_is(allocation->pools[LEG].through, "680001"));
    assert_true(view_is(allocation->pools[ACC].through, "520000"));
    expect_cents(allocation, (int64_t[]){513334, 239012, 460000}, 3);
}

/* Pools that serve only other pools have no driver in the direct method: carried forward, never lost. */
static void example_direct(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct allocation_problem problem = example(ALLOCATION_DIRECT);
    const struct allocation *allocation = allocation_solve(&problem, arena);
    assert_int_equal(allocation->carried_cents, 150001);
    assert_int_equal(allocation->cost_cents, 1212346 - 150001);
    expect_cents(allocation, (int64_t[]){450000, 212345, 400000}, 3);
}

static void penny_in_three(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct allocation_share shares[] = {{0, 1}, {1, 1}, {2, 1}};
    const struct allocation_object object = {
        .id = {{9}}, .direct_cents = 10000, .shares = shares, .share_count = 3};
    struct allocation_problem problem = {
        .objects = &object, .object_count = 1, .payers = example_payers, .payer_count = 3};
    expect_cents(allocation_solve(&problem, arena), (int64_t[]){3334, 3333, 3333}, 3);
}

/* Rounding memory: three months of a cent over three payers, one cent each, in turn. */
static void memory_goes_round(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    const struct allocation_share shares[] = {{0, 1}, {1, 1}, {2, 1}};
    const struct allocation_object object = {
        .id = {{9}}, .direct_cents = 1, .shares = shares, .share_count = 3};
    struct allocation_payer payers[3];
    memcpy(payers, example_payers, sizeof payers);
    int64_t sums[3] = {0};
    for (int month = 0; month < 3; month++) {
        struct allocation_problem problem = {
            .objects = &object, .object_count = 1, .payers = payers, .payer_count = 3};
        const struct allocation *allocation = allocation_solve(&problem, arena);
        for (size_t p = 0; p < 3; p++) {
            payers[p].carry = allocation->payers[p].carry;
            sums[p] += allocation->payers[p].cents;
        }
    }
    for (size_t p = 0; p < 3; p++) {
        assert_int_equal(sums[p], 1);
        assert_true(view_is(payers[p].carry, "0"));
    }
}

static void faults_are_named(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    struct allocation_problem problem = example(ALLOCATION_RECIPROCAL);
    const struct allocation_target to_it = {true, IT, 1}, to_occ = {true, OCC, 1};
    struct allocation_driver drivers[4];
    memcpy(drivers, example_drivers, sizeof drivers);
    drivers[OCC] = (struct allocation_driver){&to_it, 1};
    drivers[IT] = (struct allocation_driver){&to_occ, 1};
    problem.drivers = drivers;
    struct allocation_check check = allocation_check(&problem, arena);
    assert_int_equal(check.fault, ALLOCATION_LOOP);
    assert_int_equal(check.count, 2);
    assert_int_equal(check.places[0], OCC);
    assert_int_equal(check.places[1], IT);
    problem.method = ALLOCATION_STEP_DOWN; /* no loops there */
    assert_int_equal(allocation_check(&problem, arena).fault, ALLOCATION_SOUND);

    problem = example(ALLOCATION_RECIPROCAL);
    struct allocation_object objects[3];
    memcpy(objects, example_objects, sizeof objects);
    objects[2].share_count = 0;
    problem.objects = objects;
    check = allocation_check(&problem, arena);
    assert_int_equal(check.fault, ALLOCATION_UNPAID);
    assert_int_equal(check.places[0], 2);

    objects[2] = example_objects[2];
    objects[0].direct_cents = ALLOCATION_CENTS_MAX;
    assert_int_equal(allocation_check(&problem, arena).fault, ALLOCATION_TOO_LARGE);
}

/* ---- random periods ---- */

enum { POOLS = 12, OBJECTS = 40, PAYERS = 40, TARGETS = 16 };

static uint64_t seed = 88172645463325252U;

static uint64_t roll(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static struct id roll_id(void)
{
    struct id id;
    for (size_t i = 0; i < sizeof id.bytes; i++) {
        id.bytes[i] = (uint8_t)roll(256);
    }
    return id;
}

static struct allocation_driver roll_driver(const struct allocation_problem *problem,
                                            arena_t *arena)
{
    struct allocation_target *targets = arena_alloc(arena, TARGETS * sizeof *targets);
    size_t count = roll(TARGETS);
    bool inward = roll(5) == 0; /* to pools only */
    for (size_t i = 0; i < count; i++) {
        bool pool = inward || roll(3) == 0;
        targets[i] = (struct allocation_target){
            .pool = pool,
            .place = (int32_t)roll(pool ? problem->pool_count : problem->object_count),
            .quantity = roll(4) == 0 ? 0 : (int64_t)roll(roll(2) ? 100 : 1000000)};
    }
    return (struct allocation_driver){targets, count};
}

/* Each payer at most once: a run of payers from anywhere. */
static void roll_shares(struct allocation_object *object, size_t payer_count, arena_t *arena)
{
    size_t count = 1 + (roll(4) == 0 ? roll(payer_count) : 0), start = roll(payer_count);
    struct allocation_share *shares = arena_alloc(arena, count * sizeof *shares);
    for (size_t i = 0; i < count; i++) {
        shares[i] = (struct allocation_share){.payer = (int32_t)((start + i) % payer_count),
                                              .weight = i == 0 ? 1 + (int64_t)roll(99)
                                                               : (int64_t)roll(100)};
    }
    object->shares = shares;
    object->share_count = count;
}

static int64_t roll_cents(void)
{
    int64_t cents = (int64_t)roll(roll(2) ? 1000 : 100000000);
    return roll(4) == 0 ? -cents : roll(8) == 0 ? 0 : cents;
}

static struct allocation_pool *roll_pools(const struct allocation_problem *problem, arena_t *arena)
{
    struct allocation_pool *pools = arena_alloc(arena, POOLS * sizeof *pools);
    for (size_t i = 0; i < problem->pool_count; i++) {
        pools[i] = (struct allocation_pool){
            .id = roll_id(), .cost_cents = roll_cents(), .chain_count = 1 + roll(3)};
        for (size_t c = 0; c < pools[i].chain_count; c++) {
            pools[i].chain[c] = (int32_t)roll(problem->driver_count);
        }
    }
    return pools;
}

static struct allocation_problem roll_problem(arena_t *arena)
{
    struct allocation_problem problem = {.method =
                                             (enum allocation_method)roll(allocation_method_count),
                                         .pool_count = 1 + roll(POOLS),
                                         .object_count = 1 + roll(OBJECTS),
                                         .payer_count = roll(10) == 0 ? 1 : 1 + roll(PAYERS)};
    problem.driver_count = 1 + roll(2 * problem.pool_count);
    struct allocation_driver *drivers = arena_alloc(arena, problem.driver_count * sizeof *drivers);
    for (size_t i = 0; i < problem.driver_count; i++) {
        drivers[i] = roll_driver(&problem, arena);
    }
    struct allocation_object *objects = arena_alloc(arena, OBJECTS * sizeof *objects);
    for (size_t i = 0; i < problem.object_count; i++) {
        objects[i] =
            (struct allocation_object){.id = roll_id(), .direct_cents = roll(3) ? 0 : roll_cents()};
        roll_shares(&objects[i], problem.payer_count, arena);
    }
    struct allocation_payer *payers = arena_alloc(arena, PAYERS * sizeof *payers);
    for (size_t i = 0; i < problem.payer_count; i++) {
        payers[i].id = roll_id();
    }
    problem.pools = roll_pools(&problem, arena);
    problem.drivers = drivers;
    problem.objects = objects;
    problem.payers = payers;
    return problem;
}

static void read_fraction(struct view text, mpq_t ret_fraction)
{
    char buffer[8192];
    assert_true(text.size < sizeof buffer);
    memcpy(buffer, text.bytes, text.size);
    buffer[text.size] = 0;
    assert_int_equal(mpq_set_str(ret_fraction, buffer, 10), 0);
}

/* Does this pool pass cost on to the target, as far as the answer tells. */
static bool passes(const struct allocation_problem *problem, const struct allocation *allocation,
                   size_t pool, const struct allocation_target *target)
{
    if (target->quantity == 0 || !target->pool) {
        return target->quantity > 0;
    }
    return target->place != (int32_t)pool && problem->method != ALLOCATION_DIRECT &&
           (problem->method == ALLOCATION_RECIPROCAL || target->place > (int32_t)pool) &&
           allocation->pools[target->place].driver != ALLOCATION_NONE;
}

/* Pours what goes through each pool over its targets: what arrives at a pool and at an object. */
static void pour_all(const struct allocation_problem *problem, const struct allocation *allocation,
                     mpq_t *pools, mpq_t *objects)
{
    mpq_t through, part;
    mpq_inits(through, part, NULL);
    for (size_t i = 0; i < problem->pool_count; i++) {
        if (allocation->pools[i].driver == ALLOCATION_NONE) {
            continue;
        }
        const struct allocation_driver *driver = &problem->drivers[allocation->pools[i].driver];
        read_fraction(allocation->pools[i].through, through);
        for (size_t t = 0; t < driver->target_count; t++) {
            const struct allocation_target *target = &driver->targets[t];
            if (passes(problem, allocation, i, target)) {
                mpq_set_si(part, target->quantity, (unsigned long)allocation->pools[i].quantity);
                mpq_canonicalize(part);
                mpq_mul(part, part, through);
                mpq_t *to = target->pool ? &pools[target->place] : &objects[target->place];
                mpq_add(*to, *to, part);
            }
        }
    }
    mpq_clears(through, part, NULL);
}

/* What goes through a pool is its cost and what arrives (step-down rounds each step: within a cent a step). */
static void check_pools(const struct allocation_problem *problem,
                        const struct allocation *allocation, mpq_t *arrived)
{
    mpq_t through, cost;
    mpq_inits(through, cost, NULL);
    for (size_t i = 0; i < problem->pool_count; i++) {
        if (allocation->pools[i].driver == ALLOCATION_NONE) {
            continue;
        }
        read_fraction(allocation->pools[i].through, through);
        mpq_set_si(cost, problem->pools[i].cost_cents, 1);
        mpq_add(cost, cost, arrived[i]);
        mpq_sub(cost, cost, through);
        if (problem->method == ALLOCATION_STEP_DOWN) {
            mpq_abs(cost, cost);
            assert_true(mpq_cmp_si(cost, TARGETS * POOLS, 1) < 0);
        } else {
            assert_int_equal(mpq_sgn(cost), 0);
        }
    }
    mpq_clears(through, cost, NULL);
}

/* Each payer is less than a cent from the exact share. */
static void check_payers(const struct allocation_problem *problem,
                         const struct allocation *allocation, mpq_t *objects)
{
    mpq_t *shares = calloc(problem->payer_count, sizeof *shares), part;
    mpq_init(part);
    for (size_t p = 0; p < problem->payer_count; p++) {
        mpq_init(shares[p]);
        mpq_set_si(shares[p], allocation->payers[p].cents, 1);
    }
    for (size_t i = 0; i < problem->object_count; i++) {
        const struct allocation_object *object = &problem->objects[i];
        int64_t sum = 0;
        for (size_t s = 0; s < object->share_count; s++) {
            sum += object->shares[s].weight;
        }
        for (size_t s = 0; s < object->share_count; s++) {
            mpq_set_si(part, object->shares[s].weight, (unsigned long)sum);
            mpq_canonicalize(part);
            mpq_mul(part, part, objects[i]);
            mpq_sub(shares[object->shares[s].payer], shares[object->shares[s].payer], part);
        }
    }
    for (size_t p = 0; p < problem->payer_count; p++) {
        mpq_abs(shares[p], shares[p]);
        assert_true(mpq_cmp_si(shares[p], 1, 1) < 0);
        mpq_clear(shares[p]);
    }
    mpq_clear(part);
    free(shares);
}

static mpq_t *zeros(size_t count)
{
    mpq_t *fractions = calloc(count, sizeof *fractions);
    for (size_t i = 0; i < count; i++) {
        mpq_init(fractions[i]);
    }
    return fractions;
}

static void give_back(mpq_t *fractions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mpq_clear(fractions[i]);
    }
    free(fractions);
}

static void check_shares(const struct allocation_problem *problem,
                         const struct allocation *allocation)
{
    mpq_t *pools = zeros(problem->pool_count), *objects = zeros(problem->object_count);
    for (size_t i = 0; i < problem->object_count; i++) {
        mpq_set_si(objects[i], problem->objects[i].direct_cents, 1);
    }
    pour_all(problem, allocation, pools, objects);
    check_pools(problem, allocation, pools);
    if (problem->method != ALLOCATION_STEP_DOWN) {
        check_payers(problem, allocation, objects);
    }
    give_back(pools, problem->pool_count);
    give_back(objects, problem->object_count);
}

/* The theorem, in whole numbers: payers, lines and what waits are all of the cost. */
static void check_sums(const struct allocation_problem *problem,
                       const struct allocation *allocation)
{
    int64_t cost = 0, billed = 0;
    for (size_t i = 0; i < problem->pool_count; i++) {
        cost += problem->pools[i].cost_cents;
    }
    for (size_t i = 0; i < problem->object_count; i++) {
        cost += problem->objects[i].direct_cents;
    }
    int64_t *lines = calloc(problem->payer_count, sizeof *lines);
    for (size_t i = 0; i < allocation->line_count; i++) {
        lines[allocation->lines[i].payer] += allocation->lines[i].cents;
    }
    for (size_t p = 0; p < problem->payer_count; p++) {
        assert_int_equal(lines[p], allocation->payers[p].cents);
        billed += allocation->payers[p].cents;
    }
    free(lines);
    assert_int_equal(billed, allocation->cost_cents);
    assert_int_equal(billed + allocation->carried_cents, cost);
}

/* The same objects and shares in the opposite order: each payer pays the same. */
static void check_order(const struct allocation_problem *problem,
                        const struct allocation *allocation, arena_t *arena)
{
    size_t count = problem->object_count;
    struct allocation_object *objects = arena_alloc(arena, count * sizeof *objects);
    for (size_t i = 0; i < count; i++) {
        objects[i] = problem->objects[count - 1 - i];
    }
    struct allocation_driver *drivers = arena_alloc(arena, problem->driver_count * sizeof *drivers);
    for (size_t d = 0; d < problem->driver_count; d++) {
        struct allocation_driver old = problem->drivers[d];
        struct allocation_target *targets =
            arena_alloc(arena, (old.target_count + 1) * sizeof *targets);
        for (size_t t = 0; t < old.target_count; t++) {
            targets[t] = old.targets[old.target_count - 1 - t];
            if (!targets[t].pool) {
                targets[t].place = (int32_t)count - 1 - targets[t].place;
            }
        }
        drivers[d] = (struct allocation_driver){targets, old.target_count};
    }
    struct allocation_problem turned = *problem;
    turned.objects = objects;
    turned.drivers = drivers;
    const struct allocation *other = allocation_solve(&turned, arena);
    for (size_t p = 0; p < problem->payer_count; p++) {
        assert_int_equal(other->payers[p].cents, allocation->payers[p].cents);
    }
}

/* A driver that leads to one target twice has, in a step-down, two parts with one id. */
static bool leads_once(const struct allocation_problem *problem)
{
    for (size_t d = 0; d < problem->driver_count; d++) {
        const struct allocation_driver *driver = &problem->drivers[d];
        for (size_t a = 0; a < driver->target_count; a++) {
            for (size_t b = 0; b < a; b++) {
                if (driver->targets[a].pool == driver->targets[b].pool &&
                    driver->targets[a].place == driver->targets[b].place) {
                    return false;
                }
            }
        }
    }
    return true;
}

static void random_periods_are_at_cost(void **state)
{
    (void)state;
    size_t solved = 0, loops = 0, carried = 0, steps = 0, single = 0;
    while (solved < 10000) {
        AUTO(arena_t) *arena = arena_new(16384);
        const struct allocation_problem problem = roll_problem(arena);
        struct allocation_check check = allocation_check(&problem, arena);
        if (check.fault != ALLOCATION_SOUND) {
            assert_int_equal(check.fault, ALLOCATION_LOOP);
            assert_true(check.count > 0);
            loops++;
            continue;
        }
        const struct allocation *allocation = allocation_solve(&problem, arena);
        check_sums(&problem, allocation);
        check_shares(&problem, allocation);
        if (problem.method != ALLOCATION_STEP_DOWN || leads_once(&problem)) {
            check_order(&problem, allocation, arena);
        }
        solved++;
        carried += allocation->carried_cents != 0;
        steps += problem.method == ALLOCATION_STEP_DOWN;
        single += problem.payer_count == 1;
    }
    print_message("%zu periods: %zu with cost carried forward, %zu by steps, %zu with one payer; "
                  "%zu more refused for a loop\n",
                  solved, carried, steps, single, loops);
    assert_true(loops > 100 && carried > 100 && steps > 1000 && single > 500);
}

/* A hundred thousand payers share three objects, one of them with unequal weights. */
static void many_payers(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    AUTO(arena_t) *arena = arena_new(1 << 20);
    struct allocation_payer *payers = arena_alloc(arena, MANY * sizeof *payers);
    struct allocation_share *even = arena_alloc(arena, MANY * sizeof *even);
    struct allocation_share *odd = arena_alloc(arena, MANY * sizeof *odd);
    for (int32_t i = 0; i < MANY; i++) {
        payers[i].id = roll_id();
        even[i] = (struct allocation_share){i, 1};
        odd[i] = (struct allocation_share){i, (int64_t)roll(1000)};
    }
    const struct allocation_object objects[] = {
        {.id = {{1}}, .direct_cents = 123456789, .shares = even, .share_count = MANY},
        {.id = {{2}}, .direct_cents = -98765, .shares = odd, .share_count = MANY},
        {.id = {{3}}, .direct_cents = 77, .shares = odd, .share_count = 1 + MANY / 2}};
    const struct allocation_problem problem = {
        .objects = objects, .object_count = 3, .payers = payers, .payer_count = MANY};
    check_sums(&problem, allocation_solve(&problem, arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_reciprocal), cmocka_unit_test(example_step_down),
        cmocka_unit_test(example_direct),     cmocka_unit_test(penny_in_three),
        cmocka_unit_test(memory_goes_round),  cmocka_unit_test(faults_are_named),
        cmocka_unit_test(many_payers),        cmocka_unit_test(random_periods_are_at_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
