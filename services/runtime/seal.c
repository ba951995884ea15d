/* SPDX-License-Identifier: MPL-2.0 */
/* Sealed fields by libsodium. Pure but for the randomness of nonces and secrets. */
#include "runtime/seal.h"

#include <assert.h>
#include <sodium.h>

enum { KEY_ID_BYTES = sizeof(struct id), BOX_AT = KEY_ID_BYTES + crypto_secretbox_NONCEBYTES };

static_assert(SEAL_SECRET_BYTES == crypto_secretbox_KEYBYTES, "one key of a secretbox");
static_assert(SEAL_OVERHEAD_BYTES == BOX_AT + crypto_secretbox_MACBYTES, "what a seal adds");

/* Idempotent and cheap; without a source of randomness there is nothing that could go on. */
static void random_bytes(uint8_t *ret_bytes, size_t size)
{
    const int ready = sodium_init();
    assert(ready >= 0);
    randombytes_buf(ret_bytes, size);
}

void seal_new_secret(uint8_t ret_secret[SEAL_SECRET_BYTES])
{
    random_bytes(ret_secret, SEAL_SECRET_BYTES);
}

struct view seal_box(struct id person, const uint8_t secret[SEAL_SECRET_BYTES], struct view clear,
                     arena_t *arena)
{
    if (!clear.bytes) {
        return (struct view){0};
    }
    uint8_t *sealed = arena_alloc(arena, clear.size + SEAL_OVERHEAD_BYTES);
    uint8_t *nonce = sealed + KEY_ID_BYTES;
    memcpy(sealed, person.bytes, KEY_ID_BYTES);
    random_bytes(nonce, crypto_secretbox_NONCEBYTES);
    const int failed =
        crypto_secretbox_easy(sealed + BOX_AT, clear.bytes, clear.size, nonce, secret);
    assert(!failed);
    return (struct view){sealed, clear.size + SEAL_OVERHEAD_BYTES};
}

struct view seal_open(const uint8_t secret[SEAL_SECRET_BYTES], struct view sealed, arena_t *arena)
{
    if (sealed.size < SEAL_OVERHEAD_BYTES) {
        return (struct view){0};
    }
    const size_t size = sealed.size - SEAL_OVERHEAD_BYTES;
    uint8_t *clear = arena_alloc(arena, size + 1); /* Present even when it is empty. */
    if (crypto_secretbox_open_easy(clear, sealed.bytes + BOX_AT, sealed.size - BOX_AT,
                                   sealed.bytes + KEY_ID_BYTES, secret) != 0) {
        return (struct view){0};
    }
    return (struct view){clear, size};
}

struct id seal_key_id(struct view sealed)
{
    struct id person = {{0}};
    if (sealed.size >= SEAL_OVERHEAD_BYTES) {
        memcpy(person.bytes, sealed.bytes, sizeof person.bytes);
    }
    return person;
}
