/* SPDX-License-Identifier: MPL-2.0 */
/* The directory against a plain array that says what must be in it. */
#include "runtime/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ID_COUNT = 700, STEP_COUNT = 60000 };

/* Ids that differ in few bits, so that many of them meet in the table. */
static struct id id_of(uint32_t number)
{
    struct id id = {{0}};
    memcpy(&id.bytes[12], &number, sizeof number);
    return id;
}

static uint32_t *row_of(uint32_t value)
{
    uint32_t *row = malloc(sizeof *row);
    assert_non_null(row);
    *row = value;
    return row;
}

static void check_all(const directory_t *directory, const uint32_t *expected)
{
    size_t count = 0, walked = 0, position = 0;
    for (uint32_t i = 0; i < ID_COUNT; i++) {
        const uint32_t *row = directory_find(directory, id_of(i));
        assert_int_equal(row ? *row : 0, expected[i]);
        count += expected[i] != 0;
    }
    while (directory_next(directory, &position)) {
        walked++;
    }
    assert_int_equal(directory_count(directory), count);
    assert_int_equal(walked, count);
}

static void test_behaves_like_an_array(void **state)
{
    (void)state;
    static uint32_t expected[ID_COUNT];
    directory_t *directory = directory_new();
    uint64_t random = 1;
    for (uint32_t step = 1; step <= STEP_COUNT; step++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const uint32_t i = (uint32_t)(random >> 33) % ID_COUNT;
        if (random >> 63) {
            directory_remove(directory, id_of(i));
            expected[i] = 0;
        } else {
            void *row = row_of(step);
            assert_ptr_equal(directory_put(directory, id_of(i), row), row);
            expected[i] = step;
        }
        if (step % 2000 == 0) {
            check_all(directory, expected);
        }
    }
    directory_clear(directory);
    memset(expected, 0, sizeof expected);
    check_all(directory, expected);
    directory_put(directory, id_of(3), row_of(7));
    expected[3] = 7;
    check_all(directory, expected);
    directory_destroy(&directory);
    assert_null(directory);
    directory_destroy(&directory);
}

static void test_the_same_row_again_is_kept(void **state)
{
    (void)state;
    directory_t *directory = directory_new();
    uint32_t *row = row_of(1);
    directory_put(directory, id_of(9), row);
    *row = 2;
    directory_put(directory, id_of(9), row);
    assert_int_equal(*(uint32_t *)directory_find(directory, id_of(9)), 2);
    assert_int_equal(directory_count(directory), 1);
    directory_destroy(&directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_behaves_like_an_array),
        cmocka_unit_test(test_the_same_row_again_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
