/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of a month become one problem: nothing is lost on the way, the order of rows does not matter, and who paid
 * under the certificate before pays again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "certificate.h"
#include "month.h"
#include "proto/cleanup.h"

enum { ROUNDS = 1000, ARENA_CHUNK = 256 * 1024 };

static void shuffle(void **items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = roll(i);
        void *item = items[i - 1];
        items[i - 1] = items[other];
        items[other] = item;
    }
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    size_t solved = 0;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *one = month_solve(&month, NULL);
        shuffle((void **)month.rows.pools, month.rows.pool_count);
        shuffle((void **)month.rows.readings, month.rows.reading_count);
        shuffle((void **)month.rows.objects, month.rows.object_count);
        const struct certificate *other = month_solve(&month, NULL);
        assert_int_equal(one == NULL, other == NULL);
        if (one) {
            solved++;
            assert_true(view_equal(certificate_pack(one, arena), certificate_pack(other, arena)));
        }
    }
    assert_true(solved > ROUNDS / 4);
}

static int64_t sum_allowable(const struct month *month)
{
    int64_t cents = 0;
    for (size_t i = 0; i < month->rows.cost_count; i++) {
        const struct cost_row *cost = month->rows.costs[i];
        cents += cost->unallowable ? 0 : cost->amount_cents;
    }
    return cents;
}

static void check_drivers(const struct assembly *assembly)
{
    for (size_t i = 0; i < assembly->driver_count; i++) {
        const struct assembly_driver *driver = &assembly->drivers[i];
        for (size_t t = 0; t < driver->target_count; t++) {
            const struct allocation_target *target = &driver->targets[t], *before = target - 1;
            size_t count =
                target->pool ? assembly->problem.pool_count : assembly->problem.object_count;
            assert_true(target->quantity > 0);
            assert_true(target->place >= 0 && (size_t)target->place < count);
            assert_true(t == 0 || before->pool > target->pool ||
                        (before->pool == target->pool && before->place < target->place));
        }
    }
}

static void every_cost_and_every_charge_is_there_once(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        struct assembly assembly;
        struct period_rows rows = month.rows;
        char expected[160];
        rows.period = &month.period;
        rows.laws = &month.laws;
        assert_int_equal(assembly_make(&rows, arena, &assembly, expected), 0);
        int64_t cents = 0, charged_cents = 0;
        for (size_t i = 0; i < assembly.problem.pool_count; i++) {
            cents += assembly.problem.pools[i].cost_cents;
            assert_true(assembly.problem.pools[i].chain_count >= 1);
        }
        for (size_t i = 0; i < assembly.problem.object_count; i++) {
            cents += assembly.problem.objects[i].direct_cents;
        }
        assert_int_equal(cents, sum_allowable(&month));
        assert_int_equal(assembly.entry_count, month.rows.cost_count);
        for (size_t i = 0; i < assembly.problem.payer_count; i++) {
            charged_cents += assembly.provisional_cents[i];
        }
        for (size_t i = 0; i < month.rows.charge_count; i++) {
            charged_cents -= month.rows.charges[i]->amount_cents;
        }
        assert_int_equal(charged_cents, 0);
        check_drivers(&assembly);
    }
}

/* A practical denominator needs somebody who takes what is idle. */
static void idle_time_needs_a_pool(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
    struct pool_row lawyer = {.code = view_of("lawyer"),
                              .id = id_for(1, 1),
                              .driver = DRIVER_MINUTES,
                              .denominator = DENOMINATOR_PRACTICAL};
    const struct pool_row *pools[] = {&lawyer};
    struct reading_row capacity = {.pool = lawyer.id,
                                   .driver = DRIVER_CAPACITY,
                                   .target = TARGET_POOL,
                                   .target_id = lawyer.id,
                                   .quantity = 600};
    struct reading_row *readings[] = {&capacity};
    struct month month = {.arena = arena};
    struct period_rows rows = {.period = &month.period,
                               .laws = &month.laws,
                               .pools = pools,
                               .pool_count = 1,
                               .readings = readings,
                               .reading_count = 1};
    struct assembly assembly;
    char expected[160];
    assert_int_equal(assembly_make(&rows, arena, &assembly, expected), E_UNKNOWN_POOL);
    assert_non_null(strstr(expected, "lawyer"));
    struct pool_row idle = {.id = id_for(1, 2), .kind = POOL_IDLE, .driver = DRIVER_ALL_MINUTES};
    const struct pool_row *both[] = {&lawyer, &idle};
    rows.pools = both;
    rows.pool_count = 2;
    assert_int_equal(assembly_make(&rows, arena, &assembly, expected), 0);
    const struct allocation_driver *minutes =
        &assembly.problem.drivers[assembly.problem.pools[0].chain[0]];
    assert_int_equal(minutes->target_count, 1);
    assert_true(minutes->targets[0].pool);
    assert_int_equal(minutes->targets[0].quantity, 600);
}

/* What is agreed, joined and changed after a certificate: other payers of every object, and more members. */
static void change_payers(struct month *month)
{
    struct id *members = arena_alloc(month->arena, (MONTH_PAYERS + 1) * sizeof *members);
    memcpy(members, month->rows.members, MONTH_PAYERS * sizeof *members);
    members[MONTH_PAYERS] = id_for(200, 1);
    month->rows.members = members;
    month->rows.member_count = MONTH_PAYERS + 1;
    for (size_t i = 0; i < month->rows.engagement_payer_count; i++) {
        month->rows.engagement_payers[i]->weight += 7;
    }
    for (size_t i = 0; i < month->rows.object_count; i++) {
        const struct payer_weight stranger = {.payer = id_for(200, 2), .weight = 1};
        month->rows.objects[i]->all_members = false;
        month->rows.objects[i]->payers =
            list_bytes(payer_weight_list(&stranger, 1, month->arena), month->arena);
    }
}

static void who_paid_pays_again(void **state)
{
    (void)state;
    size_t compared = 0;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *first = month_solve(&month, NULL);
        if (!first) {
            continue;
        }
        change_payers(&month);
        month.rows.former = first;
        const struct certificate *again = month_solve(&month, NULL);
        assert_non_null(again);
        struct list payers = first->payers, others = again->payers;
        struct certificate_payer payer, other;
        assert_int_equal(payers.count, others.count);
        while (certificate_payer_next(&payers, &payer) && certificate_payer_next(&others, &other)) {
            assert_true(id_equal(payer.id, other.id));
            assert_int_equal(payer.cents, other.cents);
            compared++;
        }
    }
    assert_true(compared > ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(every_cost_and_every_charge_is_there_once),
        cmocka_unit_test(idle_time_needs_a_pool),
        cmocka_unit_test(who_paid_pays_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
