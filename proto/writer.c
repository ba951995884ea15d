/* SPDX-License-Identifier: MPL-2.0 */
/* Writing by msgpack-c's packer, whose every piece of output goes through append. Pieces are small, most of
 * them a head of known size: in line, these are stores instead of calls. */
#include <msgpack/pack.h>

#include "proto/writer.h"

__attribute__((always_inline)) static inline int append(void *data, const char *bytes, size_t size)
{
    struct writer *writer = data;
    if (writer->full) {
        return -1;
    }
    if (writer->bytes && writer->capacity - writer->size < size) {
        writer->full = true;
        return -1;
    }
    if (writer->bytes && size > 0) {
        memcpy(writer->bytes + writer->size, bytes, size);
    }
    writer->size += size;
    return 0;
}

static msgpack_packer packer_of(struct writer *writer)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, writer, append);
    return packer;
}

void writer_init(struct writer *writer, void *bytes, size_t capacity)
{
    *writer = (struct writer){.bytes = bytes, .capacity = capacity};
}

struct view writer_view(const struct writer *writer)
{
    return (struct view){writer->bytes, writer->size};
}

void write_nil(struct writer *writer)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_nil(&packer);
}

void write_bool(struct writer *writer, bool value)
{
    msgpack_packer packer = packer_of(writer);
    (void)(value ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer));
}

void write_int(struct writer *writer, int64_t value)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_int64(&packer, value);
}

void write_text(struct writer *writer, struct view text)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_str(&packer, text.size);
    (void)msgpack_pack_str_body(&packer, text.bytes, text.size);
}

void write_bytes(struct writer *writer, struct view bytes)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_bin(&packer, bytes.size);
    (void)msgpack_pack_bin_body(&packer, bytes.bytes, bytes.size);
}

void write_array(struct writer *writer, size_t count)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_array(&packer, count);
}

void write_map(struct writer *writer, size_t count)
{
    msgpack_packer packer = packer_of(writer);
    (void)msgpack_pack_map(&packer, count);
}

void write_raw(struct writer *writer, struct view encoded)
{
    (void)append(writer, (const char *)encoded.bytes, encoded.size);
}
