/* SPDX-License-Identifier: MPL-2.0 */
/* JSON in, JSON out. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "proto/json.h"

void print_json(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}

void print_json_line(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(value);
}

static char *read_all(FILE *file, size_t *ret_size)
{
    size_t size = 0, capacity = 64 * 1024, got;
    char *text = malloc(capacity);
    while (text && (got = fread(text + size, 1, capacity - size - 1, file)) > 0) {
        size += got;
        if (size + 1 == capacity) {
            capacity *= 2;
            text = realloc(text, capacity);
        }
    }
    if (!text) {
        abort();
    }
    text[size] = '\0';
    *ret_size = size;
    return text;
}

char *read_file(const char *path, size_t *ret_size)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return NULL;
    }
    if (standard && isatty(STDIN_FILENO)) {
        complain("reading JSON from the terminal, to the end (Ctrl-D)");
    }
    char *text = read_all(file, ret_size);
    if (ferror(file)) {
        complain("%s: %s", path, strerror(errno));
        free_text(&text);
    }
    if (!standard) {
        fclose(file);
    }
    return text;
}

json_t *parse_object(const char *text, size_t size, const char *where)
{
    json_error_t error;
    json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!value) {
        complain("%s:%d:%d: not JSON: %s", where, error.line, error.column, error.text);
    } else if (!json_is_object(value)) {
        complain("%s: expected a JSON object, {...}", where);
        json_decref(value);
        value = NULL;
    }
    return value;
}

static void tell_unknown_items(const struct record *record, const json_t *array, const char *path)
{
    char place[160];
    size_t index;
    json_t *item;
    json_array_foreach(array, index, item)
    {
        if (snprintf(place, sizeof place, "%s[%zu]", path, index) < (int)sizeof place) {
            tell_unknown_keys(record, item, place);
        }
    }
}

static const struct field *find_field(const struct record *record, const char *name,
                                      struct guess *guess)
{
    for (size_t i = 0; i < record->field_count; i++) {
        guess_try(guess, record->fields[i].name);
        if (strcmp(record->fields[i].name, name) == 0) {
            return &record->fields[i];
        }
    }
    return NULL;
}

void tell_unknown_keys(const struct record *record, const json_t *object, const char *path)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        struct guess guess = {.word = key};
        char place[160], text[100];
        const struct field *field = find_field(record, key, &guess);
        int place_size = snprintf(place, sizeof place, "%s.%s", path, key);
        if (!field || place_size >= (int)sizeof place) {
            complain("%s is not in the contract and is not sent%s", place,
                     guess_text(&guess, text));
        } else if (field->kind == KIND_NEST) {
            tell_unknown_keys(field->record, value, place);
        } else if (field->kind == KIND_LIST) {
            tell_unknown_items(field->record, value, place);
        }
    }
}

json_t *answer_to_json(const struct message *message, const struct entraide_answer *answer)
{
    union {
        uint64_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct refusal refusal;
    const struct record *record =
        answer->reply.code == E_DUPLICATE ? &record_changed : message->answer;
    if (!answer->reply.data.bytes) {
        return json_object();
    }
    if (record_decode(record, answer->reply.data, "data", &data, &refusal)) {
        json_t *raw = value_to_json(answer->reply.data); /* e.g. a newer contract */
        return raw ? raw : json_object();
    }
    return record_to_json(record, &data);
}

json_t *reply_to_json(const struct message *message, const struct entraide_answer *answer)
{
    json_t *whole = record_to_json(&record_reply, &answer->reply);
    json_object_set_new(whole, "data", answer_to_json(message, answer));
    return whole;
}
