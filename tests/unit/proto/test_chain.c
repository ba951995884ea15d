/* SPDX-License-Identifier: MPL-2.0 */
/* SHA-256 and the chain, against published and independently computed values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/chain.h"

static void assert_digest(struct digest digest, const char *expected)
{
    char text[65];
    for (size_t i = 0; i < sizeof digest.bytes; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", digest.bytes[i]);
    }
    assert_string_equal(text, expected);
}

/* FIPS 180-4 examples. */
static void test_digest(void **state)
{
    (void)state;
    assert_digest(digest_of(view_of("abc")),
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(digest_of((struct view){NULL, 0}),
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_parts_are_one_text(void **state)
{
    (void)state;
    struct view parts[] = {view_of("a"), {NULL, 0}, view_of("bc")};
    assert_true(digest_equal(digest_of_parts(parts, 3), digest_of(view_of("abc"))));
}

/* hashlib: c = sha256(zeros(32) + sha256(b"one")), then sha256(c + sha256(b"two")). */
static void test_chain_of_two(void **state)
{
    (void)state;
    struct digest chain = {{0}};
    chain = chain_next(chain, digest_of(view_of("one")));
    chain = chain_next(chain, digest_of(view_of("two")));
    assert_digest(chain, "b88f3f290fe4ac11da329c5515b418b937de9be1abffb4ff40de976ef83a28ee");
}

static void test_order_matters(void **state)
{
    (void)state;
    struct digest one = digest_of(view_of("one")), two = digest_of(view_of("two"));
    struct digest start = {{0}};
    assert_false(digest_equal(chain_next(chain_next(start, one), two),
                              chain_next(chain_next(start, two), one)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_parts_are_one_text),
        cmocka_unit_test(test_chain_of_two),
        cmocka_unit_test(test_order_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
