/* SPDX-License-Identifier: MPL-2.0 */
/* Reading scanned MessagePack. The scan has proved the form; the asserts guard against callers. */
#include <assert.h>

#include "proto/reader.h"

static uint8_t peek(const struct reader *reader)
{
    assert(reader->at < reader->end);
    return *reader->at;
}

static uint64_t number_at(const uint8_t *at, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++) {
        number = number << 8 | at[i];
    }
    return number;
}

/* The bytes after the head, of which there must be size. */
static const uint8_t *take_body(struct reader *reader, size_t head_size, size_t size)
{
    assert((size_t)(reader->end - reader->at) >= head_size + size);
    const uint8_t *body = reader->at + head_size;
    reader->at = body + size;
    return body;
}

/* The number of a head whose length stands in the 1, 2 or 4 bytes after it. */
static uint32_t take_size(struct reader *reader, int size_size)
{
    return (uint32_t)number_at(take_body(reader, 1, (size_t)size_size), size_size);
}

enum value_kind read_kind(const struct reader *reader)
{
    uint8_t head = peek(reader);
    if (head < 0x80 || head >= 0xe0) {
        return VALUE_INT;
    }
    if (head < 0xa0) {
        return head < 0x90 ? VALUE_MAP : VALUE_ARRAY;
    }
    if (head < 0xc0 || (head >= 0xd9 && head <= 0xdb)) {
        return VALUE_TEXT;
    }
    if (head >= 0xcc && head <= 0xd3) {
        return VALUE_INT;
    }
    if (head >= 0xdc) {
        return head >= 0xde ? VALUE_MAP : VALUE_ARRAY;
    }
    if (head >= 0xc4) {
        return VALUE_BYTES;
    }
    return head == 0xc0 ? VALUE_NIL : VALUE_BOOL;
}

bool read_nil(struct reader *reader)
{
    bool nil = peek(reader) == 0xc0;
    reader->at += nil;
    return nil;
}

bool read_bool(struct reader *reader, bool *ret_value)
{
    uint8_t head = peek(reader);
    if (head != 0xc2 && head != 0xc3) {
        return false;
    }
    reader->at++;
    *ret_value = head == 0xc3;
    return true;
}

bool read_int(struct reader *reader, int64_t *ret_value, bool *ret_above)
{
    uint8_t head = peek(reader);
    *ret_above = false;
    if (head < 0x80 || head >= 0xe0) {
        *ret_value = head < 0x80 ? head : head - 0x100;
        reader->at++;
        return true;
    }
    if (head < 0xcc || head > 0xd3) {
        return false;
    }
    int size = 1 << (head & 3);
    int spare_bits = 64 - 8 * size;
    uint64_t bits = number_at(take_body(reader, 1, (size_t)size), size);
    if (head >= 0xd0) {
        *ret_value = (int64_t)(bits << spare_bits) >> spare_bits;
    } else {
        *ret_above = bits > INT64_MAX;
        *ret_value = *ret_above ? INT64_MAX : (int64_t)bits;
    }
    return true;
}

bool read_text(struct reader *reader, struct view *ret_text)
{
    uint8_t head = peek(reader);
    if (head >= 0xa0 && head <= 0xbf) {
        size_t size = head & 0x1f;
        *ret_text = (struct view){take_body(reader, 1, size), size};
        return true;
    }
    if (head < 0xd9 || head > 0xdb) {
        return false;
    }
    size_t size = take_size(reader, 1 << (head - 0xd9));
    *ret_text = (struct view){take_body(reader, 0, size), size};
    return true;
}

bool read_bytes(struct reader *reader, struct view *ret_bytes)
{
    uint8_t head = peek(reader);
    if (head < 0xc4 || head > 0xc6) {
        return false;
    }
    size_t size = take_size(reader, 1 << (head - 0xc4));
    *ret_bytes = (struct view){take_body(reader, 0, size), size};
    return true;
}

/* An array has its short form at 0x90 and its longer ones at 0xdc; a map at 0x80 and 0xde. */
static bool take_count(struct reader *reader, uint8_t fix, uint8_t sized, uint32_t *ret_count)
{
    uint8_t head = peek(reader);
    if ((head & 0xf0) == fix) {
        *ret_count = head & 0x0f;
        reader->at++;
        return true;
    }
    if (head != sized && head != sized + 1) {
        return false;
    }
    *ret_count = take_size(reader, head == sized ? 2 : 4);
    return true;
}

bool read_array(struct reader *reader, uint32_t *ret_count)
{
    return take_count(reader, 0x90, 0xdc, ret_count);
}

bool read_map(struct reader *reader, uint32_t *ret_count)
{
    return take_count(reader, 0x80, 0xde, ret_count);
}

/* Takes one value, of a container its head only, and answers how many values are its children. */
static uint64_t skip_head(struct reader *reader)
{
    struct view ignored;
    int64_t number;
    uint32_t count = 0;
    bool flag;
    switch (read_kind(reader)) {
    case VALUE_TEXT:
        (void)read_text(reader, &ignored);
        return 0;
    case VALUE_BYTES:
        (void)read_bytes(reader, &ignored);
        return 0;
    case VALUE_INT:
        (void)read_int(reader, &number, &flag);
        return 0;
    case VALUE_ARRAY:
        (void)read_array(reader, &count);
        return count;
    case VALUE_MAP:
        (void)read_map(reader, &count);
        return 2 * (uint64_t)count;
    default:
        reader->at++;
        return 0;
    }
}

struct view read_value(struct reader *reader)
{
    const uint8_t *start = reader->at;
    for (uint64_t left = 1; left > 0; left--) {
        left += skip_head(reader);
    }
    return (struct view){start, (size_t)(reader->at - start)};
}
