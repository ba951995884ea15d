/* SPDX-License-Identifier: MPL-2.0 */
/* A batch of the feed while it is put together. */
#include "runtime/feed_draft.h"

#include "proto/scan.h"

/* A batch frame stays below FRAME_SIZE_MAX: the names and heads around what is counted here take
   less than the 16 KiB left. Of one event: heads and names of its map, 19 bytes. Of one key: 16 and
   32 bytes, heads and names, 64 bytes. 512 of each are 2 x 512 x 5 elements: maps, names and
   values. */
enum { BATCH_SIZE_MAX = 240 * 1024, EVENT_HEAD_SIZE = 24, KEY_SIZE = 68 };
_Static_assert(BATCH_SIZE_MAX + 16 * 1024 <= FRAME_SIZE_MAX, "a batch is one frame");
_Static_assert(5 * (FEED_BATCH_EVENTS_MAX + FEED_BATCH_KEYS_MAX) + 100 <= FRAME_ELEMENT_MAX,
               "a batch passes the scan");
_Static_assert(EVENT_SIZE_MAX + AFTER_BYTES_MAX + FEED_BATCH_KEYS_MAX * KEY_SIZE < BATCH_SIZE_MAX,
               "one event always fits");

static bool has_key(const struct feed_draft *draft, struct id person)
{
    for (size_t i = 0; i < draft->key_count; i++) {
        if (id_equal(draft->keys[i].id, person)) {
            return true;
        }
    }
    return false;
}

/* The secret of one person, unless it is there already or was erased. */
static void add_key(struct feed_draft *draft, struct id person)
{
    if (has_key(draft, person)) {
        return;
    }
    uint8_t *secret = draft->secrets[draft->key_count];
    if (draft->keyed->secret(draft->keyed->context, person, secret)) {
        struct view bytes = {secret, sizeof draft->secrets[0]};
        draft->keys[draft->key_count] = (struct feed_key){.id = person, .secret = bytes};
        draft->key_count++;
        draft->size += KEY_SIZE;
    }
}

static void add_keys(struct feed_draft *draft, struct view keys)
{
    for (size_t at = 0; draft->keyed && at < keys.size; at += sizeof(struct id)) {
        struct id person;
        memcpy(person.bytes, keys.bytes + at, sizeof person.bytes);
        add_key(draft, person);
    }
}

void feed_draft_begin(struct feed_draft *draft, const struct feed_rights *rights)
{
    draft->event_count = 0;
    draft->key_count = 0;
    draft->size = 0;
    draft->keyed = rights;
}

bool feed_draft_fits(const struct feed_draft *draft, const struct feed_entry *entry)
{
    if (draft->event_count == 0) {
        return true;
    }
    const struct feed_item *item = &entry->item;
    size_t key_count = draft->keyed ? item->keys.size / sizeof(struct id) : 0;
    size_t size = EVENT_HEAD_SIZE + item->body.size + item->after.size + key_count * KEY_SIZE;
    return item->epoch == draft->epoch && draft->event_count < FEED_BATCH_EVENTS_MAX &&
           draft->key_count + key_count <= FEED_BATCH_KEYS_MAX &&
           draft->size + size <= BATCH_SIZE_MAX;
}

int64_t feed_draft_add(struct feed_draft *draft, const struct feed_entry *entry, bool shown)
{
    struct feed_event *event = &draft->events[draft->event_count];
    *event = (struct feed_event){.after = entry->item.after};
    if (shown) {
        event->body = entry->item.body;
        add_keys(draft, entry->item.keys);
    } else {
        struct digest *digest = &draft->digests[draft->event_count];
        *digest = digest_of(entry->item.body);
        event->digest = (struct view){digest->bytes, sizeof digest->bytes};
    }
    draft->event_count++;
    draft->epoch = entry->item.epoch;
    draft->size += EVENT_HEAD_SIZE + (size_t)feed_cost(event);
    return feed_cost(event);
}
