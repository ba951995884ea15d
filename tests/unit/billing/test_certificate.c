/* SPDX-License-Identifier: MPL-2.0 */
/* A certificate says everything that was put together and solved, adds up, and reads back as it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "certificate.h"
#include "month.h"
#include "proto/cleanup.h"

enum { ROUNDS = 500, ARENA_CHUNK = 256 * 1024 };

static void check_sums(const struct certificate *certificate)
{
    struct list payers = certificate->payers, lines = certificate->lines;
    struct certificate_payer payer;
    struct certificate_line line;
    int64_t cents = 0, provisional_cents = 0, true_up_cents = 0, line_cents = 0;
    while (certificate_payer_next(&payers, &payer)) {
        assert_int_equal(payer.cents, payer.provisional_cents + payer.true_up_cents);
        assert_int_equal(payer.note.size, 0);
        cents += payer.cents;
        provisional_cents += payer.provisional_cents;
        true_up_cents += payer.true_up_cents;
    }
    while (certificate_line_next(&lines, &line)) {
        line_cents += line.cents;
    }
    assert_int_equal(cents, certificate->cost_cents);
    assert_int_equal(line_cents, certificate->cost_cents);
    assert_int_equal(provisional_cents, certificate->provisional_cents);
    assert_int_equal(true_up_cents, certificate->true_up_cents);
}

static void check_entries(const struct certificate *certificate)
{
    struct list entries = certificate->entries, pools = certificate->pools;
    struct certificate_entry entry;
    struct certificate_pool pool;
    int64_t cents = 0, carried_cents = 0;
    while (certificate_entry_next(&entries, &entry)) {
        cents += entry.unallowable ? 0 : entry.amount_cents;
    }
    while (certificate_pool_next(&pools, &pool)) {
        carried_cents += pool.used < 0 ? pool.cost_cents : 0;
    }
    assert_int_equal(cents, certificate->cost_cents + certificate->carried_cents);
    assert_int_equal(carried_cents, certificate->carried_cents);
}

static void it_adds_up_and_reads_back(void **state)
{
    (void)state;
    int solved = 0;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *made = month_solve(&month, NULL);
        if (!made) {
            continue;
        }
        solved++;
        struct view body = certificate_pack(made, arena);
        struct certificate read = certificate_read(body);
        check_sums(&read);
        check_entries(&read);
        assert_true(view_equal(certificate_pack(&read, arena), body));
    }
    assert_true(solved > ROUNDS / 4);
}

/* What was assembled, in the order in which it was. */
static void nothing_is_left_out(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        struct assembly assembly;
        const struct certificate *made = month_solve(&month, &assembly);
        if (!made) {
            continue;
        }
        assert_int_equal(made->entries.count, assembly.entry_count);
        assert_int_equal(made->pools.count, assembly.problem.pool_count);
        assert_int_equal(made->objects.count, assembly.problem.object_count);
        assert_int_equal(made->payers.count, assembly.problem.payer_count);
        struct list drivers = made->drivers;
        struct certificate_driver driver;
        for (size_t i = 0; certificate_driver_next(&drivers, &driver); i++) {
            assert_int_equal(driver.kind, assembly.drivers[i].kind);
            assert_int_equal(driver.counts.count, assembly.drivers[i].target_count);
        }
    }
}

/* Which certificate of the period it is, after which one, and under which by-law. */
static void it_says_what_it_follows(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
    struct month month = {.arena = arena,
                          .laws = {.reserve_pool = view_of("reserve"), .reserve_ppm = 50000}};
    const struct certificate *first = month_solve(&month, NULL);
    assert_int_equal(first->number, 1);
    assert_int_equal(first->previous.size, 0);
    assert_int_equal(first->reserve_ppm,
                     0); /* a price of non-members that the by-law does not ask for */
    month.period.certificate_count = 4;
    month.period.certificate_hash = view_of("the hash of the fourth");
    month.laws.non_members = NON_MEMBER_RESERVE;
    const struct certificate *fifth = month_solve(&month, NULL);
    assert_int_equal(fifth->number, 5);
    assert_true(view_is(fifth->previous, "the hash of the fourth"));
    assert_true(view_is(fifth->reserve_pool, "reserve"));
    assert_int_equal(fifth->reserve_ppm, 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_adds_up_and_reads_back),
        cmocka_unit_test(nothing_is_left_out),
        cmocka_unit_test(it_says_what_it_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
