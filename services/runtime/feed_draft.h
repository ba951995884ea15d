/* SPDX-License-Identifier: MPL-2.0 */
/* A batch of the feed while it is put together: which events fit into one frame, and their keys. */
#ifndef ENTRAIDE_RUNTIME_FEED_DRAFT_H
#define ENTRAIDE_RUNTIME_FEED_DRAFT_H

#include "runtime/feed_common.h"
#include "runtime/feed_ring.h"

/* Caller's storage. Events and keys borrow from the entries added and from the draft itself. */
struct feed_draft {
    struct feed_event events[FEED_BATCH_EVENTS_MAX];
    struct digest digests[FEED_BATCH_EVENTS_MAX];
    struct feed_key keys[FEED_BATCH_KEYS_MAX];
    uint8_t secrets[FEED_BATCH_KEYS_MAX][32];
    size_t event_count, key_count;
    size_t size;                     /* bytes of the frame, from above */
    int64_t epoch;                   /* of all its events */
    const struct feed_rights *keyed; /* where secrets come from; NULL: the reader gets no keys */
};

/* Empties the draft. rights is borrowed while the draft is used. */
void feed_draft_begin(struct feed_draft *draft, const struct feed_rights *rights);

/* May the event follow those before it: same epoch, and room for it. The first one always may. */
bool feed_draft_fits(const struct feed_draft *draft, const struct feed_entry *entry);

/* Adds the event with its keys when shown, else its digest. Returns the credit it costs, bytes. */
int64_t feed_draft_add(struct feed_draft *draft, const struct feed_entry *entry, bool shown);

#endif
