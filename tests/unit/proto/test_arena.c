/* SPDX-License-Identifier: MPL-2.0 */
/* Arena: zeroed, aligned, reused after a reset, and not for ever large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/arena.h"

static void test_memory_is_zeroed_and_aligned(void **state)
{
    AUTO(arena_t) *arena = arena_new(64);
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300; size++) {
            uint8_t *bytes = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)bytes % 16, 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(bytes[i], 0);
            }
            memset(bytes, 0xaa, size);
        }
        arena_reset(arena);
    }
}

static void test_reset_keeps_what_is_usual(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)arena_alloc(arena, 1000);
    }
    arena_reset(arena);
    size_t held_size = arena_held_size(arena);
    assert_true(held_size > 32 * 1024 && held_size < 256 * 1024);
    for (int i = 0; i < 30; i++) {
        (void)arena_alloc(arena, 1000);
    }
    assert_int_equal(arena_held_size(arena), held_size); /* nothing new was needed */
}

static void test_reset_gives_what_is_large_back(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    (void)state;
    (void)arena_alloc(arena, 8 * 1024 * 1024);
    arena_reset(arena);
    assert_true(arena_held_size(arena) < 64 * 1024);
}

static void test_copy_and_print(void **state)
{
    AUTO(arena_t) *arena = arena_new(16);
    (void)state;
    struct view absent = arena_copy(arena, (struct view){NULL, 0});
    struct view empty = arena_copy(arena, view_of(""));
    struct view text = arena_print(arena, "%d and %s", 7, "a text longer than the first chunk");
    assert_null(absent.bytes);
    assert_non_null(empty.bytes);
    assert_true(view_is(text, "7 and a text longer than the first chunk"));
    assert_int_equal(text.bytes[text.size], 0);
}

static void test_destroy_accepts_nothing(void **state)
{
    arena_t *arena = NULL;
    (void)state;
    arena_destroy(&arena);
    assert_null(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_reset_keeps_what_is_usual),
        cmocka_unit_test(test_reset_gives_what_is_large_back),
        cmocka_unit_test(test_copy_and_print),
        cmocka_unit_test(test_destroy_accepts_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
