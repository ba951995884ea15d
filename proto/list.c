/* SPDX-License-Identifier: MPL-2.0 */
/* Lists and maps: walking encoded items, and making them. */
#include <assert.h>

#include "proto/codec_parts.h"

/* Starts taking an item off; false when none is left. */
static bool begin_item(const struct list *list, struct reader *ret_reader)
{
    *ret_reader = reader_of(list->items);
    return list->count > 0;
}

static void end_item(struct list *list, const struct reader *reader)
{
    list->items = (struct view){reader->at, (size_t)(reader->end - reader->at)};
    list->count--;
}

bool list_next(struct list *list, const struct record *record, void *ret_item)
{
    struct reader reader;
    if (!begin_item(list, &reader)) {
        return false;
    }
    int code = record_read(&reader, record, ret_item, NULL);
    assert(code == 0);
    end_item(list, &reader);
    return true;
}

bool list_next_id(struct list *list, struct id *ret_id)
{
    struct reader reader;
    struct view bytes;
    if (!begin_item(list, &reader)) {
        return false;
    }
    bool right = read_bytes(&reader, &bytes) && bytes.size == sizeof ret_id->bytes;
    assert(right);
    memcpy(ret_id->bytes, bytes.bytes, sizeof ret_id->bytes);
    end_item(list, &reader);
    return true;
}

bool list_next_text(struct list *list, struct view *ret_text)
{
    struct reader reader;
    if (!begin_item(list, &reader)) {
        return false;
    }
    bool right = read_text(&reader, ret_text);
    assert(right);
    end_item(list, &reader);
    return true;
}

bool list_next_entry(struct list *map, struct view *ret_key, struct view *ret_text)
{
    struct reader reader;
    if (!begin_item(map, &reader)) {
        return false;
    }
    bool right = read_text(&reader, ret_key) && read_text(&reader, ret_text);
    assert(right);
    end_item(map, &reader);
    return true;
}

struct view map_get(struct list map, struct view key)
{
    struct view found, text;
    while (list_next_entry(&map, &found, &text)) {
        if (view_equal(found, key)) {
            return text;
        }
    }
    return (struct view){NULL, 0};
}

/* "fr" of "fr-CA". */
static struct view primary_language(struct view language)
{
    const uint8_t *dash = language.size > 0 ? memchr(language.bytes, '-', language.size) : NULL;
    return dash ? (struct view){language.bytes, (size_t)(dash - language.bytes)} : language;
}

struct view labels_best(struct list labels, struct view language)
{
    struct view key;
    struct view text = map_get(labels, language);
    if (!text.bytes) {
        text = map_get(labels, primary_language(language));
    }
    if (!text.bytes) {
        (void)list_next_entry(&labels, &key, &text);
    }
    return text;
}

/* What a list is made of; exactly one of the pointers is set. */
struct parts {
    const struct record *record;
    const void *items;
    const struct id *ids;
    const struct view *keys;
    const struct view *texts;
    size_t count;
};

static void write_parts(struct writer *writer, const struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (parts->record) {
            const uint8_t *items = parts->items;
            record_encode(parts->record, items + i * parts->record->size, writer);
        } else if (parts->ids) {
            write_bytes(writer, (struct view){parts->ids[i].bytes, sizeof parts->ids[i].bytes});
        } else {
            if (parts->keys) {
                write_text(writer, parts->keys[i]);
            }
            write_text(writer, parts->texts[i]);
        }
    }
}

static struct list pack_parts(const struct parts *parts, arena_t *arena)
{
    uint8_t attempt[PACK_TRY_SIZE];
    struct writer writer;
    assert(parts->count <= UINT32_MAX);
    writer_init(&writer, attempt, sizeof attempt);
    write_parts(&writer, parts);
    if (!writer.full) {
        return (struct list){.items = arena_copy(arena, writer_view(&writer)),
                             .count = (uint32_t)parts->count};
    }
    writer_init(&writer, NULL, 0);
    write_parts(&writer, parts);
    size_t size = writer.size;
    writer_init(&writer, arena_alloc(arena, size), size);
    write_parts(&writer, parts);
    assert(!writer.full);
    return (struct list){.items = writer_view(&writer), .count = (uint32_t)parts->count};
}

struct list list_pack(const struct record *record, const void *items, size_t count, arena_t *arena)
{
    const struct parts parts = {.record = record, .items = items, .count = count};
    struct list list = pack_parts(&parts, arena);
    list.canonical = true;
    return list;
}

struct list list_pack_ids(const struct id *ids, size_t count, arena_t *arena)
{
    return pack_parts(&(struct parts){.ids = ids, .count = count}, arena);
}

struct list list_pack_texts(const struct view *texts, size_t count, arena_t *arena)
{
    return pack_parts(&(struct parts){.texts = texts, .count = count}, arena);
}

struct list list_pack_map(const struct view *keys, const struct view *texts, size_t count,
                          arena_t *arena)
{
    return pack_parts(&(struct parts){.keys = keys, .texts = texts, .count = count}, arena);
}

static struct view pack_whole(struct list list, void (*write_head)(struct writer *, size_t),
                              arena_t *arena)
{
    enum { HEAD_SIZE_MAX = 5 };
    size_t capacity = HEAD_SIZE_MAX + list.items.size;
    struct writer writer;
    writer_init(&writer, arena_alloc(arena, capacity), capacity);
    write_head(&writer, list.count);
    write_raw(&writer, list.items);
    assert(!writer.full);
    return writer_view(&writer);
}

struct view list_bytes(struct list list, arena_t *arena)
{
    return pack_whole(list, write_array, arena);
}

struct view map_bytes(struct list map, arena_t *arena)
{
    return pack_whole(map, write_map, arena);
}

static struct list unpack_whole(struct view bytes, bool (*read_head)(struct reader *, uint32_t *))
{
    struct list list = {.count = 0};
    if (bytes.size > 0) {
        struct reader reader = reader_of(bytes);
        bool right = read_head(&reader, &list.count);
        assert(right);
        list.items = (struct view){reader.at, (size_t)(reader.end - reader.at)};
    }
    return list;
}

struct list list_of_bytes(struct view bytes)
{
    return unpack_whole(bytes, read_array);
}

struct list map_of_bytes(struct view bytes)
{
    return unpack_whole(bytes, read_map);
}
