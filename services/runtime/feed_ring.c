/* SPDX-License-Identifier: MPL-2.0 */
/* Consecutive events of a journal in memory: a circular array of copies. */
#include "runtime/feed_ring.h"

#include <assert.h>

#include "proto/cleanup.h"
#include "proto/scan.h"
#include "runtime/feed_common.h"

enum { CAPACITY_FIRST = 64 };

static struct feed_entry **slot_of(const struct feed_ring *ring, size_t index)
{
    return &ring->entries[(ring->first + index) & (ring->capacity - 1)];
}

/* Copies a view to *place and moves on; an absent view stays absent. */
static struct view copy_view(uint8_t **place, struct view view)
{
    if (!view.bytes) {
        return view;
    }
    struct view copy = {*place, view.size};
    memcpy(*place, view.bytes, view.size);
    *place += view.size;
    return copy;
}

static struct feed_entry *copy_item(const struct feed_item *item)
{
    assert(item->body.size > 0 && item->body.size <= EVENT_SIZE_MAX);
    assert(item->after.size <= AFTER_BYTES_MAX);
    assert(item->keys.size % sizeof(struct id) == 0);
    assert(item->keys.size / sizeof(struct id) <= FEED_BATCH_KEYS_MAX);
    size_t size = sizeof(struct feed_entry) + item->type.size + item->body.size + item->keys.size +
                  item->after.size;
    struct feed_entry *entry = malloc(size);
    if (!entry) {
        abort();
    }
    uint8_t *place = entry->bytes;
    entry->size = size;
    entry->item = *item;
    entry->item.type = copy_view(&place, item->type);
    entry->item.body = copy_view(&place, item->body);
    entry->item.keys = copy_view(&place, item->keys);
    entry->item.after = copy_view(&place, item->after);
    return entry;
}

static void drop_first(struct feed_ring *ring)
{
    struct feed_entry *entry = take(slot_of(ring, 0));
    assert(entry);
    ring->entry_size -= entry->size;
    ring->first = (ring->first + 1) & (ring->capacity - 1);
    ring->count--;
    free(entry);
}

static void grow(struct feed_ring *ring)
{
    size_t capacity = ring->capacity ? ring->capacity * 2 : CAPACITY_FIRST;
    struct feed_entry **entries = feed_alloc(capacity * sizeof(void *));
    for (size_t i = 0; i < ring->count; i++) {
        entries[i] = *slot_of(ring, i);
    }
    free(ring->entries);
    ring->entries = entries;
    ring->capacity = capacity;
    ring->first = 0;
}

void feed_ring_init(struct feed_ring *ring, size_t size_max)
{
    *ring = (struct feed_ring){.size_max = size_max};
}

void feed_ring_clear(struct feed_ring *ring)
{
    while (ring->count > 0) {
        drop_first(ring);
    }
    free(ring->entries);
    feed_ring_init(ring, ring->size_max);
}

void feed_ring_push(struct feed_ring *ring, const struct feed_item *item)
{
    if (ring->count > 0 && (*slot_of(ring, ring->count - 1))->item.seq + 1 != item->seq) {
        feed_ring_clear(ring);
    }
    if (ring->count == ring->capacity) {
        grow(ring);
    }
    struct feed_entry *entry = copy_item(item);
    *slot_of(ring, ring->count) = entry;
    ring->count++;
    ring->entry_size += entry->size;
    while (ring->count > 0 && ring->entry_size > ring->size_max) {
        drop_first(ring);
    }
}

const struct feed_entry *feed_ring_find(const struct feed_ring *ring, int64_t seq)
{
    if (ring->count == 0) {
        return NULL;
    }
    int64_t first_seq = (*slot_of(ring, 0))->item.seq;
    if (seq < first_seq || (uint64_t)(seq - first_seq) >= ring->count) {
        return NULL;
    }
    return *slot_of(ring, (size_t)(seq - first_seq));
}

size_t feed_ring_held_size(const struct feed_ring *ring)
{
    return ring->entry_size + ring->capacity * sizeof(void *);
}
