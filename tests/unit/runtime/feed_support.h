/* SPDX-License-Identifier: MPL-2.0 */
/* A journal in memory and the rights of its readers, for the tests of the feed. */
#ifndef ENTRAIDE_TESTS_FEED_SUPPORT_H
#define ENTRAIDE_TESTS_FEED_SUPPORT_H

#include "runtime/feed_client.h"
#include "runtime/feed_server.h"

/* Types of events: "plain" sees only the first. */
#define OPEN_TYPE "test.thing.told"
#define SECRET_TYPE "test.thing.hidden"
enum { LOG_MAX = 2048 };

struct log {
    arena_t *arena;
    struct feed_item items[LOG_MAX];
    bool secret[LOG_MAX]; /* is of SECRET_TYPE */
    size_t count;
};

struct log *log_new(void);
void log_destroy(struct log **log_p);

/* Adds an event whose body has about body_size bytes; mark makes bodies of equal size differ. */
void log_add(struct log *log, const char *type, size_t body_size, uint64_t mark);

/* Forgets all events after seq. */
void log_cut(struct log *log, int64_t seq);

/* The place after event seq, 0..count. */
struct cursor log_cursor(const struct log *log, int64_t seq);

/* Is the cursor of this journal. */
bool log_has(const struct log *log, struct cursor cursor);

/* "plain" reads OPEN_TYPE, "full" all types and keys, "nobody" may not open. context: NULL, or a
   bool that is true while "plain" is locked out. */
struct feed_rights log_rights(bool *locked_out);

#endif
