/* SPDX-License-Identifier: MPL-2.0 */
/* What both sides of a feed must count and allocate alike. */
#ifndef ENTRAIDE_RUNTIME_FEED_COMMON_H
#define ENTRAIDE_RUNTIME_FEED_COMMON_H

#include <stdlib.h>

#include "proto/contract.h"

/* The contract's bounds: fields of feed.open, feed.batch, and the names in both. */
enum {
    FEED_CREDIT_EVENTS_MAX = 65536,
    FEED_CREDIT_BYTES_MAX = 64 * 1024 * 1024,
    FEED_BATCH_EVENTS_MAX = 512,
    FEED_BATCH_KEYS_MAX = 512,
    FEED_NAME_MAX = 64
};

/* Bytes of credit that an event uses up. An event may be sent while any byte of credit is left, so
   that a small window never stops the feed: a reader holds at most one event more than it granted.
   */
static inline int64_t feed_cost(const struct feed_event *event)
{
    return (int64_t)(event->body.size + event->digest.size + event->after.size);
}

/* Zeroed memory; never NULL. */
static inline void *feed_alloc(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

#endif
