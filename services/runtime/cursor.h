/* SPDX-License-Identifier: MPL-2.0 */
/* Where a reader stands in a journal, and what it has read of others. */
#ifndef ENTRAIDE_RUNTIME_CURSOR_H
#define ENTRAIDE_RUNTIME_CURSOR_H

#include "proto/chain.h"
#include "proto/contract.h"

/* The place after event seq: 0 and a zero chain before the first. */
struct cursor {
    int64_t epoch;
    int64_t seq;
    struct digest chain;
};

/* Cursors into the feeds of all services, by owner; those never read are zero. */
struct cursors {
    struct cursor of[OWNER_COUNT];
};

/* The stored form (journal.cursors): for each owner with seq > 0: owner 1, epoch 8, seq 8, chain 32
   bytes, big-endian, ascending owner. Largest: 4 x 49 = 196 bytes. */
enum { CURSORS_BYTES_MAX = 4 * 49 };
size_t cursors_write(const struct cursors *cursors, uint8_t ret_bytes[CURSORS_BYTES_MAX]);
int cursors_read(struct view bytes, struct cursors *ret_cursors); /* 0, or -1 when malformed */

/* The `after` of a feed event (9 bytes each: owner, seq) from the stored cursors, only of owners to the
   left of `producer`; and whether `reader` has reached them all (owners it does not read are skipped:
   reads is a bit per owner). */
enum { AFTER_BYTES_MAX = 4 * 9 };
size_t after_write(const struct cursors *cursors, enum owner producer,
                   uint8_t ret_bytes[AFTER_BYTES_MAX]);
bool after_reached(struct view after, const struct cursors *reader, uint32_t reads);

#endif
