/* SPDX-License-Identifier: MPL-2.0 */
/* The books at a period's end: what a certificate adds to the one before it, by account; numbers that do not add
 * up are never posted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "closing.h"
#include "month.h"
#include "proto/cleanup.h"

enum { ROUNDS = 500, ARENA_CHUNK = 512 * 1024 };

static int64_t sum_accounts(const struct closing *closing)
{
    int64_t cents = 0;
    for (size_t i = 0; i < closing->account_count; i++) {
        cents += closing->accounts[i].amount_cents;
        for (size_t other = 0; other < i; other++) {
            assert_false(
                view_equal(closing->accounts[i].account, closing->accounts[other].account));
        }
    }
    return cents;
}

/* Cost leaves its accounts for the period's result and for what is carried: together nothing. */
static void cost_leaves_its_accounts(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *certificate = month_solve(&month, NULL);
        struct closing closing;
        if (!certificate) {
            continue;
        }
        assert_int_equal(closing_make(certificate, NULL, arena, &closing), 0);
        assert_int_equal(closing.cost_cents, certificate->cost_cents);
        assert_int_equal(sum_accounts(&closing), -closing.cost_cents - closing.carried_cents);
    }
}

/* A cost that comes late, behind all others by its id. */
static void add_cost(struct month *month, struct cost_row *cost)
{
    size_t count = month->rows.cost_count;
    struct cost_row **costs = arena_alloc(month->arena, (count + 1) * sizeof(struct cost_row *));
    if (count > 0) {
        memcpy(costs, month->rows.costs, count * sizeof(struct cost_row *));
    }
    costs[count] = cost;
    month->rows.costs = costs;
    month->rows.cost_count++;
}

static void a_supplement_posts_only_what_is_new(void **state)
{
    (void)state;
    int compared = 0;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *first = month_solve(&month, NULL);
        struct cost_row late = {.id = id_for(250, 1),
                                .amount_cents = 1 + (int64_t)roll(99999),
                                .account = view_of("late"),
                                .target = TARGET_POOL,
                                .target_id = month.rows.pools[roll(MONTH_POOLS)]->id};
        add_cost(&month, &late);
        month.rows.former = first;
        const struct certificate *second = first ? month_solve(&month, NULL) : NULL;
        struct closing closing;
        if (!second) {
            continue;
        }
        compared++;
        assert_int_equal(closing_make(second, first, arena, &closing), 0);
        assert_int_equal(closing.cost_cents + closing.carried_cents, late.amount_cents);
        assert_int_equal(closing.account_count, 1);
        assert_true(view_is(closing.accounts[0].account, "expenses:cost:late"));
        assert_int_equal(closing.accounts[0].amount_cents, -late.amount_cents);
        assert_int_equal(closing_make(second, second, arena, &closing), 0);
        assert_int_equal(closing.account_count, 0);
        assert_int_equal(closing.cost_cents, 0);
    }
    assert_true(compared > ROUNDS / 4);
}

/* The same payers, one of whom is billed a cent more. */
static struct list shift_cent(struct list payers, arena_t *arena)
{
    struct certificate_payer *shifted = arena_alloc(arena, (payers.count + 1) * sizeof *shifted);
    size_t count = 0;
    while (certificate_payer_next(&payers, &shifted[count])) {
        count++;
    }
    shifted[roll(count)].true_up_cents++;
    return certificate_payer_list(shifted, count, arena);
}

/* One number that is a cent off, whichever it is, keeps the certificate out of the books. */
static void a_cent_off_is_never_posted(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
        struct month month = month_roll(arena);
        const struct certificate *sound = month_solve(&month, NULL);
        struct closing closing;
        if (!sound || sound->payers.count == 0) {
            continue;
        }
        struct certificate wrong = *sound;
        wrong.cost_cents++;
        assert_int_equal(closing_make(&wrong, NULL, arena, &closing), E_BOOKS);
        wrong = *sound;
        wrong.carried_cents--;
        assert_int_equal(closing_make(&wrong, NULL, arena, &closing), E_BOOKS);
        wrong = *sound;
        wrong.payers = shift_cent(sound->payers, arena);
        assert_int_equal(closing_make(&wrong, NULL, arena, &closing), E_BOOKS);
    }
}

/* More accounts than a transaction of the ledger is made for. */
static void accounts_are_bounded(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(ARENA_CHUNK);
    struct certificate_entry *entries =
        arena_alloc(arena, (CLOSING_ACCOUNT_MAX + 1) * sizeof *entries);
    for (size_t i = 0; i <= CLOSING_ACCOUNT_MAX; i++) {
        entries[i] = (struct certificate_entry){.id = id_for((uint8_t)(i / 256), (uint8_t)i),
                                                .amount_cents = i % 2 ? 5 : -5,
                                                .account = arena_print(arena, "account.%zu", i)};
    }
    struct certificate certificate = {
        .entries = certificate_entry_list(entries, CLOSING_ACCOUNT_MAX, arena)};
    struct closing closing;
    assert_int_equal(closing_make(&certificate, NULL, arena, &closing), 0);
    assert_int_equal(closing.account_count, CLOSING_ACCOUNT_MAX);
    entries[CLOSING_ACCOUNT_MAX].amount_cents = 0;
    certificate.entries = certificate_entry_list(entries, CLOSING_ACCOUNT_MAX + 1, arena);
    assert_int_equal(closing_make(&certificate, NULL, arena, &closing), E_BOOKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost_leaves_its_accounts),
        cmocka_unit_test(a_supplement_posts_only_what_is_new),
        cmocka_unit_test(a_cent_off_is_never_posted),
        cmocka_unit_test(accounts_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
