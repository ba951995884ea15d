/* SPDX-License-Identifier: MPL-2.0 */
/* Shared costs: nothing is lost or made, nobody is a cent off, and nobody pays who did not agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "split.h"

static struct share_row share(uint8_t organisation, int64_t weight, int state)
{
    return (struct share_row){
        .organisation = {{organisation}}, .proposer = {{1}}, .weight = weight, .state = state};
}

static void a_three_way_penny(void **state)
{
    (void)state;
    const struct payer payers[] = {{{{3}}, {{0}}, 1}, {{{1}}, {{0}}, 1}, {{{2}}, {{0}}, 1}};
    int64_t cents[PAYER_MAX];
    split_amount(10000, payers, 3, cents);
    assert_int_equal(cents[0], 3333);
    assert_int_equal(cents[1], 3334); /* the smallest id gets what is left */
    assert_int_equal(cents[2], 3333);
    split_amount(-10000, payers, 3, cents);
    assert_int_equal(cents[1], -3334);
}

static void parts_add_up_and_are_less_than_a_cent_off(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        struct payer payers[PAYER_MAX];
        size_t count = 1 + (size_t)rand() % PAYER_MAX;
        int64_t weights = 0, sum_cents = 0, cents[PAYER_MAX];
        for (size_t i = 0; i < count; i++) {
            payers[i] =
                (struct payer){{{(uint8_t)(rand() % 256), (uint8_t)i}}, {{0}}, rand() % 1000};
            weights += payers[i].weight;
        }
        payers[0].weight += weights == 0;
        weights += weights == 0;
        int64_t amount_cents = rand() - RAND_MAX / 2;
        split_amount(amount_cents, payers, count, cents);
        for (size_t i = 0; i < count; i++) {
            sum_cents += cents[i];
            __int128 off = (__int128)cents[i] * weights - (__int128)amount_cents * payers[i].weight;
            assert_true(off < weights && off > -weights);
            assert_true(payers[i].weight != 0 || cents[i] == 0);
        }
        assert_int_equal(sum_cents, amount_cents);
    }
}

static void only_who_agreed_pays(void **state)
{
    (void)state;
    const struct payer asker = {{{1}}, {{9}}, 0};
    struct share_row rows[] = {share(1, 70, SHARE_ACCEPTED), share(2, 20, SHARE_ACCEPTED),
                               share(3, 10, SHARE_PROPOSED), share(4, 5, SHARE_REFUSED),
                               share(5, 50, SHARE_REPLACED)};
    void *shares[] = {&rows[0], &rows[1], &rows[2], &rows[3], &rows[4]};
    struct payer payers[PAYER_MAX];
    assert_int_equal(split_payers(&asker, shares, 5, false, payers), 2);
    assert_int_equal(payers[0].weight, 85);
    assert_true(id_equal(payers[0].organisation, asker.organisation));
    assert_int_equal(payers[1].weight, 20);
    assert_int_equal(split_payers(&asker, shares, 5, true, payers), 0);
    rows[2].state = SHARE_ACCEPTED;
    assert_int_equal(split_payers(&asker, shares, 5, true, payers), 3);
    assert_int_equal(split_payers(&asker, NULL, 0, true, payers), 1);
    assert_int_equal(payers[0].weight, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_three_way_penny),
        cmocka_unit_test(parts_add_up_and_are_less_than_a_cent_off),
        cmocka_unit_test(only_who_agreed_pays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
