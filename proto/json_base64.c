/* SPDX-License-Identifier: MPL-2.0 */
/* Base64 by libcrypto, which reads more loosely than we want to: checked here before. */
#include <assert.h>
#include <openssl/evp.h>

#include "proto/json_base64.h"

json_t *base64_print(struct view bytes)
{
    enum { CHUNK_SIZE = 1024 };
    AUTO(arena_t) *arena = arena_new(CHUNK_SIZE);
    char *text = arena_alloc(arena, (bytes.size + 2) / 3 * 4 + 1);
    int size = EVP_EncodeBlock((unsigned char *)text, bytes.bytes, (int)bytes.size);
    json_t *json = json_stringn(text, (size_t)size);
    assert(json);
    return json;
}

static bool is_base64_digit(uint8_t byte)
{
    uint8_t lower = byte | 0x20;
    return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '+' ||
           byte == '/';
}

int base64_parse(struct view text, arena_t *arena, struct view *ret_bytes)
{
    size_t digit_count = 0;
    while (digit_count < text.size && is_base64_digit(text.bytes[digit_count])) {
        digit_count++;
    }
    size_t padding = text.size - digit_count;
    if (text.size % 4 != 0 || padding > 2 ||
        (padding > 0 && memcmp(text.bytes + digit_count, "==", padding) != 0)) {
        return -1;
    }
    uint8_t *bytes = arena_alloc(arena, text.size / 4 * 3 + 1);
    if (text.size > 0 && EVP_DecodeBlock(bytes, text.bytes, (int)text.size) < 0) {
        return -1;
    }
    *ret_bytes = (struct view){bytes, text.size / 4 * 3 - padding};
    return 0;
}
