/* SPDX-License-Identifier: MPL-2.0 */
/* Consecutive events of a journal in memory, bounded in bytes: the oldest make room for the newest.
   */
#ifndef ENTRAIDE_RUNTIME_FEED_RING_H
#define ENTRAIDE_RUNTIME_FEED_RING_H

#include "runtime/feed_server.h"

/* A copy of an event. */
struct feed_entry {
    struct feed_item item;
    size_t size; /* bytes held by it */
    uint8_t bytes[];
};

/* Caller's storage: feed_ring_init, feed_ring_clear. */
struct feed_ring {
    struct feed_entry **entries; /* circular */
    size_t capacity;             /* a power of two, or 0 */
    size_t first, count;
    size_t entry_size; /* bytes held by entries */
    size_t size_max;
};

/* An empty ring that keeps at most size_max bytes of events. */
void feed_ring_init(struct feed_ring *ring, size_t size_max);

/* Frees all memory; the ring is empty and may be used again. */
void feed_ring_clear(struct feed_ring *ring);

/* Copies the event to the end. An event that does not follow the last one empties the ring first.
   */
void feed_ring_push(struct feed_ring *ring, const struct feed_item *item);

/* The event with this number, or NULL. Borrowed until the ring changes. */
const struct feed_entry *feed_ring_find(const struct feed_ring *ring, int64_t seq);

/* Bytes now held. */
size_t feed_ring_held_size(const struct feed_ring *ring);

#endif
