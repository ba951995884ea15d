/* SPDX-License-Identifier: MPL-2.0 */
/* A daily timer begins with today, goes on where it was, and waits for a day that has not come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daily.h"

static void it_begins_today_and_goes_on_where_it_was(void **state)
{
    (void)state;
    struct timer timer = {.data = {0}};
    const struct call call = {.data = &timer, .today = 20000};
    assert_int_equal(daily_read(&call).day, 20000);
    const struct daily kept = {.day = 19990, .after = {{7}}};
    timer.data = (struct view){(const uint8_t *)&kept, sizeof kept};
    struct daily daily = daily_read(&call);
    assert_int_equal(daily.day, 19990);
    assert_int_equal(daily.after.bytes[0], 7);
    assert_true(daily_has_come(&call, &daily));
    daily.day = 20001;
    assert_false(daily_has_come(&call, &daily));
    timer.data.size--; /* what another version kept is not read */
    assert_int_equal(daily_read(&call).day, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_begins_today_and_goes_on_where_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
