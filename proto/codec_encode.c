/* SPDX-License-Identifier: MPL-2.0 */
/* Writing records by their tables, in one canonical form. */
#include <assert.h>

#include "proto/codec_parts.h"

static bool record_is_none(const struct record *record, const void *value)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (!field_is_none(&record->fields[i], value)) {
            return false;
        }
    }
    return true;
}

bool field_is_none(const struct field *field, const void *record)
{
    const void *member = (const uint8_t *)record + field->offset;
    switch ((enum kind)field->kind) {
    case KIND_ID:
        return id_none(*(const struct id *)member);
    case KIND_TEXT:
    case KIND_CODE:
    case KIND_LANG:
    case KIND_BYTES:
    case KIND_SEALED:
    case KIND_RAW:
        return ((const struct view *)member)->size == 0;
    case KIND_INT:
        return *(const int64_t *)member == 0;
    case KIND_BOOL:
        return !*(const bool *)member;
    case KIND_DATE:
        return *(const int32_t *)member == 0;
    case KIND_CHOICE:
        return *(const int *)member == 0;
    case KIND_NEST:
        return record_is_none(field->record, member);
    case KIND_MAP:
    case KIND_LIST:
    case KIND_IDS:
    case KIND_TEXTS:
        return ((const struct list *)member)->count == 0;
    }
    assert(false);
    return true;
}

static void write_id(struct writer *writer, const struct id *id)
{
    write_bytes(writer, (struct view){id->bytes, sizeof id->bytes});
}

static void write_date(struct writer *writer, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    write_text(writer, view_of(date_print(day, text)));
}

static void write_choice(struct writer *writer, const struct choices *choices, int value)
{
    const char *word = choice_word(choices, value);
    assert(word);
    write_text(writer, view_of(word));
}

/* Items that may come from elsewhere, with fields in another order, are read and written anew. */
static void write_records(struct writer *writer, const struct record *record, struct list list)
{
    union {
        uint8_t bytes[RECORD_SIZE_MAX];
        max_align_t alignment;
    } item;
    write_array(writer, list.count);
    if (list.canonical) {
        write_raw(writer, list.items);
        return;
    }
    while (list_next(&list, record, &item)) {
        record_encode(record, &item, writer);
    }
}

static int compare_text(struct view a, struct view b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size > 0 ? memcmp(a.bytes, b.bytes, size) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* The entry with the least key above the given one (absent = any); false when there is none. */
static bool find_above(struct list map, struct view above, struct view *ret_key,
                       struct view *ret_text)
{
    bool found = false;
    struct view key, text;
    while (list_next_entry(&map, &key, &text)) {
        if ((!above.bytes || compare_text(key, above) > 0) &&
            (!found || compare_text(key, *ret_key) < 0)) {
            *ret_key = key;
            *ret_text = text;
            found = true;
        }
    }
    return found;
}

/* By key, each once. Maps have a few entries: looking each up takes no memory for sorting. */
static void write_texts_by_key(struct writer *writer, struct list map)
{
    struct view last = {NULL, 0};
    struct view key, text;
    uint32_t written = 0;
    write_map(writer, map.count);
    while (find_above(map, last, &key, &text)) {
        write_text(writer, key);
        write_text(writer, text);
        last = key;
        written++;
    }
    assert(written == map.count); /* two entries with one key cannot be sent */
}

static void write_list(struct writer *writer, const struct field *field, struct list list)
{
    if (field->kind == KIND_LIST) {
        write_records(writer, field->record, list);
    } else if (field->kind == KIND_MAP) {
        write_texts_by_key(writer, list);
    } else { /* ids and texts have but one form */
        write_array(writer, list.count);
        write_raw(writer, list.items);
    }
}

static void write_field(struct writer *writer, const struct field *field, const void *member)
{
    switch ((enum kind)field->kind) {
    case KIND_ID:
        write_id(writer, member);
        return;
    case KIND_TEXT:
    case KIND_CODE:
    case KIND_LANG:
        write_text(writer, *(const struct view *)member);
        return;
    case KIND_INT:
        write_int(writer, *(const int64_t *)member);
        return;
    case KIND_BOOL:
        write_bool(writer, *(const bool *)member);
        return;
    case KIND_DATE:
        write_date(writer, *(const int32_t *)member);
        return;
    case KIND_CHOICE:
        write_choice(writer, field->choices, *(const int *)member);
        return;
    case KIND_BYTES:
    case KIND_SEALED:
        write_bytes(writer, *(const struct view *)member);
        return;
    case KIND_RAW:
        write_raw(writer, *(const struct view *)member);
        return;
    case KIND_NEST:
        record_encode(field->record, member, writer);
        return;
    case KIND_MAP:
    case KIND_LIST:
    case KIND_IDS:
    case KIND_TEXTS:
        write_list(writer, field, *(const struct list *)member);
        return;
    }
    assert(false);
}

void record_encode(const struct record *record, const void *value, struct writer *writer)
{
    uint64_t present = 0;
    size_t count = 0;
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].required || !field_is_none(&record->fields[i], value)) {
            present |= UINT64_C(1) << i;
            count++;
        }
    }
    write_map(writer, count);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (present >> i & 1) {
            write_text(writer, (struct view){(const uint8_t *)field->name, field->name_size});
            write_field(writer, field, (const uint8_t *)value + field->offset);
        }
    }
}

struct view record_pack(const struct record *record, const void *value, arena_t *arena)
{
    uint8_t attempt[PACK_TRY_SIZE];
    struct writer writer;
    writer_init(&writer, attempt, sizeof attempt);
    record_encode(record, value, &writer);
    if (!writer.full) {
        return arena_copy(arena, writer_view(&writer));
    }
    writer_init(&writer, NULL, 0);
    record_encode(record, value, &writer);
    size_t size = writer.size;
    writer_init(&writer, arena_alloc(arena, size), size);
    record_encode(record, value, &writer);
    assert(!writer.full && writer.size == size);
    return writer_view(&writer);
}
