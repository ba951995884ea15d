/* SPDX-License-Identifier: MPL-2.0 */
/* Words for people: complaints, guesses at what was meant, one line about an event. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("entraide: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* ---- guesses ---- */

enum { GUESS_SIZE_MAX = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Letters to insert, drop or change to make one word of the other (Levenshtein). */
static size_t distance_of(const char *a, const char *b)
{
    size_t row[GUESS_SIZE_MAX + 1];
    size_t size = strlen(b);
    for (size_t j = 0; j <= size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= size; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
        }
    }
    return row[size];
}

void guess_try(struct guess *guess, const char *name)
{
    if (strlen(name) > GUESS_SIZE_MAX) {
        return;
    }
    size_t distance = distance_of(guess->word, name);
    if (!guess->best || distance < guess->distance) {
        guess->best = name;
        guess->distance = distance;
    }
}

/* What is farther than a third of the word is not a slip. */
const char *guess_text(const struct guess *guess, char ret_text[100])
{
    ret_text[0] = '\0';
    if (guess->best && guess->distance <= 1 + strlen(guess->word) / 3) {
        snprintf(ret_text, 100, ", did you mean %s?", guess->best);
    }
    return ret_text;
}

enum owner find_service(const char *name)
{
    struct guess guess = {.word = name};
    char text[100];
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        if (strcmp(owner_name(service), name) == 0) {
            return service;
        }
        guess_try(&guess, owner_name(service));
    }
    complain("no service is called %s%s", name, guess_text(&guess, text));
    return OWNER_ANY;
}

/* ---- events ---- */

char *print_time(int64_t time_us, char ret_text[32])
{
    time_t seconds = time_us / 1000000;
    struct tm calendar;
    char day[24];
    gmtime_r(&seconds, &calendar);
    strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &calendar);
    snprintf(ret_text, 32, "%s.%06d", day, (int)(time_us % 1000000));
    return ret_text;
}

static bool is_plain(const struct field *field)
{
    return field->kind == KIND_CODE || field->kind == KIND_INT || field->kind == KIND_BOOL ||
           field->kind == KIND_DATE || field->kind == KIND_CHOICE;
}

/* Numbers, words and dates; ids, texts and lists are for --json. */
static void print_plain_fields(const struct envelope *envelope)
{
    const struct message *message = message_find(envelope->type);
    AUTO(json_t) *data = envelope->data.bytes ? value_to_json(envelope->data) : NULL;
    for (size_t i = 0; message && data && i < message->record->field_count; i++) {
        const struct field *field = &message->record->fields[i];
        const json_t *value = is_plain(field) ? json_object_get(data, field->name) : NULL;
        if (json_is_string(value)) {
            printf(" %s=%s", field->name, json_string_value(value));
        } else if (json_is_integer(value)) {
            printf(" %s=%" JSON_INTEGER_FORMAT, field->name, json_integer_value(value));
        } else if (json_is_true(value)) {
            printf(" %s", field->name);
        }
    }
}

void print_event(enum owner service, int64_t seq, const struct envelope *envelope, int indent)
{
    enum { TYPE_WIDTH = 36 };
    char time[32], subject[ID_TEXT_SIZE];
    int width = indent < TYPE_WIDTH ? TYPE_WIDTH - indent : 0;
    printf("%s  %-9s %6" PRId64 "  %*s%-*.*s %s", print_time(envelope->time_us, time),
           owner_name(service), seq, indent, "", width, (int)envelope->type.size,
           (const char *)envelope->type.bytes, id_print(envelope->subject, subject));
    print_plain_fields(envelope);
    putchar('\n');
}
