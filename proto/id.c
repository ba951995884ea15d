/* SPDX-License-Identifier: MPL-2.0 */
/* UUIDv7: made, read and printed. */
#include <assert.h>
#include <errno.h>
#include <sys/random.h>

#include "proto/chain.h"
#include "proto/id.h"

enum { COUNTER_MAX = 0x0fff };

/* The last id of this thread, which makes ids rise when the clock does not, and random bytes for the
   next ones: a call to the kernel for each id would be a tenth of a daemon's time. */
static _Thread_local struct {
    int64_t time_ms;
    uint16_t counter;
    uint16_t random_left;
    uint8_t random[250];
} last;

static void fill_random(uint8_t *bytes, uint16_t size)
{
    ssize_t got = sizeof last.random;
    if (last.random_left < size) {
        do {
            got = getrandom(last.random, sizeof last.random, 0);
        } while (got < 0 && errno == EINTR);
        last.random_left = sizeof last.random;
    }
    assert(got == (ssize_t)sizeof last.random); /* up to 256 bytes are never cut short */
    last.random_left = (uint16_t)(last.random_left - size);
    memcpy(bytes, last.random + last.random_left, size);
}

/* A new millisecond starts its counter at random in the lower half, which leaves 2,048 ids before
   the time has to be moved on by one. */
static void advance(int64_t now_ms, uint16_t random)
{
    if (now_ms > last.time_ms) {
        last.time_ms = now_ms;
        last.counter = random & (COUNTER_MAX >> 1);
    } else if (last.counter < COUNTER_MAX) {
        last.counter++;
    } else {
        last.time_ms++;
        last.counter = 0;
    }
}

static void put_time(struct id *id, int64_t time_ms)
{
    for (int i = 0; i < 6; i++) {
        id->bytes[i] = (uint8_t)(time_ms >> (40 - 8 * i));
    }
}

struct id id_first(int64_t at_us)
{
    struct id id = {{0}};
    put_time(&id, at_us / 1000);
    return id;
}

struct id id_new(int64_t now_us)
{
    struct id id;
    fill_random(id.bytes + 6, sizeof id.bytes - 6);
    advance(now_us / 1000, (uint16_t)(id.bytes[6] << 8 | id.bytes[7]));
    put_time(&id, last.time_ms);
    id.bytes[6] = (uint8_t)(0x70 | last.counter >> 8);
    id.bytes[7] = (uint8_t)last.counter;
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

int64_t id_time_ms(struct id id)
{
    int64_t time_ms = 0;
    for (int i = 0; i < 6; i++) {
        time_ms = time_ms << 8 | id.bytes[i];
    }
    return time_ms;
}

bool id_is_v7(struct id id)
{
    return id.bytes[6] >> 4 == 7 && id.bytes[8] >> 6 == 2;
}

struct id id_from_text(const char *scope, struct view text)
{
    struct view parts[] = {{(const uint8_t *)scope, strlen(scope) + 1}, text};
    struct digest digest = digest_of_parts(parts, 2);
    struct id id;
    memcpy(id.bytes, digest.bytes, sizeof id.bytes);
    id.bytes[6] = (uint8_t)(0x80 | (id.bytes[6] & 0x0f));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

/* A dash stands before the bytes 4, 6, 8 and 10. */
static bool has_dash(int byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

char *id_print(struct id id, char ret_text[ID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *at = ret_text;
    for (int i = 0; i < 16; i++) {
        if (has_dash(i)) {
            *at++ = '-';
        }
        *at++ = digits[id.bytes[i] >> 4];
        *at++ = digits[id.bytes[i] & 0x0f];
    }
    *at = 0;
    return ret_text;
}

/* The value of a hexadecimal digit, or -1. */
static int digit_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int id_parse(struct view text, struct id *ret_id)
{
    struct id id;
    const uint8_t *at = text.bytes;
    if (text.size != ID_TEXT_SIZE - 1) {
        return -1;
    }
    for (int i = 0; i < 16; i++) {
        if (has_dash(i) && *at++ != '-') {
            return -1;
        }
        int high = digit_value(*at++);
        int low = digit_value(*at++);
        if (high < 0 || low < 0) {
            return -1;
        }
        id.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *ret_id = id;
    return 0;
}
