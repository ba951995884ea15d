/* SPDX-License-Identifier: MPL-2.0 */
/* From JSON to MessagePack, by the table of a record. */
#include <assert.h>

#include "proto/codec_parts.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/json_base64.h"
#include "proto/scan.h"

/* Everything is written twice: once to count the bytes, once into memory of that size. */
struct output {
    struct writer writer;
    arena_t *arena;
    struct refusal *refusal;
};

static int write_object(struct output *output, const struct record *record, const json_t *object);

static int fail_kind(struct output *output, const struct field *field)
{
    (void)refusal_set(output->refusal, E_FIELD_KIND, "", "");
    expect_print(field, output->refusal->expected, sizeof output->refusal->expected);
    return -1;
}

static struct view text_of(const json_t *string)
{
    return (struct view){(const uint8_t *)json_string_value(string), json_string_length(string)};
}

static int write_id_text(struct output *output, const struct field *field, const json_t *json)
{
    struct id id;
    if (!json_is_string(json) || id_parse(text_of(json), &id) < 0) {
        return fail_kind(output, field);
    }
    write_bytes(&output->writer, (struct view){id.bytes, sizeof id.bytes});
    return 0;
}

static int write_string(struct output *output, const struct field *field, const json_t *json)
{
    if (!json_is_string(json)) {
        return fail_kind(output, field);
    }
    write_text(&output->writer, text_of(json));
    return 0;
}

static int write_base64(struct output *output, const struct field *field, const json_t *json)
{
    struct view bytes;
    if (!json_is_string(json) || base64_parse(text_of(json), output->arena, &bytes) < 0) {
        return fail_kind(output, field);
    }
    write_bytes(&output->writer, bytes);
    return 0;
}

static int write_integer(struct output *output, const struct field *field, const json_t *json)
{
    if (!json_is_integer(json)) {
        return fail_kind(output, field);
    }
    write_int(&output->writer, json_integer_value(json));
    return 0;
}

static int write_boolean(struct output *output, const struct field *field, const json_t *json)
{
    if (!json_is_boolean(json)) {
        return fail_kind(output, field);
    }
    write_bool(&output->writer, json_is_true(json));
    return 0;
}

static int write_entries(struct output *output, const struct field *field, const json_t *json)
{
    if (!json_is_object(json)) {
        return fail_kind(output, field);
    }
    const char *key;
    json_t *text;
    write_map(&output->writer, json_object_size(json));
    json_object_foreach((json_t *)json, key, text)
    {
        write_text(&output->writer, view_of(key));
        if (write_string(output, field, text) < 0) {
            path_prepend(output->refusal, key);
            return -1;
        }
    }
    return 0;
}

static int write_item(struct output *output, const struct field *field, const json_t *item)
{
    switch (field->kind) {
    case KIND_LIST:
        return write_object(output, field->record, item);
    case KIND_IDS:
        return write_id_text(output, field, item);
    default:
        return write_string(output, field, item);
    }
}

static int write_items(struct output *output, const struct field *field, const json_t *json)
{
    if (!json_is_array(json)) {
        return fail_kind(output, field);
    }
    write_array(&output->writer, json_array_size(json));
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (write_item(output, field, json_array_get(json, i)) < 0) {
            path_prepend_index(output->refusal, (uint32_t)i);
            return -1;
        }
    }
    return 0;
}

/* Any JSON without fractions, not deeper than a frame may be. */
static bool write_any(struct writer *writer, const json_t *json, int depth)
{
    const char *key;
    json_t *value;
    bool right = depth <= FRAME_DEPTH_MAX;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        write_map(writer, json_object_size(json));
        json_object_foreach((json_t *)json, key, value)
        {
            write_text(writer, view_of(key));
            right = right && write_any(writer, value, depth + 1);
        }
        return right;
    case JSON_ARRAY:
        write_array(writer, json_array_size(json));
        for (size_t i = 0; i < json_array_size(json); i++) {
            right = right && write_any(writer, json_array_get(json, i), depth + 1);
        }
        return right;
    case JSON_STRING:
        write_text(writer, text_of(json));
        return true;
    case JSON_INTEGER:
        write_int(writer, json_integer_value(json));
        return true;
    case JSON_REAL:
        return false;
    case JSON_TRUE:
    case JSON_FALSE:
        write_bool(writer, json_is_true(json));
        return true;
    case JSON_NULL:
        write_nil(writer);
        return true;
    }
    return false;
}

static int write_value(struct output *output, const struct field *field, const json_t *json)
{
    switch ((enum kind)field->kind) {
    case KIND_ID:
        return write_id_text(output, field, json);
    case KIND_TEXT:
    case KIND_CODE:
    case KIND_LANG:
    case KIND_DATE:
    case KIND_CHOICE:
        return write_string(output, field, json);
    case KIND_INT:
        return write_integer(output, field, json);
    case KIND_BOOL:
        return write_boolean(output, field, json);
    case KIND_BYTES:
    case KIND_SEALED:
        return write_base64(output, field, json);
    case KIND_RAW:
        return write_any(&output->writer, json, 1) ? 0 : fail_kind(output, field);
    case KIND_NEST:
        return write_object(output, field->record, json);
    case KIND_MAP:
        return write_entries(output, field, json);
    case KIND_LIST:
    case KIND_IDS:
    case KIND_TEXTS:
        return write_items(output, field, json);
    }
    return fail_kind(output, field);
}

/* The value of a field; null says as much as leaving it out. */
static const json_t *value_of(const json_t *object, const struct field *field)
{
    const json_t *value = json_object_get(object, field->name);
    return json_is_null(value) ? NULL : value;
}

static int write_object(struct output *output, const struct record *record, const json_t *object)
{
    size_t count = 0;
    if (!json_is_object(object)) {
        return refusal_set(output->refusal, E_FIELD_KIND, "", "a map");
    }
    for (size_t i = 0; i < record->field_count; i++) {
        count += value_of(object, &record->fields[i]) != NULL;
    }
    write_map(&output->writer, count);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        const json_t *value = value_of(object, field);
        if (!value) {
            continue;
        }
        write_text(&output->writer, view_of(field->name));
        if (write_value(output, field, value) < 0) {
            path_prepend(output->refusal, field->name);
            return -1;
        }
    }
    return 0;
}

struct view record_from_json(const struct record *record, const json_t *object, const char *prefix,
                             arena_t *arena, struct refusal *refusal)
{
    struct output output = {.arena = arena, .refusal = refusal};
    writer_init(&output.writer, NULL, 0);
    if (write_object(&output, record, object) < 0) {
        path_prepend(refusal, prefix);
        return (struct view){NULL, 0};
    }
    size_t size = output.writer.size;
    writer_init(&output.writer, arena_alloc(arena, size), size);
    int code = write_object(&output, record, object);
    assert(code == 0 && output.writer.size == size);
    return writer_view(&output.writer);
}
