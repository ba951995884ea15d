/* SPDX-License-Identifier: MPL-2.0 */
/* Borrowed bytes and ids: the two plain values that everything else is made of. */
#ifndef ENTRAIDE_PROTO_VIEW_H
#define ENTRAIDE_PROTO_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes: valid until the documented owner (a frame, an arena) changes.
   bytes == NULL means "absent"; a present empty text has bytes != NULL and size 0. */
struct view {
    const uint8_t *bytes;
    size_t size;
};

/* A UUID, 16 bytes, compared as bytes. All zero means "none". */
struct id {
    uint8_t bytes[16];
};

enum { ID_TEXT_SIZE = 37 }; /* 32 digits, 4 dashes and the closing zero */

static inline struct view view_of(const char *text)
{
    return (struct view){(const uint8_t *)text, text ? strlen(text) : 0};
}

static inline bool view_equal(struct view a, struct view b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

static inline bool view_is(struct view a, const char *text)
{
    return view_equal(a, view_of(text));
}

/* Is a dotted code the wider one itself or within it: ca.qc.montreal is within ca.qc and ca. */
static inline bool code_within(struct view code, struct view wider)
{
    return wider.size <= code.size && view_equal((struct view){code.bytes, wider.size}, wider) &&
           (code.size == wider.size || code.bytes[wider.size] == '.');
}

static inline bool id_equal(struct id a, struct id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static inline int id_compare(struct id a, struct id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

static inline bool id_none(struct id a)
{
    return id_equal(a, (struct id){{0}});
}

#endif
