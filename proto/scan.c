/* SPDX-License-Identifier: MPL-2.0 */
/* The pre-scan: one pass over the bytes with a fixed stack of open containers. */
#include "proto/scan.h"

/* Children still to come of each open container; an odd number left in a map means that a value
   follows, an even number that a key does. */
struct walk {
    const uint8_t *at, *end;
    uint32_t left[FRAME_DEPTH_MAX];
    bool map[FRAME_DEPTH_MAX];
    int depth;
    uint32_t element_count;
};

/* The largest value that still fits the next shorter form of a length of so many bytes. */
static uint32_t shorter_max(int length_size, uint32_t fix_max)
{
    return length_size == 1 ? fix_max : length_size == 2 ? UINT8_MAX : UINT16_MAX;
}

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
    if (child_count > FRAME_ELEMENT_MAX - walk->element_count) {
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
static int skip_integer(struct walk *walk, uint8_t head)
{
    int size = 1 << (head & 3);
    uint64_t bits;
    if (!take_number(walk, size, &bits)) {
        return E_FRAME;
    }
    uint64_t unsigned_shorter_max = size == 1 ? 0x7f : (UINT64_C(1) << 4 * size) - 1;
    if (head <= 0xcf) {
        return bits > unsigned_shorter_max ? 0 : E_FRAME_MINIMAL;
    }
    int64_t value = (int64_t)(bits << (64 - 8 * size)) >> (64 - 8 * size);
    int64_t shorter_min = size == 1 ? -32 : -(INT64_C(1) << (4 * size - 1));
    return value < shorter_min ? 0 : E_FRAME_MINIMAL;
}

/* A value whose length or count stands in the bytes after its head. */
static int skip_sized(struct walk *walk, uint8_t head, int length_size)
{
    uint64_t size;
    if (!take_number(walk, length_size, &size)) {
        return E_FRAME;
    }
    bool text = head >= 0xd9 && head <= 0xdb;
    bool bytes = head <= 0xc6;
    bool minimal = bytes && length_size == 1;
    if (!minimal && size <= shorter_max(text || bytes ? length_size : length_size,
                                        text ? 31 : 15)) {
        return E_FRAME_MINIMAL;
    }
    if (text) {
        return skip_text(walk, size);
    }
    return bytes ? skip_bytes(walk, size) : open_container(walk, size, head >= 0xde);
}
