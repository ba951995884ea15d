/* SPDX-License-Identifier: MPL-2.0 */
/* No frame, however hostile, makes decoding take more memory than 64 KiB + 4 times its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "unit/proto/vectors.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
/* The sanitizers bring an allocator of their own, which cannot be counted from here. */
int main(void)
{
    return 77;
}
#else

/* glibc's allocator under its other name, so that ours can count what is asked for. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static size_t asked_size;

void *malloc(size_t size)
{
    asked_size += size;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    asked_size += count * size;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    asked_size += size;
    return __libc_realloc(memory, size);
}

static void check_vector(const struct vector *vector, void *context)
{
    union {
        uint8_t bytes[RECORD_SIZE_MAX];
        max_align_t alignment;
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    size_t *worst_size = context;
    asked_size = 0;
    (void)message_decode(vector->frame, &envelope, &message, &data, &refusal);
    size_t decode_size = asked_size;
    if (decode_size > 64 * 1024 + 4 * vector->frame.size) {
        fail_msg("%s: %zu bytes for a frame of %zu", vector->name, decode_size, vector->frame.size);
    }
    *worst_size = decode_size > *worst_size ? decode_size : *worst_size;
}

static void test_decoding_is_bounded(void **state)
{
    size_t worst_size = 0;
    (void)state;
    assert_true(vectors_each("hostile.jsonl", check_vector, &worst_size) > 0);
    assert_true(vectors_each("good.jsonl", check_vector, &worst_size) > 0);
    assert_int_equal(worst_size, 0); /* the codec promises more: it allocates nothing */
}

/* The count above counts: without this the test could not fail. */
static void test_allocations_are_seen(void **state)
{
    (void)state;
    asked_size = 0;
    arena_t *arena = arena_new(1000);
    (void)arena_alloc(arena, 1000);
    assert_true(asked_size >= 1000);
    arena_destroy(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding_is_bounded),
        cmocka_unit_test(test_allocations_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
