/* SPDX-License-Identifier: MPL-2.0 */
/* The words of a refusal: where in the message, and what would have been right. */
#include <stdio.h>

#include "proto/codec_parts.h"

/* A path longer than its room keeps its front, which names the field of the message. */
void path_prepend(struct refusal *refusal, const char *name)
{
    char *path = refusal->path;
    size_t name_size = strnlen(name, sizeof refusal->path - 2);
    bool dot = name_size > 0 && path[0] && path[0] != '[';
    size_t shift = name_size + dot;
    memmove(path + shift, path, sizeof refusal->path - shift);
    path[sizeof refusal->path - 1] = 0;
    memcpy(path, name, name_size);
    if (dot) {
        path[name_size] = '.';
    }
}

void path_prepend_index(struct refusal *refusal, uint32_t index)
{
    char name[16];
    (void)snprintf(name, sizeof name, "[%u]", index);
    path_prepend(refusal, name);
}

/* "3..5", "32", "from 0", or "of 64 bits" where every integer will do. */
static void print_bounds(const struct field *field, char *ret_text, size_t capacity)
{
    intmax_t min = field->min;
    intmax_t max = field->max;
    if (min == max) {
        (void)snprintf(ret_text, capacity, "%jd", min);
    } else if (min == INT64_MIN && max == INT64_MAX) {
        (void)snprintf(ret_text, capacity, "of 64 bits");
    } else if (max == INT64_MAX) {
        (void)snprintf(ret_text, capacity, "from %jd", min);
    } else {
        (void)snprintf(ret_text, capacity, "%jd..%jd", min, max);
    }
}

static void print_words(const struct choices *choices, char *ret_text, size_t capacity)
{
    size_t used = (size_t)snprintf(ret_text, capacity, "one of:");
    for (size_t i = 0; i < choices->count && used < capacity; i++) {
        used += (size_t)snprintf(ret_text + used, capacity - used, " %s", choices->words[i]);
    }
}

void expect_print(const struct field *field, char *ret_text, size_t capacity)
{
    static const struct {
        const char *before, *after; /* around the bounds */
    } words[] = {
        [KIND_ID] = {"an id of 16 bytes, not all zero", NULL},
        [KIND_TEXT] = {"", " bytes of text without control characters"},
        [KIND_CODE] = {"", " bytes of [a-z0-9._-]"},
        [KIND_LANG] = {"a language such as fr or fr-CA", NULL},
        [KIND_INT] = {"whole number ", ""},
        [KIND_BOOL] = {"true or false", NULL},
        [KIND_DATE] = {"a day as YYYY-MM-DD, from 1970", NULL},
        [KIND_BYTES] = {"", " bytes (bin)"},
        [KIND_SEALED] = {"", " sealed bytes (bin)"},
        [KIND_MAP] = {"a map of ", " texts of at most 2000 bytes by [A-Za-z0-9._-]"},
        [KIND_RAW] = {"", " bytes of any value"},
        [KIND_NEST] = {"a map", NULL},
        [KIND_LIST] = {"a list of ", " maps"},
        [KIND_IDS] = {"a list of ", " ids of 16 bytes"},
        [KIND_TEXTS] = {"a list of ", " texts of at most 64 bytes"},
    };
    char bounds[48];
    if (field->kind == KIND_CHOICE) {
        print_words(field->choices, ret_text, capacity);
        return;
    }
    print_bounds(field, bounds, sizeof bounds);
    const char *after = words[field->kind].after;
    (void)snprintf(ret_text, capacity, "%s%s%s", words[field->kind].before, after ? bounds : "",
                   after ? after : "");
}
