/* SPDX-License-Identifier: MPL-2.0 */
/* A format is read as a row of parts: words, digits, and the two things to fill in. */
#include "number_format.h"

enum part_kind { PART_END, PART_WORDS, PART_DIGITS, PART_NUMBER, PART_YEAR };

struct part {
    enum part_kind kind;
    struct view text;
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool begins_with(struct view text, const char *word)
{
    size_t size = strlen(word);
    return text.size >= size && memcmp(text.bytes, word, size) == 0;
}

/* Takes the next part off the front. */
static struct part next_part(struct view *format)
{
    struct view rest = *format;
    struct part part = {PART_END, {rest.bytes, 0}};
    if (rest.size == 0) {
        return part;
    }
    if (begins_with(rest, "{number}") || begins_with(rest, "{year}")) {
        part.kind = rest.bytes[1] == 'n' ? PART_NUMBER : PART_YEAR;
        part.text.size = strlen(part.kind == PART_NUMBER ? "{number}" : "{year}");
    } else {
        bool digits = is_digit(rest.bytes[0]);
        part.kind = digits ? PART_DIGITS : PART_WORDS;
        do {
            part.text.size++;
        } while (part.text.size < rest.size && rest.bytes[part.text.size] != '{' &&
                 is_digit(rest.bytes[part.text.size]) == digits);
    }
    *format = (struct view){rest.bytes + part.text.size, rest.size - part.text.size};
    return part;
}

static bool is_plain(struct view words)
{
    for (size_t i = 0; i < words.size; i++) {
        if (words.bytes[i] <= ' ' || words.bytes[i] == '{' || words.bytes[i] == '}') {
            return false;
        }
    }
    return true;
}

const char *number_format_fault(struct view format, bool yearly)
{
    struct part part;
    int counts[PART_YEAR + 1] = {0};
    bool after_number = false; /* the part before is filled in, or ends with a digit */
    while ((part = next_part(&format)).kind != PART_END) {
        bool number = part.kind != PART_WORDS;
        if (!number && !is_plain(part.text)) {
            return "no spaces, and no braces but {number} and {year}";
        }
        if (number && after_number) {
            return "words between {number}, {year} and digits, such as F-{year}-{number}";
        }
        after_number = number;
        counts[part.kind]++;
    }
    if (counts[PART_NUMBER] != 1) {
        return "{number} once";
    }
    if (counts[PART_YEAR] != yearly) {
        return yearly ? "{year} once, as numbers restart" : "no {year}, as numbers never restart";
    }
    return NULL;
}

bool number_formats_meet(struct view a, struct view b)
{
    while (true) {
        struct part one = next_part(&a), other = next_part(&b);
        bool fixed = one.kind == other.kind && one.kind <= PART_DIGITS;
        if (fixed ? !view_equal(one.text, other.text)
                  : one.kind <= PART_WORDS || other.kind <= PART_WORDS) {
            return false;
        }
        if (one.kind == PART_END) {
            return true;
        }
    }
}

/* The format with the year filled in, and the number too when there is one. */
static struct view fill(struct view format, struct view year, struct view number, arena_t *arena)
{
    struct view text = {0};
    struct part part;
    while ((part = next_part(&format)).kind != PART_END) {
        struct view next = part.kind == PART_YEAR                        ? year
                           : part.kind == PART_NUMBER && number.size > 0 ? number
                                                                         : part.text;
        text = arena_print(arena, "%.*s%.*s", (int)text.size, (const char *)text.bytes,
                           (int)next.size, (const char *)next.bytes);
    }
    return text;
}

struct view number_format_series(struct view format, struct view year, arena_t *arena)
{
    static const char ending[] = "-{number}";
    const size_t size = sizeof ending - 1;
    struct view series = fill(format, year, (struct view){0}, arena);
    if (series.size > size && memcmp(series.bytes + series.size - size, ending, size) == 0) {
        series.size -= size;
    }
    return series;
}

struct view number_format_print(struct view format, struct view year, int64_t digits,
                                int64_t serial, arena_t *arena)
{
    struct view number = arena_print(arena, "%0*lld", (int)digits, (long long)serial);
    return fill(format, year, number, arena);
}
