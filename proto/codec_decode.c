/* SPDX-License-Identifier: MPL-2.0 */
/* Reading records by their tables. A check that fails starts an empty path; each level on the way
   back puts its own name before it, so nothing is paid for paths while all is well. */
#include <assert.h>

#include "proto/codec_parts.h"

enum { FIELD_COUNT_MAX = 64, KEY_SIZE_MAX = 64 };

/* Refuses the field. Without a refusal the bytes were valid once: then this is our own mistake. */
static int fail(struct refusal *refusal, const struct field *field, int code)
{
    assert(refusal);
    (void)refusal_set(refusal, code, "", "");
    expect_print(field, refusal->expected, sizeof refusal->expected);
    return -1;
}

static bool within(const struct field *field, uint64_t size)
{
    return size >= (uint64_t)field->min && size <= (uint64_t)field->max;
}

/* No control characters but line feed, tab and carriage return. */
static bool is_plain(struct view text)
{
    bool plain = true;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        plain &= (byte >= 0x20 && byte != 0x7f) || byte == '\n' || byte == '\t' || byte == '\r';
    }
    return plain;
}

static bool is_lower(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_letter(uint8_t byte)
{
    return is_lower(byte | 0x20);
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_code(struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        if (!is_lower(byte) && !is_digit(byte) && byte != '.' && byte != '_' && byte != '-') {
            return false;
        }
    }
    return true;
}

/* The key of a map is a code or a language. */
static bool is_key(struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        if (!is_letter(byte) && !is_digit(byte) && byte != '.' && byte != '_' && byte != '-') {
            return false;
        }
    }
    return text.size >= 1 && text.size <= KEY_SIZE_MAX;
}

/* The form of BCP 47, not its register: 2 or 3 letters, then parts of 1 to 8 letters or digits. */
static bool is_language(struct view text)
{
    size_t part_size = 0;
    size_t part_count = 1;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        bool first = part_count == 1;
        if (byte != '-') {
            if (!is_letter(byte) && (first || !is_digit(byte))) {
                return false;
            }
            part_size++;
        } else {
            if (part_size < (first ? 2 : 1)) {
                return false;
            }
            part_size = 0;
            part_count++;
        }
        if (part_size > (part_count == 1 ? 3 : 8)) {
            return false;
        }
    }
    return part_size >= (part_count == 1 ? 2 : 1);
}

static int read_id(struct reader *reader, const struct field *field, struct id *ret_id,
                   struct refusal *refusal)
{
    struct view bytes;
    if (!read_bytes(reader, &bytes)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    if (bytes.size != sizeof ret_id->bytes) {
        return fail(refusal, field, E_FIELD_LENGTH);
    }
    memcpy(ret_id->bytes, bytes.bytes, sizeof ret_id->bytes);
    if (refusal && field->required && id_none(*ret_id)) {
        return fail(refusal, field, E_FIELD_MISSING);
    }
    return 0;
}

static bool is_well_formed(enum kind kind, struct view text)
{
    switch (kind) {
    case KIND_CODE:
        return is_code(text);
    case KIND_LANG:
        return is_language(text);
    default:
        return is_plain(text);
    }
}

/* TEXT, CODE, LANG. */
static int read_words(struct reader *reader, const struct field *field, struct view *ret_text,
                      struct refusal *refusal)
{
    if (!read_text(reader, ret_text)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    if (refusal && !within(field, ret_text->size)) {
        return fail(refusal, field, E_FIELD_LENGTH);
    }
    if (refusal && !is_well_formed(field->kind, *ret_text)) {
        return fail(refusal, field, E_FIELD_FORMAT);
    }
    return 0;
}

static int read_number(struct reader *reader, const struct field *field, int64_t *ret_number,
                       struct refusal *refusal)
{
    bool above;
    if (!read_int(reader, ret_number, &above)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    if (refusal && (above || *ret_number < field->min || *ret_number > field->max)) {
        return fail(refusal, field, E_FIELD_RANGE);
    }
    return 0;
}

static int read_date(struct reader *reader, const struct field *field, int32_t *ret_day,
                     struct refusal *refusal)
{
    struct view text;
    if (!read_text(reader, &text)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    return date_parse(text, ret_day) < 0 ? fail(refusal, field, E_FIELD_FORMAT) : 0;
}

static int read_choice(struct reader *reader, const struct field *field, int *ret_choice,
                       struct refusal *refusal)
{
    struct view text;
    if (!read_text(reader, &text)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    *ret_choice = choice_find(field->choices, text);
    return *ret_choice < 0 ? fail(refusal, field, E_FIELD_CHOICE) : 0;
}

/* BYTES, SEALED. */
static int read_blob(struct reader *reader, const struct field *field, struct view *ret_bytes,
                     struct refusal *refusal)
{
    if (!read_bytes(reader, ret_bytes)) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    if (refusal && !within(field, ret_bytes->size)) {
        return fail(refusal, field, E_FIELD_LENGTH);
    }
    return 0;
}

static int read_raw(struct reader *reader, const struct field *field, struct view *ret_encoded,
                    struct refusal *refusal)
{
    *ret_encoded = read_value(reader);
    if (refusal && !within(field, ret_encoded->size)) {
        return fail(refusal, field, E_FIELD_LENGTH);
    }
    return 0;
}

static bool is_repeated(struct reader earlier, struct view key)
{
    struct view other, text;
    while (earlier.at < earlier.end) {
        (void)read_text(&earlier, &other);
        (void)read_text(&earlier, &text);
        if (view_equal(other, key)) {
            return true;
        }
    }
    return false;
}

/* A text of a map or list: 0, or what is wrong with it. */
static int check_text(struct reader *reader, size_t size_max, struct view *ret_text)
{
    return !read_text(reader, ret_text) ? E_FIELD_KIND
           : ret_text->size > size_max  ? E_FIELD_LENGTH
           : !is_plain(*ret_text)       ? E_FIELD_FORMAT
                                        : 0;
}

/* One entry of the map whose entries begin at first. */
static int read_entry(struct reader *reader, const struct field *field, const uint8_t *first,
                      struct refusal *refusal)
{
    struct reader earlier = {first, reader->at};
    struct view key, text;
    (void)read_text(reader, &key); /* the scan admits no other keys */
    if (!is_key(key)) {
        return fail(refusal, field, E_FIELD_FORMAT);
    }
    int code = check_text(reader, MAP_TEXT_SIZE_MAX, &text);
    if (!code && is_repeated(earlier, key)) {
        code = E_FIELD_TWICE;
    }
    if (code) {
        char name[KEY_SIZE_MAX + 1] = {0};
        memcpy(name, key.bytes, key.size);
        (void)fail(refusal, field, code);
        path_prepend(refusal, name);
        return -1;
    }
    return 0;
}

static int check_item(struct reader *reader, const struct field *field, struct refusal *refusal)
{
    union {
        uint8_t bytes[RECORD_SIZE_MAX];
        max_align_t alignment;
    } item;
    struct view text;
    struct id id;
    int code;
    switch (field->kind) {
    case KIND_LIST:
        return record_read(reader, field->record, &item, refusal);
    case KIND_IDS:
        if (read_id(reader, field, &id, refusal) < 0) {
            return -1;
        }
        return id_none(id) ? fail(refusal, field, E_FIELD_MISSING) : 0;
    default:
        code = check_text(reader, TEXTS_ITEM_SIZE_MAX, &text);
        return code ? fail(refusal, field, code) : 0;
    }
}

static int check_items(struct reader *reader, const struct field *field, uint32_t count,
                       struct refusal *refusal)
{
    const uint8_t *first = reader->at;
    for (uint32_t i = 0; i < count; i++) {
        if (field->kind == KIND_MAP) {
            if (read_entry(reader, field, first, refusal) < 0) {
                return -1;
            }
        } else if (check_item(reader, field, refusal) < 0) {
            path_prepend_index(refusal, i);
            return -1;
        }
    }
    return 0;
}

static void skip_items(struct reader *reader, const struct field *field, uint32_t count)
{
    for (uint64_t left = field->kind == KIND_MAP ? 2 * (uint64_t)count : count; left > 0; left--) {
        (void)read_value(reader);
    }
}

/* MAP, LIST, IDS, TEXTS: every item is checked now, so that list_next cannot fail later. */
static int read_list(struct reader *reader, const struct field *field, struct list *ret_list,
                     struct refusal *refusal)
{
    uint32_t count;
    bool right = field->kind == KIND_MAP ? read_map(reader, &count) : read_array(reader, &count);
    if (!right) {
        return fail(refusal, field, E_FIELD_KIND);
    }
    if (refusal && !within(field, count)) {
        return fail(refusal, field, E_FIELD_COUNT);
    }
    struct list list = {.items = {reader->at, 0}, .count = count};
    if (!refusal) {
        skip_items(reader, field, count);
    } else if (check_items(reader, field, count, refusal) < 0) {
        return -1;
    }
    list.items.size = (size_t)(reader->at - list.items.bytes);
    *ret_list = list;
    return 0;
}

static int read_field(struct reader *reader, const struct field *field, void *member,
                      struct refusal *refusal)
{
    switch ((enum kind)field->kind) {
    case KIND_ID:
        return read_id(reader, field, member, refusal);
    case KIND_TEXT:
    case KIND_CODE:
    case KIND_LANG:
        return read_words(reader, field, member, refusal);
    case KIND_INT:
        return read_number(reader, field, member, refusal);
    case KIND_BOOL:
        return read_bool(reader, member) ? 0 : fail(refusal, field, E_FIELD_KIND);
    case KIND_DATE:
        return read_date(reader, field, member, refusal);
    case KIND_CHOICE:
        return read_choice(reader, field, member, refusal);
    case KIND_BYTES:
    case KIND_SEALED:
        return read_blob(reader, field, member, refusal);
    case KIND_RAW:
        return read_raw(reader, field, member, refusal);
    case KIND_NEST:
        return record_read(reader, field->record, member, refusal);
    case KIND_MAP:
    case KIND_LIST:
    case KIND_IDS:
    case KIND_TEXTS:
        return read_list(reader, field, member, refusal);
    }
    assert(false);
    return -1;
}

static bool has_name(const struct field *field, struct view key)
{
    return field->name_size == key.size && memcmp(field->name, key.bytes, key.size) == 0;
}

/* The index of the field, or field_count. Most senders keep the order of the contract: the field
   after the last one is tried first. */
static size_t find_field(const struct record *record, struct view key, size_t guess)
{
    if (guess < record->field_count && has_name(&record->fields[guess], key)) {
        return guess;
    }
    size_t i = 0;
    while (i < record->field_count && !has_name(&record->fields[i], key)) {
        i++;
    }
    return i;
}

static int check_required(const struct record *record, uint64_t seen, struct refusal *refusal)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].required && !(seen >> i & 1)) {
            return refusal_set(refusal, E_FIELD_MISSING, record->fields[i].name, "present");
        }
    }
    return 0;
}

static int read_member(struct reader *reader, const struct field *field, void *ret_record,
                       struct refusal *refusal)
{
    if (read_field(reader, field, (uint8_t *)ret_record + field->offset, refusal) < 0) {
        path_prepend(refusal, field->name);
        return -1;
    }
    return 0;
}

int record_read(struct reader *reader, const struct record *record, void *ret_record,
                struct refusal *refusal)
{
    uint32_t count;
    uint64_t seen = 0;
    struct view key;
    memset(ret_record, 0, record->size);
    if (!read_map(reader, &count)) {
        assert(refusal);
        return refusal_set(refusal, E_FIELD_KIND, "", "a map");
    }
    assert(record->field_count <= FIELD_COUNT_MAX);
    for (size_t guess = 0; count > 0; count--) {
        (void)read_text(reader, &key); /* the scan admits no other keys */
        size_t i = find_field(record, key, guess);
        if (i == record->field_count) {
            (void)read_value(reader);
            continue;
        }
        if (refusal && seen >> i & 1) {
            return refusal_set(refusal, E_FIELD_TWICE, record->fields[i].name, "once");
        }
        if (read_member(reader, &record->fields[i], ret_record, refusal) < 0) {
            return -1;
        }
        seen |= UINT64_C(1) << i;
        guess = i + 1;
    }
    return refusal ? check_required(record, seen, refusal) : 0;
}

int record_decode(const struct record *record, struct view encoded, const char *prefix,
                  void *ret_record, struct refusal *refusal)
{
    static const uint8_t empty_map[] = {0x80};
    struct reader reader =
        reader_of(encoded.bytes ? encoded : (struct view){empty_map, sizeof empty_map});
    if (record_read(&reader, record, ret_record, refusal) < 0) {
        path_prepend(refusal, prefix);
        return -1;
    }
    assert(reader.at == reader.end);
    return 0;
}
