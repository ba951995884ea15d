/* SPDX-License-Identifier: MPL-2.0 */
/* Reads the lines of a file of vectors. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/proto/vectors.h"

static uint8_t digit_value(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *at = strchr(digits, digit);
    assert(digit && at);
    return (uint8_t)(at - digits);
}

static void read_hex(const char *hex, uint8_t *ret_bytes)
{
    for (size_t i = 0; hex[2 * i]; i++) {
        ret_bytes[i] = (uint8_t)(digit_value(hex[2 * i]) << 4 | digit_value(hex[2 * i + 1]));
    }
}

/* The hex member of this name, and what fills it up. Caller frees the bytes. */
static struct view read_frame(const json_t *row, const char *member)
{
    const char *hex = json_string_value(json_object_get(row, member));
    const char *fill = json_string_value(json_object_get(row, "fill"));
    size_t fill_count = (size_t)json_integer_value(json_object_get(row, "fill_count"));
    assert(hex);
    size_t size = strlen(hex) / 2;
    uint8_t *bytes = malloc(size + fill_count ? size + fill_count : 1);
    assert(bytes);
    read_hex(hex, bytes);
    if (fill) {
        uint8_t byte;
        read_hex(fill, &byte);
        memset(bytes + size, byte, fill_count);
    }
    return (struct view){bytes, size + fill_count};
}

static void visit_line(const char *line, void (*visit)(const struct vector *, void *),
                       void *context)
{
    json_error_t error;
    json_t *row = json_loads(line, JSON_ALLOW_NUL, &error);
    if (!row) {
        (void)fprintf(stderr, "%s: %.80s\n", error.text, line);
        abort();
    }
    struct vector vector = {
        .name = json_string_value(json_object_get(row, "name")),
        .message = json_string_value(json_object_get(row, "message")),
        .verdict = json_string_value(json_object_get(row, "verdict")),
        .path = json_string_value(json_object_get(row, "path")),
        .frame = read_frame(row, "hex"),
        .canonical = read_frame(row, json_object_get(row, "canonical") ? "canonical" : "hex"),
        .row = row,
    };
    visit(&vector, context);
    free((void *)vector.frame.bytes);
    free((void *)vector.canonical.bytes);
    json_decref(row);
}

size_t vectors_each(const char *file, void (*visit)(const struct vector *vector, void *context),
                    void *context)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/proto/vectors/%s", SOURCE_ROOT, file);
    FILE *stream = fopen(path, "r");
    if (!stream) {
        perror(path);
        abort();
    }
    size_t count = 0;
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stream) > 0) {
        visit_line(line, visit, context);
        count++;
    }
    free(line);
    (void)fclose(stream);
    return count;
}
