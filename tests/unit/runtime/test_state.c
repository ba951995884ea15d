/* SPDX-License-Identifier: MPL-2.0 */
/* The gate: what is in the table can happen, by those whom the row names, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "runtime/state.h"

enum { SHUT, OPEN, PUSH = 0, PULL };

static const struct transition door[] = {
    {STATE_NONE, SHUT, PULL, BY_SERVICE, "it is hung", false},
    {SHUT, OPEN, PUSH, BY_CONTACT | BY_SYSTEM, "somebody comes in", false},
    {OPEN, OPEN, PUSH, BY_EVENT, "it is open already", true},
};
static const struct machine machine = MACHINE(door);

static void only_the_rows_of_the_table_are_found(void **state)
{
    (void)state;
    assert_ptr_equal(state_find(&machine, STATE_NONE, PULL), &door[0]);
    assert_ptr_equal(state_find(&machine, SHUT, PUSH), &door[1]);
    assert_ptr_equal(state_find(&machine, OPEN, PUSH), &door[2]);
    assert_null(state_find(&machine, SHUT, PULL));
    assert_null(state_find(&machine, STATE_NONE, PUSH));
}

static bool allows(const struct transition *row, const struct client *client, int kind)
{
    const struct envelope envelope = {.actor = {.kind = kind}};
    return state_allows(row, &(struct call){.envelope = &envelope, .client = client});
}

static void a_row_names_who_may_pull_it(void **state)
{
    (void)state;
    const struct client *somebody = (const struct client *)&machine; /* never looked into */
    assert_true(allows(&door[1], somebody, ACTOR_CONTACT));
    assert_true(allows(&door[1], somebody, ACTOR_SYSTEM));
    assert_false(allows(&door[1], somebody, ACTOR_PROFESSIONAL));
    assert_false(allows(&door[0], somebody, ACTOR_OPERATOR));
    assert_true(allows(&door[0], NULL, ACTOR_SYSTEM));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_rows_of_the_table_are_found),
        cmocka_unit_test(a_row_names_who_may_pull_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
