/* SPDX-License-Identifier: MPL-2.0 */
/* SHA-256 and the hash chain of a journal: chain' = SHA-256(chain ‖ SHA-256(body)). */
#ifndef ENTRAIDE_PROTO_CHAIN_H
#define ENTRAIDE_PROTO_CHAIN_H

#include "proto/view.h"

struct digest {
    uint8_t bytes[32];
};

/* SHA-256 of the bytes. */
struct digest digest_of(struct view bytes);

/* SHA-256 of several pieces of bytes, one after the other. */
struct digest digest_of_parts(const struct view *parts, size_t count);

/* The chain after an event whose body has this digest. The chain of an empty journal is 32 zeros. */
struct digest chain_next(struct digest chain, struct digest body);

static inline bool digest_equal(struct digest a, struct digest b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

#endif
