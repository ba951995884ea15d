/* SPDX-License-Identifier: MPL-2.0 */
/* Personal data at rest and on the wire: key id 16 ‖ nonce 24 ‖ secretbox (XSalsa20-Poly1305).
 *
 * The key id is the person's id. Who destroys the secret makes all that was sealed with it
 * unreadable, while hashes over the sealed bytes still verify. */
#ifndef ENTRAIDE_RUNTIME_SEAL_H
#define ENTRAIDE_RUNTIME_SEAL_H

#include "proto/arena.h"

enum { SEAL_SECRET_BYTES = 32, SEAL_OVERHEAD_BYTES = 16 + 24 + 16 };

/* A new random secret. */
void seal_new_secret(uint8_t ret_secret[SEAL_SECRET_BYTES]);

/* Seals the clear bytes under a random nonce; the result lives in the arena and is
   SEAL_OVERHEAD_BYTES longer. An absent view stays absent. */
struct view seal_box(struct id person, const uint8_t secret[SEAL_SECRET_BYTES], struct view clear,
                     arena_t *arena);

/* The clear bytes, in the arena. Absent when the bytes were tampered with, are too short, or were
   sealed with another secret: such a field is unreadable, for ever. */
struct view seal_open(const uint8_t secret[SEAL_SECRET_BYTES], struct view sealed, arena_t *arena);

/* Whose key it was sealed with; none when the bytes are too short to be sealed. */
struct id seal_key_id(struct view sealed);

#endif
