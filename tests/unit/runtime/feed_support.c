/* SPDX-License-Identifier: MPL-2.0 */
/* A journal in memory and the rights of its readers, for the tests of the feed. */
#include "feed_support.h"

#include <assert.h>
#include <stdlib.h>

struct log *log_new(void)
{
    struct log *log = calloc(1, sizeof *log);
    assert(log);
    log->arena = arena_new(64 * 1024);
    return log;
}

void log_destroy(struct log **log_p)
{
    if (*log_p) {
        arena_destroy(&(*log_p)->arena);
    }
    free(*log_p);
    *log_p = NULL;
}

static struct view pack_body(struct log *log, const char *type, size_t body_size, uint64_t mark)
{
    uint8_t *filler = arena_alloc(log->arena, body_size + sizeof mark);
    memcpy(filler, &mark, sizeof mark);
    uint8_t *data = arena_alloc(log->arena, body_size + 64);
    struct writer writer;
    writer_init(&writer, data, body_size + 64);
    write_bytes(&writer, (struct view){filler, body_size + sizeof mark});
    struct envelope envelope = {
        .type = view_of(type),
        .source = view_of("test"),
        .seq = (int64_t)log->count + 1,
        .data = writer_view(&writer),
    };
    return record_pack(&record_envelope, &envelope, log->arena);
}

void log_add(struct log *log, const char *type, size_t body_size, uint64_t mark)
{
    assert(log->count < LOG_MAX);
    struct cursor before = log_cursor(log, (int64_t)log->count);
    struct feed_item *item = &log->items[log->count];
    uint8_t *person = arena_alloc(log->arena, sizeof(struct id));
    person[0] = (uint8_t)(1 + log->count % 100);
    *item = (struct feed_item){
        .seq = before.seq + 1,
        .epoch = 1 + (int64_t)(log->count / 50),
        .type = view_of(type),
        .body = pack_body(log, type, body_size, mark),
        .keys = {person, sizeof(struct id)},
        .after = log->count % 2 ? (struct view){(const uint8_t *)"\1\0\0\0\0\0\0\0\7", 9}
                                : (struct view){0},
    };
    log->secret[log->count] = strcmp(type, SECRET_TYPE) == 0;
    item->chain = chain_next(before.chain, digest_of(item->body));
    log->count++;
}

void log_cut(struct log *log, int64_t seq)
{
    log->count = (size_t)seq;
}

struct cursor log_cursor(const struct log *log, int64_t seq)
{
    if (seq == 0) {
        return (struct cursor){0};
    }
    const struct feed_item *item = &log->items[seq - 1];
    return (struct cursor){item->epoch, item->seq, item->chain};
}

bool log_has(const struct log *log, struct cursor cursor)
{
    return cursor.seq <= (int64_t)log->count &&
           digest_equal(log_cursor(log, cursor.seq).chain, cursor.chain) &&
           log_cursor(log, cursor.seq).epoch == cursor.epoch;
}

static bool may_open(void *context, const char *client)
{
    const bool *locked_out = context;
    return strcmp(client, "nobody") != 0 &&
           !(locked_out && *locked_out && strcmp(client, "plain") == 0);
}

static bool may_read(void *context, const char *client, struct view type)
{
    (void)context;
    return strcmp(client, "full") == 0 || view_is(type, OPEN_TYPE);
}

static bool may_have_keys(void *context, const char *client)
{
    (void)context;
    return strcmp(client, "full") == 0;
}

/* The person with number 13 was erased. */
static bool find_secret(void *context, struct id person, uint8_t ret_secret[32])
{
    (void)context;
    memset(ret_secret, person.bytes[0] ^ 0x55, 32);
    return person.bytes[0] != 13;
}

static const char *name_of(void *context, const char *client)
{
    (void)context;
    return client;
}

struct feed_rights log_rights(bool *locked_out)
{
    return (struct feed_rights){locked_out,    may_open,    may_read,
                                may_have_keys, find_secret, name_of};
}
