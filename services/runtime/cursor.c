/* SPDX-License-Identifier: MPL-2.0 */
/* Cursors as bytes. */
#include "runtime/cursor.h"

enum { CURSOR_SIZE = 49, AFTER_SIZE = 9 };

static uint8_t *put_seq(uint8_t *to, int64_t value)
{
    const uint64_t raw = __builtin_bswap64((uint64_t)value);
    memcpy(to, &raw, sizeof raw);
    return to + sizeof raw;
}

static int64_t get_seq(const uint8_t *from)
{
    uint64_t raw;
    memcpy(&raw, from, sizeof raw);
    return (int64_t)__builtin_bswap64(raw);
}

size_t cursors_write(const struct cursors *cursors, uint8_t ret_bytes[CURSORS_BYTES_MAX])
{
    uint8_t *to = ret_bytes;
    for (int owner = OWNER_ANY + 1; owner < OWNER_COUNT; owner++) {
        const struct cursor *cursor = &cursors->of[owner];
        if (cursor->seq > 0) {
            *to++ = (uint8_t)owner;
            to = put_seq(to, cursor->epoch);
            to = put_seq(to, cursor->seq);
            memcpy(to, cursor->chain.bytes, sizeof cursor->chain.bytes);
            to += sizeof cursor->chain.bytes;
        }
    }
    return (size_t)(to - ret_bytes);
}

int cursors_read(struct view bytes, struct cursors *ret_cursors)
{
    struct cursors cursors = {0};
    int last = OWNER_ANY;
    if (bytes.size % CURSOR_SIZE != 0) {
        return -1;
    }
    for (size_t at = 0; at < bytes.size; at += CURSOR_SIZE) {
        const uint8_t *from = bytes.bytes + at;
        const int owner = from[0];
        if (owner <= last || owner >= OWNER_COUNT || get_seq(from + 9) <= 0) {
            return -1;
        }
        struct cursor *cursor = &cursors.of[owner];
        cursor->epoch = get_seq(from + 1);
        cursor->seq = get_seq(from + 9);
        memcpy(cursor->chain.bytes, from + 17, sizeof cursor->chain.bytes);
        last = owner;
    }
    *ret_cursors = cursors;
    return 0;
}

size_t after_write(const struct cursors *cursors, enum owner producer,
                   uint8_t ret_bytes[AFTER_BYTES_MAX])
{
    uint8_t *to = ret_bytes;
    for (int owner = OWNER_ANY + 1; owner < (int)producer; owner++) {
        if (cursors->of[owner].seq > 0) {
            *to++ = (uint8_t)owner;
            to = put_seq(to, cursors->of[owner].seq);
        }
    }
    return (size_t)(to - ret_bytes);
}

bool after_reached(struct view after, const struct cursors *reader, uint32_t reads)
{
    for (size_t at = 0; at + AFTER_SIZE <= after.size; at += AFTER_SIZE) {
        const int owner = after.bytes[at];
        if (owner < OWNER_COUNT && (reads >> owner & 1U) != 0 &&
            reader->of[owner].seq < get_seq(after.bytes + at + 1)) {
            return false;
        }
    }
    return true;
}
