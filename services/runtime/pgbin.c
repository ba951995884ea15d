/* SPDX-License-Identifier: MPL-2.0 */
/* Writes parameters in PostgreSQL's binary form, straight from the rows into one buffer.
 *
 * An array is: dimensions (1), has-null (0), element type, length, lower bound (1), then each
 * element as its size and its bytes. The type is chosen once per array, so a value costs one copy.
 * */
#include "runtime/pgbin.h"

#include <assert.h>
#include <stdlib.h>

enum { ARRAY_HEADER_BYTES = 20, ELEMENT_HEADER_BYTES = 4 };

/* PostgreSQL's type numbers (pg_type.dat); fixed since the first release that had the type. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    OID_DATE = 1082,
    OID_UUID = 2950
};

static uint32_t element_oid(enum column_type type)
{
    switch (type) {
    case COLUMN_ID:
        return OID_UUID;
    case COLUMN_INT:
        return OID_INT8;
    case COLUMN_BOOL:
        return OID_BOOL;
    case COLUMN_DATE:
        return OID_DATE;
    case COLUMN_TEXT:
        return OID_TEXT;
    case COLUMN_BYTES:
        return OID_BYTEA;
    }
    abort();
}

/* The size of a value of this type, 0 when each has its own. */
static size_t fixed_size(enum column_type type)
{
    switch (type) {
    case COLUMN_ID:
        return sizeof(struct id);
    case COLUMN_INT:
        return sizeof(int64_t);
    case COLUMN_BOOL:
        return 1;
    case COLUMN_DATE:
        return sizeof(int32_t);
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        return 0;
    }
    abort();
}

static inline const void *value_at(const struct param *param, size_t i)
{
    return (const uint8_t *)param->rows[i] + param->offset;
}

static inline uint8_t *put32(uint8_t *to, uint32_t value)
{
    const uint32_t raw = __builtin_bswap32(value);
    memcpy(to, &raw, sizeof raw);
    return to + sizeof raw;
}

static inline uint8_t *put_id(uint8_t *to, const void *value)
{
    memcpy(to, value, sizeof(struct id));
    return to + sizeof(struct id);
}

static inline uint8_t *put_int(uint8_t *to, const void *value)
{
    uint64_t raw;
    memcpy(&raw, value, sizeof raw);
    raw = __builtin_bswap64(raw);
    memcpy(to, &raw, sizeof raw);
    return to + sizeof raw;
}

static inline uint8_t *put_bool(uint8_t *to, const void *value)
{
    *to = *(const bool *)value ? 1 : 0;
    return to + 1;
}

static inline uint8_t *put_date(uint8_t *to, const void *value)
{
    int32_t days;
    memcpy(&days, value, sizeof days);
    return put32(to, (uint32_t)days - PGBIN_EPOCH_DAYS);
}

static inline uint8_t *put_view(uint8_t *to, const void *value)
{
    const struct view *view = value;
    if (view->size > 0) {
        memcpy(to, view->bytes, view->size);
    }
    return to + view->size;
}

static uint8_t *put_value(uint8_t *to, enum column_type type, const void *value)
{
    switch (type) {
    case COLUMN_ID:
        return put_id(to, value);
    case COLUMN_INT:
        return put_int(to, value);
    case COLUMN_BOOL:
        return put_bool(to, value);
    case COLUMN_DATE:
        return put_date(to, value);
    case COLUMN_TEXT:
    case COLUMN_BYTES:
        return put_view(to, value);
    }
    abort();
}

static uint8_t *put_views(uint8_t *to, const struct param *param)
{
    for (size_t i = 0; i < param->count; i++) {
        const struct view *view = value_at(param, i);
        to = put_view(put32(to, (uint32_t)view->size), view);
    }
    return to;
}

/* A loop of its own for the types that tables are full of; the others are rare. */
static uint8_t *put_fixed(uint8_t *to, const struct param *param)
{
    const uint32_t size = (uint32_t)fixed_size(param->type);
    if (param->type == COLUMN_ID) {
        for (size_t i = 0; i < param->count; i++) {
            to = put_id(put32(to, size), value_at(param, i));
        }
    } else if (param->type == COLUMN_INT) {
        for (size_t i = 0; i < param->count; i++) {
            to = put_int(put32(to, size), value_at(param, i));
        }
    } else {
        for (size_t i = 0; i < param->count; i++) {
            to = put_value(put32(to, size), param->type, value_at(param, i));
        }
    }
    return to;
}

static uint8_t *put_array(uint8_t *to, const struct param *param)
{
    to = put32(to, 1);
    to = put32(to, 0);
    to = put32(to, element_oid(param->type));
    to = put32(to, (uint32_t)param->count);
    to = put32(to, 1);
    return fixed_size(param->type) > 0 ? put_fixed(to, param) : put_views(to, param);
}

static size_t values_size(const struct param *param)
{
    const size_t fixed = fixed_size(param->type);
    if (fixed > 0) {
        return fixed * param->count;
    }
    size_t size = 0;
    for (size_t i = 0; i < param->count; i++) {
        size += ((const struct view *)value_at(param, i))->size;
    }
    return size;
}

/* Room for size more bytes; doubling keeps the cost per byte constant. */
static void reserve(struct pgbin *out, size_t size)
{
    if (out->capacity - out->size >= size) {
        return;
    }
    size_t capacity = out->capacity > 0 ? out->capacity : 4096;
    while (capacity - out->size < size) {
        capacity *= 2;
    }
    out->bytes = realloc(out->bytes, capacity);
    if (!out->bytes) {
        abort();
    }
    out->capacity = capacity;
}

size_t pgbin_append(struct pgbin *out, const struct param *param)
{
    assert(param->array || param->count == 1);
    size_t size = values_size(param);
    if (param->array) {
        size += ARRAY_HEADER_BYTES + ELEMENT_HEADER_BYTES * param->count;
    }
    reserve(out, size);
    uint8_t *to = out->bytes + out->size;
    uint8_t *end =
        param->array ? put_array(to, param) : put_value(to, param->type, value_at(param, 0));
    assert(end == to + size);
    out->size += size;
    return size;
}

void pgbin_free(struct pgbin *out)
{
    free(out->bytes);
    *out = (struct pgbin){0};
}
