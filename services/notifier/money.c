/* SPDX-License-Identifier: MPL-2.0 */
/* Writes amounts and rates: digits are put from the right to the left of a small buffer. */
#include "money.h"

#include <assert.h>

#define NO_BREAK_SPACE "\xc2\xa0"

struct currency {
    const char *code;
    int digits;                       /* of the minor unit */
    const char *sign[LANGUAGE_COUNT]; /* NULL: the code */
};

/* Signs people use here, and every currency whose minor unit is not a hundredth. */
static const struct currency currencies[] = {
    {"CAD", 2, {"$", "$"}},   {"USD", 2, {"$" NO_BREAK_SPACE "US", "US$"}},
    {"EUR", 2, {"€", "€"}},   {"GBP", 2, {"£", "£"}},
    {"JPY", 0, {"¥", "¥"}},   {"BIF", 0, {NULL, NULL}},
    {"CLP", 0, {NULL, NULL}}, {"DJF", 0, {NULL, NULL}},
    {"GNF", 0, {NULL, NULL}}, {"ISK", 0, {NULL, NULL}},
    {"KMF", 0, {NULL, NULL}}, {"KRW", 0, {NULL, NULL}},
    {"PYG", 0, {NULL, NULL}}, {"RWF", 0, {NULL, NULL}},
    {"UGX", 0, {NULL, NULL}}, {"VND", 0, {NULL, NULL}},
    {"VUV", 0, {NULL, NULL}}, {"XAF", 0, {NULL, NULL}},
    {"XOF", 0, {NULL, NULL}}, {"XPF", 0, {NULL, NULL}},
    {"BHD", 3, {NULL, NULL}}, {"IQD", 3, {NULL, NULL}},
    {"JOD", 3, {NULL, NULL}}, {"KWD", 3, {NULL, NULL}},
    {"LYD", 3, {NULL, NULL}}, {"OMR", 3, {NULL, NULL}},
    {"TND", 3, {NULL, NULL}},
};

/* A text that grows to the left. 96 bytes hold 20 digits, 6 separators of 2 bytes, a sign and a
   currency twice over. */
struct strip {
    char bytes[96];
    size_t start;
};

static void put_left(struct strip *strip, const char *text, size_t size)
{
    assert(strip->start >= size);
    strip->start -= size;
    memcpy(strip->bytes + strip->start, text, size);
}

static void put_text(struct strip *strip, const char *text)
{
    put_left(strip, text, strlen(text));
}

static uint64_t put_digit(struct strip *strip, uint64_t number)
{
    put_left(strip, &"0123456789"[number % 10], 1);
    return number / 10;
}

/* The whole part, in groups of three. */
static void put_whole(struct strip *strip, uint64_t number, enum language language)
{
    const char *separator = language == LANGUAGE_FR ? NO_BREAK_SPACE : ",";
    int count = 0;
    do {
        if (count > 0 && count % 3 == 0) {
            put_text(strip, separator);
        }
        number = put_digit(strip, number);
        count++;
    } while (number > 0);
}

/* The digits after the decimal mark, taken off the number. */
static uint64_t put_fraction(struct strip *strip, uint64_t number, int digits,
                             enum language language)
{
    for (int i = 0; i < digits; i++) {
        number = put_digit(strip, number);
    }
    if (digits > 0) {
        put_text(strip, language == LANGUAGE_FR ? "," : ".");
    }
    return number;
}

static struct view copy_strip(const struct strip *strip, arena_t *arena)
{
    return arena_copy(arena, (struct view){(const uint8_t *)strip->bytes + strip->start,
                                           sizeof strip->bytes - strip->start});
}

static const struct currency *find_currency(struct view code)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
        if (view_is(code, currencies[i].code)) {
            return &currencies[i];
        }
    }
    return NULL;
}

struct view money_amount(int64_t amount_cents, struct view currency, enum language language,
                         arena_t *arena)
{
    assert(currency.size <= 8);
    const struct currency *known = find_currency(currency);
    const char *sign = known ? known->sign[language] : NULL;
    struct view mark = sign ? view_of(sign) : currency;
    struct strip strip = {.start = sizeof strip.bytes};
    if (language == LANGUAGE_FR) {
        put_left(&strip, (const char *)mark.bytes, mark.size);
        put_text(&strip, NO_BREAK_SPACE);
    }
    uint64_t number = amount_cents < 0 ? 0 - (uint64_t)amount_cents : (uint64_t)amount_cents;
    number = put_fraction(&strip, number, known ? known->digits : 2, language);
    put_whole(&strip, number, language);
    if (language == LANGUAGE_EN) {
        put_text(&strip, sign ? "" : NO_BREAK_SPACE);
        put_left(&strip, (const char *)mark.bytes, mark.size);
    }
    put_text(&strip, amount_cents < 0 ? "-" : "");
    return copy_strip(&strip, arena);
}

struct view money_rate(int64_t rate_ppm, enum language language, arena_t *arena)
{
    assert(rate_ppm >= 0);
    struct strip strip = {.start = sizeof strip.bytes};
    put_text(&strip, language == LANGUAGE_FR ? NO_BREAK_SPACE "%" : "%");
    uint64_t number = (uint64_t)rate_ppm;
    int digits = 4; /* a per cent is 10,000 parts per million */
    while (digits > 0 && number % 10 == 0) {
        number /= 10;
        digits--;
    }
    number = put_fraction(&strip, number, digits, language);
    put_whole(&strip, number, language);
    return copy_strip(&strip, arena);
}
