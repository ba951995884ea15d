/* SPDX-License-Identifier: MPL-2.0 */
/* The hash of what is numbered depends on all of it and on everything before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ledger.h"
#include "number.h"

static void the_hash_covers_body_and_chain(void **state)
{
    (void)state;
    struct digest first = number_hash(view_of("F-000001"), (struct view){0});
    struct view before = {first.bytes, sizeof first.bytes};
    assert_false(digest_equal(first, number_hash(view_of("F-000001"), before)));
    assert_false(digest_equal(first, number_hash(view_of("F-000002"), (struct view){0})));
    assert_true(digest_equal(first, number_hash(view_of("F-000001"), (struct view){0})));
}

static void a_transaction_is_covered_with_its_entries(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    struct ledger_entry entries[] = {{view_of("assets:receivable"), 115, 0},
                                     {view_of("income:services"), -115, 0}};
    struct ledger_transaction transaction = {.id = {{1}},
                                             .serial = 1,
                                             .day = 20000,
                                             .source = {{2}},
                                             .currency = view_of("CAD"),
                                             .entries = ledger_entry_list(entries, 2, arena)};
    struct digest first = ledger_hash(&transaction, (struct view){0}, arena);
    entries[0].amount_cents = 116;
    transaction.entries = ledger_entry_list(entries, 2, arena);
    assert_false(digest_equal(first, ledger_hash(&transaction, (struct view){0}, arena)));
}

static void accounts_stand_below_their_role(void **state)
{
    (void)state;
    AUTO(arena_t) *arena = arena_new(4096);
    for (int role = 0; role < account_role_count; role++) {
        assert_true(ledger_account(role, (struct view){0}, arena).size > 0);
    }
    assert_true(view_is(ledger_account(ACCOUNT_TAX, view_of("gst"), arena), "liabilities:tax:gst"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_covers_body_and_chain),
        cmocka_unit_test(a_transaction_is_covered_with_its_entries),
        cmocka_unit_test(accounts_stand_below_their_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
