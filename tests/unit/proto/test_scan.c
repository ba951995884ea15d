/* SPDX-License-Identifier: MPL-2.0 */
/* The scan at its exact limits, and beside msgpack-c on random bytes. (What it refuses: vectors.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <msgpack.h>

#include "proto/scan.h"
#include "proto/writer.h"

static void test_depth_of_8_is_accepted(void **state)
{
    const uint8_t deep[] = {0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x90};
    (void)state;
    assert_int_equal(scan_frame((struct view){deep, sizeof deep}), 0);
}

/* The count is of all elements together, so that many small lists are no way around it. */
static void test_10000_elements_are_accepted(void **state)
{
    static uint8_t bytes[FRAME_SIZE_MAX];
    struct writer writer;
    (void)state;
    writer_init(&writer, bytes, sizeof bytes);
    write_array(&writer, 100);
    for (int i = 0; i < 100; i++) {
        write_array(&writer, 99);
        for (int k = 0; k < 99; k++) {
            write_nil(&writer);
        }
    }
    assert_int_equal(scan_frame(writer_view(&writer)), 0);
    bytes[2] = 101;
    write_array(&writer, 0);
    assert_int_equal(scan_frame(writer_view(&writer)), E_FRAME_ELEMENTS);
}

static void test_256_kib_are_accepted(void **state)
{
    static uint8_t bytes[FRAME_SIZE_MAX + 1] = {0xc6, 0x00, 0x03, 0xff, 0xfb};
    (void)state;
    assert_int_equal(scan_frame((struct view){bytes, FRAME_SIZE_MAX}), 0);
    assert_int_equal(scan_frame((struct view){bytes, FRAME_SIZE_MAX + 1}), E_FRAME_SIZE);
}

/* Every value of every width, around the places where the shortest form changes. */
static void test_what_the_writer_writes_is_accepted(void **state)
{
    uint8_t bytes[16];
    struct writer writer;
    (void)state;
    for (int shift = 0; shift < 64; shift++) {
        for (int64_t delta = -2; delta <= 2; delta++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                uint64_t magnitude = (UINT64_C(1) << shift) + (uint64_t)delta;
                int64_t value = (int64_t)(sign < 0 ? 0 - magnitude : magnitude);
                writer_init(&writer, bytes, sizeof bytes);
                write_int(&writer, value);
                assert_int_equal(scan_frame(writer_view(&writer)), 0);
            }
        }
    }
}

/* Encodes a code point without asking whether it may exist. */
static size_t encode(uint32_t point, uint8_t *ret_bytes)
{
    size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i > 1; i--, point >>= 6) {
        ret_bytes[i - 1] = (uint8_t)(0x80 | (point & 0x3f));
    }
    ret_bytes[0] = (uint8_t)(first[size] | point);
    return size;
}

/* All 1,114,112 code points and 983,040 beyond: right but for surrogates and what is beyond. */
static void test_every_code_point(void **state)
{
    uint8_t bytes[5];
    (void)state;
    for (uint32_t point = 0; point < 0x200000; point++) {
        size_t size = encode(point, bytes + 1);
        bytes[0] = (uint8_t)(0xa0 | size);
        bool exists = (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
        int code = scan_frame((struct view){bytes, size + 1});
        if (code != (exists ? 0 : E_FRAME_UTF8)) {
            fail_msg("U+%04X: %d", point, code);
        }
    }
}

/* What the scan accepts, msgpack-c accepts too and finds the same end. */
static void test_agrees_with_msgpack_c(void **state)
{
    static const uint8_t likely[] = {0x80, 0x81, 0x82, 0x90, 0x91, 0x92, 0xa0, 0xa1, 0xa2,
                                     0xc0, 0xc2, 0xc4, 0xcc, 0xcd, 0xd0, 0xd1, 0xd9, 0xdc,
                                     0xde, 0x61, 0x01, 0x00, 0xff, 0x7f, 0x20};
    uint8_t bytes[24];
    unsigned accepted = 0;
    (void)state;
    srand(20260101);
    for (int i = 0; i < 400000; i++) {
        size_t size = 1 + (size_t)rand() % sizeof bytes;
        for (size_t k = 0; k < size; k++) {
            bytes[k] = rand() % 4 ? likely[(size_t)rand() % sizeof likely] : (uint8_t)rand();
        }
        if (scan_frame((struct view){bytes, size}) == 0) {
            msgpack_unpacked result;
            size_t end = 0;
            msgpack_unpacked_init(&result);
            msgpack_unpack_return code =
                msgpack_unpack_next(&result, (const char *)bytes, size, &end);
            msgpack_unpacked_destroy(&result);
            assert_int_equal(code, MSGPACK_UNPACK_SUCCESS);
            assert_int_equal(end, size);
            accepted++;
        }
    }
    assert_true(accepted > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth_of_8_is_accepted),
        cmocka_unit_test(test_10000_elements_are_accepted),
        cmocka_unit_test(test_256_kib_are_accepted),
        cmocka_unit_test(test_what_the_writer_writes_is_accepted),
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_agrees_with_msgpack_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
