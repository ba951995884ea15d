/* SPDX-License-Identifier: MPL-2.0 */
/* Writing MessagePack (by msgpack-c's packer) into a bounded buffer, with a sticky error. */
#ifndef ENTRAIDE_PROTO_WRITER_H
#define ENTRAIDE_PROTO_WRITER_H

#include "proto/view.h"

/* Caller's storage. After the first write that does not fit, full is set, writes do nothing and
   size stays: check once at the end. bytes == NULL only counts: size is what would be needed. */
struct writer {
    uint8_t *bytes;
    size_t capacity;
    size_t size;
    bool full;
};

void writer_init(struct writer *writer, void *bytes, size_t capacity);
struct view writer_view(const struct writer *writer);

void write_nil(struct writer *writer);
void write_bool(struct writer *writer, bool value);
void write_int(struct writer *writer, int64_t value); /* shortest form */
void write_text(struct writer *writer, struct view text);
void write_bytes(struct writer *writer, struct view bytes);
void write_array(struct writer *writer, size_t count);
void write_map(struct writer *writer, size_t count);
void write_raw(struct writer *writer, struct view encoded); /* already MessagePack */

#endif
