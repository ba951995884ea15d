/* SPDX-License-Identifier: MPL-2.0 */
/* Admission: a client gets its rate and its window, over all its connections, and no other's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "runtime/admission.h"

static const struct client slow = {.name = "slow", .rate_per_s = 10};
static const struct client free_one = {.name = "free"};

static enum verdict ask(admission_t *admission, const struct client *client, const char *peer,
                        int64_t now_ms)
{
    int64_t wait_ms = 0;
    enum verdict verdict = admission_ask(admission, client, view_of(peer), now_ms, &wait_ms);
    assert_true((verdict == ADMITTED) == (wait_ms == 0));
    return verdict;
}

static int count_admitted(admission_t *admission, int64_t from_ms, int64_t to_ms)
{
    int count = 0;
    for (int64_t now_ms = from_ms; now_ms < to_ms; now_ms++) {
        count += ask(admission, &slow, "p", now_ms) == ADMITTED;
        admission_answered(admission, view_of("p"));
    }
    return count;
}

static void a_rate_is_kept(void **state)
{
    (void)state;
    AUTO(admission_t) *admission = admission_new();
    assert_int_equal(count_admitted(admission, 0, 1), 1);
    assert_int_equal(count_admitted(admission, 1, 10001), 109); /* 10 saved up, 10 a second */
    assert_int_equal(count_admitted(admission, 3600000, 3600001), 1);
}

static void what_is_saved_up_is_bounded(void **state)
{
    (void)state;
    AUTO(admission_t) *admission = admission_new();
    int count = 0;
    assert_int_equal(ask(admission, &slow, "p", 0), ADMITTED);
    for (int i = 0; i < 100; i++) {
        count += ask(admission, &slow, "p", 3600000) == ADMITTED;
    }
    assert_int_equal(count, 10);
}

static void the_window_counts_all_connections(void **state)
{
    (void)state;
    AUTO(admission_t) *admission = admission_new();
    for (int i = 0; i < WINDOW_MAX; i++) {
        assert_int_equal(ask(admission, &free_one, i % 2 ? "a" : "b", 0), ADMITTED);
    }
    assert_int_equal(ask(admission, &free_one, "c", 0), OVER_WINDOW);
    assert_int_equal(ask(admission, &slow, "d", 0), ADMITTED);
    admission_answered(admission, view_of("c"));
    assert_int_equal(ask(admission, &free_one, "c", 0), OVER_WINDOW);
    admission_answered(admission, view_of("c"));
    admission_answered(admission, view_of("a"));
    assert_int_equal(ask(admission, &free_one, "c", 0), ADMITTED);
    admission_empty(admission);
    admission_answered(admission, view_of("a")); /* a late answer counts nothing */
    assert_int_equal(ask(admission, &free_one, "a", 0), ADMITTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_is_kept),
        cmocka_unit_test(what_is_saved_up_is_bounded),
        cmocka_unit_test(the_window_counts_all_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
