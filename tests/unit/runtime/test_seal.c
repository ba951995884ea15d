/* SPDX-License-Identifier: MPL-2.0 */
/* What is sealed opens with its secret only, and not at all after a change of any bit. */
#include "runtime/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct id person = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

static int make_arena(void **state)
{
    *state = arena_new(4096);
    return 0;
}

static int drop_arena(void **state)
{
    arena_destroy((arena_t **)state);
    return 0;
}

static void test_round_trip(void **state)
{
    static const char *const texts[] = {"", "a", "Éloïse Tremblay, 12, rue du Moulin"};
    uint8_t secret[SEAL_SECRET_BYTES];
    seal_new_secret(secret);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct view clear = view_of(texts[i]);
        const struct view sealed = seal_box(person, secret, clear, *state);
        assert_int_equal(sealed.size, clear.size + SEAL_OVERHEAD_BYTES);
        assert_true(id_equal(seal_key_id(sealed), person));
        const struct view opened = seal_open(secret, sealed, *state);
        assert_non_null(opened.bytes);
        assert_true(view_equal(opened, clear));
        assert_false(view_equal(seal_box(person, secret, clear, *state), sealed));
    }
    assert_null(seal_box(person, secret, (struct view){0}, *state).bytes);
}

/* Made by a program of its own from the definitions of XSalsa20 and Poly1305: key 32 x 'K', nonce
   24 x 'N'. */
static void test_vector(void **state)
{
    static const uint8_t sealed[] = {
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d,
        0x0e, 0x0f, 0x10, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e,
        0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e, 0x4e,
        0x4e, 0xce, 0x15, 0xe4, 0x65, 0x3b, 0xdf, 0x8b, 0xf1, 0xc2, 0x08, 0x44, 0x2e,
        0x98, 0xfa, 0xa4, 0xb4, 0x72, 0x88, 0x3b, 0xbf, 0xec, 0xa8, 0x63,
    };
    uint8_t secret[SEAL_SECRET_BYTES];
    memset(secret, 'K', sizeof secret);
    assert_true(
        view_is(seal_open(secret, (struct view){sealed, sizeof sealed}, *state), "bonjour"));
}

static void test_tampering_is_seen(void **state)
{
    uint8_t secret[SEAL_SECRET_BYTES], other[SEAL_SECRET_BYTES], bytes[SEAL_OVERHEAD_BYTES + 4];
    seal_new_secret(secret);
    seal_new_secret(other);
    const struct view sealed = seal_box(person, secret, view_of("abcd"), *state);
    assert_int_equal(sealed.size, sizeof bytes);
    for (size_t bit = 8 * sizeof person; bit < 8 * sizeof bytes; bit++) {
        memcpy(bytes, sealed.bytes, sizeof bytes);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_null(seal_open(secret, (struct view){bytes, sizeof bytes}, *state).bytes);
    }
    for (size_t size = 0; size < sizeof bytes; size++) {
        assert_null(seal_open(secret, (struct view){sealed.bytes, size}, *state).bytes);
    }
    assert_null(seal_open(other, sealed, *state).bytes);
    assert_true(id_none(seal_key_id((struct view){sealed.bytes, SEAL_OVERHEAD_BYTES - 1})));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_vector, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(test_tampering_is_seen, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
