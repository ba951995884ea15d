/* SPDX-License-Identifier: MPL-2.0 */
/* Cursors as bytes, and the order across feeds. */
#include "runtime/cursor.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct cursors some(void)
{
    struct cursors cursors = {0};
    cursors.of[OWNER_INTAKE] = (struct cursor){3, 0x0102030405060708, {{1, 2, 3}}};
    cursors.of[OWNER_BILLING] = (struct cursor){1, 7, {{9}}};
    return cursors;
}

static void test_round_trip(void **state)
{
    uint8_t bytes[CURSORS_BYTES_MAX];
    const struct cursors cursors = some();
    struct cursors found;
    (void)state;
    const size_t size = cursors_write(&cursors, bytes);
    assert_int_equal(size, 98);
    assert_int_equal(bytes[0], OWNER_INTAKE);
    assert_int_equal(bytes[9], 1);
    assert_int_equal(bytes[16], 8);
    assert_int_equal(cursors_read((struct view){bytes, size}, &found), 0);
    assert_memory_equal(&found, &cursors, sizeof cursors);
    assert_int_equal(cursors_read((struct view){bytes, 0}, &found), 0);
    assert_int_equal(found.of[OWNER_INTAKE].seq, 0);
}

static void test_malformed(void **state)
{
    uint8_t bytes[CURSORS_BYTES_MAX];
    const struct cursors cursors = some();
    struct cursors found;
    (void)state;
    const size_t size = cursors_write(&cursors, bytes);
    assert_int_equal(cursors_read((struct view){bytes, size - 1}, &found), -1);
    bytes[49] = OWNER_INTAKE; /* twice */
    assert_int_equal(cursors_read((struct view){bytes, size}, &found), -1);
    bytes[49] = OWNER_COUNT;
    assert_int_equal(cursors_read((struct view){bytes, size}, &found), -1);
    bytes[0] = OWNER_ANY;
    assert_int_equal(cursors_read((struct view){bytes, 49}, &found), -1);
}

static void test_after_is_about_the_left(void **state)
{
    uint8_t bytes[AFTER_BYTES_MAX];
    const struct cursors cursors = some();
    struct cursors reader = {0};
    (void)state;
    assert_int_equal(after_write(&cursors, OWNER_INTAKE, bytes), 0);
    assert_int_equal(after_write(&cursors, OWNER_NOTIFIER, bytes), 18);
    const struct view after = {bytes, after_write(&cursors, OWNER_MATCHER, bytes)};
    assert_int_equal(after.size, 9);
    assert_false(after_reached(after, &reader, 1U << OWNER_INTAKE));
    assert_true(after_reached(after, &reader, 1U << OWNER_BILLING)); /* It does not read intake. */
    reader.of[OWNER_INTAKE].seq = cursors.of[OWNER_INTAKE].seq;
    assert_true(after_reached(after, &reader, 1U << OWNER_INTAKE));
    reader.of[OWNER_INTAKE].seq--;
    assert_false(after_reached(after, &reader, 1U << OWNER_INTAKE));
    assert_true(after_reached((struct view){0}, &reader, ~0U));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_after_is_about_the_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
