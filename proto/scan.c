/* SPDX-License-Identifier: MPL-2.0 */
/* The pre-scan: one pass over the bytes with a fixed stack of open containers. */
#include <assert.h>

#include "proto/scan.h"

/* Children still to come of each open container; an odd number left in a map means that a value
   follows, an even number that a key does. */
struct walk {
    const uint8_t *at, *end;
    uint32_t left[FRAME_DEPTH_MAX];
    bool map[FRAME_DEPTH_MAX];
    int depth;
    uint32_t element_count, element_max;
};

/* What the heads 0xc0..0xdf announce; shorter_max is the largest length or count that a shorter
   form holds, -1 where there is none. What is not listed is refused: floats, ext, 0xc1. */
enum shape { FORBIDDEN, PLAIN, INTEGER, TEXT, BYTES, ARRAY, MAP };
static const struct {
    uint8_t shape;
    uint8_t size_size;
    int32_t shorter_max;
} heads[32] = {
    /* clang-format off */
    [0x00] = {PLAIN, 0, 0},        [0x02] = {PLAIN, 0, 0},      [0x03] = {PLAIN, 0, 0},
    [0x04] = {BYTES, 1, -1},       [0x05] = {BYTES, 2, 0xff},   [0x06] = {BYTES, 4, 0xffff},
    [0x0c] = {INTEGER, 1, 0},      [0x0d] = {INTEGER, 2, 0},    [0x0e] = {INTEGER, 4, 0},
    [0x0f] = {INTEGER, 8, 0},      [0x10] = {INTEGER, 1, 0},    [0x11] = {INTEGER, 2, 0},
    [0x12] = {INTEGER, 4, 0},      [0x13] = {INTEGER, 8, 0},    [0x19] = {TEXT, 1, 31},
    [0x1a] = {TEXT, 2, 0xff},      [0x1b] = {TEXT, 4, 0xffff},  [0x1c] = {ARRAY, 2, 15},
    [0x1d] = {ARRAY, 4, 0xffff},   [0x1e] = {MAP, 2, 15},       [0x1f] = {MAP, 4, 0xffff},
    /* clang-format on */
};

static bool take_number(struct walk *walk, int size, uint64_t *ret_number)
{
    if (walk->end - walk->at < size) {
        return false;
    }
    uint64_t number = 0;
    for (int i = 0; i < size; i++) {
        number = number << 8 | *walk->at++;
    }
    *ret_number = number;
    return true;
}

/* Bytes of a UTF-8 sequence by its first byte, and the bounds of its second byte, which exclude
   overlong forms, surrogates and what is above U+10FFFF (RFC 3629 section 4). */
static int sequence_size(uint8_t first, uint8_t *ret_low, uint8_t *ret_high)
{
    *ret_low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *ret_high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool is_sequence(const uint8_t *at, const uint8_t *end, int *ret_size)
{
    uint8_t low, high;
    int size = sequence_size(*at, &low, &high);
    if (size == 0 || end - at < size || at[1] < low || at[1] > high) {
        return false;
    }
    for (int i = 2; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return false;
        }
    }
    *ret_size = size;
    return true;
}

static bool is_utf8(const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        uint64_t word;
        if (end - at >= (ptrdiff_t)sizeof word) {
            memcpy(&word, at, sizeof word);
            if (!(word & 0x8080808080808080u)) { /* eight characters of ASCII at once */
                at += sizeof word;
                continue;
            }
        }
        int size = 1;
        if (*at >= 0x80 && !is_sequence(at, end, &size)) {
            return false;
        }
        at += size;
    }
    return true;
}

static int skip_text(struct walk *walk, uint64_t size)
{
    if ((uint64_t)(walk->end - walk->at) < size) {
        return E_FRAME;
    }
    if (!is_utf8(walk->at, walk->at + size)) {
        return E_FRAME_UTF8;
    }
    walk->at += size;
    return 0;
}

static int skip_bytes(struct walk *walk, uint64_t size)
{
    if ((uint64_t)(walk->end - walk->at) < size) {
        return E_FRAME;
    }
    walk->at += size;
    return 0;
}

/* Opens an array or a map. Each child takes a byte at least, so a count beyond the bytes left is
   refused before anything is done count times. */
static int open_container(struct walk *walk, uint64_t count, bool map)
{
    uint64_t child_count = map ? 2 * count : count;
    if (walk->depth == FRAME_DEPTH_MAX) {
        return E_FRAME_DEPTH;
    }
    if (child_count > (uint64_t)(walk->end - walk->at)) {
        return E_FRAME;
    }
    if (child_count > walk->element_max - walk->element_count) {
        return E_FRAME_ELEMENTS;
    }
    walk->element_count += (uint32_t)child_count;
    walk->left[walk->depth] = (uint32_t)child_count;
    walk->map[walk->depth] = map;
    walk->depth++;
    return 0;
}

/* cc..cf: unsigned, d0..d3: signed, of 1, 2, 4, 8 bytes. Shortest means that no shorter form,
   among them the unsigned ones for what is not negative, could hold the value. */
static int skip_integer(struct walk *walk, uint8_t head, int size)
{
    uint64_t bits;
    assert(size >= 1 && size <= 8);
    if (!take_number(walk, size, &bits)) {
        return E_FRAME;
    }
    if (head <= 0xcf) {
        uint64_t shorter_max = size == 1 ? 0x7f : (UINT64_C(1) << 4 * size) - 1;
        return bits > shorter_max ? 0 : E_FRAME_MINIMAL;
    }
    int spare_bits = 64 - 8 * size;
    int64_t value = (int64_t)(bits << spare_bits) >> spare_bits;
    int64_t shorter_min = size == 1 ? -32 : -(INT64_C(1) << (4 * size - 1));
    return value < shorter_min ? 0 : E_FRAME_MINIMAL;
}

static int skip_shape(struct walk *walk, enum shape shape, uint64_t size)
{
    switch (shape) {
    case TEXT:
        return skip_text(walk, size);
    case BYTES:
        return skip_bytes(walk, size);
    default:
        return open_container(walk, size, shape == MAP);
    }
}

/* The heads 0xc0..0xdf. */
static int skip_long(struct walk *walk, uint8_t head)
{
    enum shape shape = heads[head & 0x1f].shape;
    int size_size = heads[head & 0x1f].size_size;
    uint64_t size;
    if (shape == FORBIDDEN) {
        return E_FRAME_TYPE;
    }
    if (shape == PLAIN) {
        return 0;
    }
    if (shape == INTEGER) {
        return skip_integer(walk, head, size_size);
    }
    if (!take_number(walk, size_size, &size)) {
        return E_FRAME;
    }
    if ((int64_t)size <= heads[head & 0x1f].shorter_max) {
        return E_FRAME_MINIMAL;
    }
    return skip_shape(walk, shape, size);
}

static bool is_text_head(uint8_t head)
{
    return (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb);
}

static int skip_value(struct walk *walk, bool key)
{
    if (walk->at == walk->end) {
        return E_FRAME;
    }
    uint8_t head = *walk->at++;
    if (key && !is_text_head(head)) {
        return E_FRAME;
    }
    if (head < 0x80 || head >= 0xe0) {
        return 0;
    }
    if (head < 0xa0) {
        return open_container(walk, head & 0x0f, head < 0x90);
    }
    return head < 0xc0 ? skip_text(walk, head & 0x1f) : skip_long(walk, head);
}

/* Counts the next child of the innermost open container off; tells whether it is a map's key. */
static bool next_child(struct walk *walk)
{
    int top = walk->depth - 1;
    bool key = walk->map[top] && walk->left[top] % 2 == 0;
    walk->left[top]--;
    return key;
}

int scan_value(struct view value, uint32_t element_max)
{
    struct walk walk = {
        .at = value.bytes, .end = value.bytes + value.size, .element_max = element_max};
    int code = skip_value(&walk, false);
    while (code == 0 && walk.depth > 0) {
        if (walk.left[walk.depth - 1] == 0) {
            walk.depth--;
        } else {
            code = skip_value(&walk, next_child(&walk));
        }
    }
    return code == 0 && walk.at != walk.end ? E_FRAME_TRAILING : code;
}

int scan_frame(struct view frame)
{
    return frame.size > FRAME_SIZE_MAX ? E_FRAME_SIZE : scan_value(frame, FRAME_ELEMENT_MAX);
}
