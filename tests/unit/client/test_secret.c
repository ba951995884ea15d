/* SPDX-License-Identifier: MPL-2.0 */
/* Keys that come with a feed open what was sealed with them, until the person is erased. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sodium.h>
#include <cmocka.h>

#include "fake.h"

enum { PERSONS = 40, SEALED_SIZE = 16 + 24 + 16 + 5 };

/* Not in order, as persons change in any order. */
static struct id person_of(int number)
{
    return (struct id){{(uint8_t)(number * 7 % PERSONS + 1)}};
}

static uint8_t secrets[PERSONS][32];
static arena_t *arena;

static struct view seal_for(int number, uint8_t ret_sealed[SEALED_SIZE])
{
    struct id person = person_of(number);
    memcpy(ret_sealed, person.bytes, 16);
    randombytes_buf(ret_sealed + 16, 24);
    crypto_secretbox_easy(ret_sealed + 40, (const uint8_t *)"Berri", 5, ret_sealed + 16,
                          secrets[number]);
    return (struct view){ret_sealed, SEALED_SIZE};
}

static void add_keys(struct feed_batch *batch)
{
    struct feed_key keys[PERSONS];
    for (int i = 0; i < PERSONS; i++) {
        keys[i] = (struct feed_key){.id = person_of(i), .secret = {secrets[i], 32}};
    }
    batch->keys = feed_key_list(keys, PERSONS, arena);
}

static void feed_keys(struct fake *fake, const struct envelope *envelope,
                      const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        fake_batch(fake, 2, add_keys);
    }
}

static bool opens(const entraide_t *bus, struct view sealed)
{
    struct view clear = {0};
    bool opened = entraide_open_sealed(bus, sealed, arena, &clear);
    return opened && view_is(clear, "Berri");
}

static void test_opened_until_erased(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_event event;
    uint8_t sealed[SEALED_SIZE];
    struct intake_contact_erased erased = {.id = person_of(3)};
    arena = arena_new(4096);
    randombytes_buf(secrets, sizeof secrets);
    fake = (struct fake){0};
    fake_events(&fake, 1);
    fake_event(&fake, &message_intake_contact_erased, &erased);
    fake_start(&fake, feed_keys);
    entraide_t *bus = fake_bus(fake.endpoint);
    assert_false(opens(bus, seal_for(3, sealed)));
    entraide_follow(bus, OWNER_INTAKE, (struct entraide_cursor){0});
    assert_int_equal(entraide_next(bus, 3000, &event), ENTRAIDE_DONE);
    for (int i = 0; i < PERSONS; i++) {
        assert_true(opens(bus, seal_for(i, sealed)));
    }
    sealed[SEALED_SIZE - 1] ^= 1;
    assert_false(opens(bus, (struct view){sealed, SEALED_SIZE}));
    assert_false(opens(bus, (struct view){sealed, 20}));
    assert_int_equal(entraide_next(bus, 3000, &event), ENTRAIDE_DONE);
    for (int i = 0; i < PERSONS; i++) {
        assert_int_equal(opens(bus, seal_for(i, sealed)), i != 3);
    }
    entraide_destroy(&bus);
    fake_stop(&fake);
    arena_destroy(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_opened_until_erased)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
