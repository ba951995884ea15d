/* SPDX-License-Identifier: MPL-2.0 */
/* From MessagePack and records to JSON. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "proto/codec_parts.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/json_base64.h"
#include "proto/scan.h"

/* Jansson answers NULL when memory is out, or for a text that is not UTF-8, which none here is. */
static json_t *sure(json_t *json)
{
    assert(json);
    return json;
}

static json_t *text_to_json(struct view text)
{
    return sure(
        json_stringn((const char *)(text.bytes ? text.bytes : (const uint8_t *)""), text.size));
}

static json_t *id_to_json(struct id id)
{
    char text[ID_TEXT_SIZE];
    return sure(json_string(id_print(id, text)));
}

/* Keys of a scanned map are UTF-8; one with a zero byte inside is cut there, for people's eyes. */
static void set_key(json_t *object, struct view key, json_t *value)
{
    json_t *name = text_to_json(key);
    int code = json_object_set_new_nocheck(object, json_string_value(name), value);
    assert(code == 0);
    json_decref(name);
}

static void append_item(json_t *array, json_t *item)
{
    int code = json_array_append_new(array, item);
    assert(code == 0);
}

/* ---- any value ---- */

static json_t *any_to_json(struct reader *reader);

/* JSON's integers here have 64 bits with a sign; what is above them becomes text. */
static json_t *integer_to_json(struct reader *reader)
{
    struct reader start = *reader;
    int64_t value;
    bool above;
    (void)read_int(reader, &value, &above);
    if (!above) {
        return sure(json_integer(value));
    }
    uint64_t whole = 0;
    for (const uint8_t *at = start.at + 1; at < reader->at; at++) {
        whole = whole << 8 | *at;
    }
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, whole);
    return sure(json_string(text));
}

static json_t *array_to_json(struct reader *reader)
{
    uint32_t count;
    json_t *array = sure(json_array());
    (void)read_array(reader, &count);
    for (; count > 0; count--) {
        append_item(array, any_to_json(reader));
    }
    return array;
}

static json_t *map_to_json(struct reader *reader)
{
    uint32_t count;
    struct view key;
    json_t *object = sure(json_object());
    (void)read_map(reader, &count);
    for (; count > 0; count--) {
        (void)read_text(reader, &key);
        set_key(object, key, any_to_json(reader));
    }
    return object;
}

/* The scan bounds the depth, and so the recursion. */
static json_t *any_to_json(struct reader *reader)
{
    struct view view;
    bool flag;
    switch (read_kind(reader)) {
    case VALUE_NIL:
        (void)read_nil(reader);
        return json_null();
    case VALUE_BOOL:
        (void)read_bool(reader, &flag);
        return json_boolean(flag);
    case VALUE_INT:
        return integer_to_json(reader);
    case VALUE_TEXT:
        (void)read_text(reader, &view);
        return text_to_json(view);
    case VALUE_BYTES:
        (void)read_bytes(reader, &view);
        return base64_print(view);
    case VALUE_ARRAY:
        return array_to_json(reader);
    case VALUE_MAP:
        return map_to_json(reader);
    }
    assert(false);
    return NULL;
}

json_t *value_to_json(struct view encoded)
{
    if (scan_frame(encoded) != 0) {
        return NULL;
    }
    struct reader reader = reader_of(encoded);
    return any_to_json(&reader);
}

/* A value inside a message that was scanned as a whole. */
static json_t *raw_to_json(struct view encoded)
{
    struct reader reader = reader_of(encoded);
    return encoded.size > 0 ? any_to_json(&reader) : json_null();
}

/* ---- records ---- */

static json_t *items_to_json(const struct field *field, struct list list)
{
    union {
        uint8_t bytes[RECORD_SIZE_MAX];
        max_align_t alignment;
    } item;
    struct id id;
    struct view text;
    json_t *array = sure(json_array());
    if (field->kind == KIND_LIST) {
        while (list_next(&list, field->record, &item)) {
            append_item(array, record_to_json(field->record, &item));
        }
    } else if (field->kind == KIND_IDS) {
        while (list_next_id(&list, &id)) {
            append_item(array, id_to_json(id));
        }
    } else {
        while (list_next_text(&list, &text)) {
            append_item(array, text_to_json(text));
        }
    }
    return array;
}

static json_t *entries_to_json(struct list map)
{
    struct view key, text;
    json_t *object = sure(json_object());
    while (list_next_entry(&map, &key, &text)) {
        set_key(object, key, text_to_json(text));
    }
    return object;
}

static json_t *date_to_json(int32_t day)
{
    char text[DATE_TEXT_SIZE];
    return sure(json_string(date_print(day, text)));
}

static json_t *member_to_json(const struct field *field, const void *member)
{
    switch ((enum kind)field->kind) {
    case KIND_ID:
        return id_to_json(*(const struct id *)member);
    case KIND_TEXT:
    case KIND_CODE:
    case KIND_LANG:
        return text_to_json(*(const struct view *)member);
    case KIND_INT:
        return sure(json_integer(*(const int64_t *)member));
    case KIND_BOOL:
        return json_boolean(*(const bool *)member);
    case KIND_DATE:
        return date_to_json(*(const int32_t *)member);
    case KIND_CHOICE:
        return sure(json_string(choice_word(field->choices, *(const int *)member)));
    case KIND_BYTES:
    case KIND_SEALED:
        return base64_print(*(const struct view *)member);
    case KIND_RAW:
        return raw_to_json(*(const struct view *)member);
    case KIND_NEST:
        return record_to_json(field->record, member);
    case KIND_MAP:
        return entries_to_json(*(const struct list *)member);
    case KIND_LIST:
    case KIND_IDS:
    case KIND_TEXTS:
        return items_to_json(field, *(const struct list *)member);
    }
    assert(false);
    return NULL;
}

json_t *record_to_json(const struct record *record, const void *value)
{
    json_t *object = sure(json_object());
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (field->required || !field_is_none(field, value)) {
            json_t *member = member_to_json(field, (const uint8_t *)value + field->offset);
            int code = json_object_set_new(object, field->name, member);
            assert(code == 0);
        }
    }
    return object;
}

/* ---- frames ---- */

static json_t *reply_frame_to_json(struct view frame)
{
    struct reply reply;
    struct refusal refusal;
    struct reader reader = reader_of(frame);
    if (read_kind(&reader) != VALUE_MAP ||
        record_decode(&record_reply, frame, "", &reply, &refusal) < 0) {
        return NULL;
    }
    return record_to_json(&record_reply, &reply);
}

json_t *frame_to_json(struct view frame)
{
    union {
        uint8_t bytes[RECORD_SIZE_MAX];
        max_align_t alignment;
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    if (scan_frame(frame) != 0) {
        return NULL;
    }
    if (message_decode(frame, &envelope, &message, &data, &refusal) < 0) {
        json_t *reply = reply_frame_to_json(frame);
        return reply ? reply : value_to_json(frame);
    }
    envelope.data = (struct view){NULL, 0};
    json_t *object = record_to_json(&record_envelope, &envelope);
    int code = json_object_set_new(object, "data", record_to_json(message->record, &data));
    assert(code == 0);
    return object;
}
