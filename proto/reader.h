/* SPDX-License-Identifier: MPL-2.0 */
/* A cursor over MessagePack that has passed scan_frame: reads in place and allocates nothing.
   (msgpack-c's own tree of objects takes up to 48 bytes for an element of one byte.) */
#ifndef ENTRAIDE_PROTO_READER_H
#define ENTRAIDE_PROTO_READER_H

#include "proto/view.h"

struct reader {
    const uint8_t *at, *end;
};

enum value_kind {
    VALUE_NIL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_TEXT,
    VALUE_BYTES,
    VALUE_ARRAY,
    VALUE_MAP
};

static inline struct reader reader_of(struct view encoded)
{
    /* An absent view has no address to add to. */
    return (struct reader){encoded.bytes,
                           encoded.size > 0 ? encoded.bytes + encoded.size : encoded.bytes};
}

/* What the next value is. */
enum value_kind read_kind(const struct reader *reader);

/* Each takes the next value off the front; false, and nothing taken, when it is of another kind.
   read_array and read_map take the head only. Views borrow from the bytes read. */
bool read_nil(struct reader *reader);
bool read_bool(struct reader *reader, bool *ret_value);
bool read_text(struct reader *reader, struct view *ret_text);
bool read_bytes(struct reader *reader, struct view *ret_bytes);
bool read_array(struct reader *reader, uint32_t *ret_count);
bool read_map(struct reader *reader, uint32_t *ret_count);

/* The same for an integer. One above INT64_MAX gives INT64_MAX and sets *ret_above. */
bool read_int(struct reader *reader, int64_t *ret_value, bool *ret_above);

/* Takes the next value whatever it is, and answers its bytes. */
struct view read_value(struct reader *reader);

#endif
