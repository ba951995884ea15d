/* SPDX-License-Identifier: MPL-2.0 */
/* An arena for each test of texts. */
#include "texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

arena_t *arena;

int set_up(void **state)
{
    (void)state;
    arena = arena_new(4096);
    return 0;
}

int tear_down(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

void expect(struct view text, const char *expected)
{
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.bytes, expected, text.size);
}
