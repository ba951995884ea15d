/* SPDX-License-Identifier: MPL-2.0 */
/* A hash table from texts to their places in a list; open addressing, half full at most. */
#include "words.h"

#include <assert.h>
#include <stdlib.h>

struct words {
    struct view *texts; /* each owned */
    uint32_t count;
    uint32_t *places;     /* number + 1; 0 = free */
    uint32_t place_count; /* a power of two */
};

enum { PLACES_AT_FIRST = 64 };

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

/* FNV-1a: words are short. */
static uint32_t hash(struct view text)
{
    uint32_t mixed = 2166136261U;
    for (size_t i = 0; i < text.size; i++) {
        mixed = (mixed ^ text.bytes[i]) * 16777619U;
    }
    return mixed ^ mixed >> 15;
}

/* Where the word is, or the free place where it would go. */
static uint32_t *probe(const words_t *words, struct view text)
{
    uint32_t mask = words->place_count - 1;
    uint32_t place = hash(text) & mask;
    while (words->places[place] && !view_equal(words->texts[words->places[place] - 1], text)) {
        place = (place + 1) & mask;
    }
    return &words->places[place];
}

static void make_places(words_t *words, uint32_t place_count)
{
    free(words->places);
    words->places = allocate(place_count, sizeof *words->places);
    words->place_count = place_count;
    struct view *texts = realloc(words->texts, place_count / 2 * sizeof *texts);
    if (!texts) {
        abort();
    }
    words->texts = texts;
    for (uint32_t i = 0; i < words->count; i++) {
        *probe(words, words->texts[i]) = i + 1;
    }
}

words_t *words_new(void)
{
    words_t *words = allocate(1, sizeof *words);
    make_places(words, PLACES_AT_FIRST);
    return words;
}

static void free_texts(words_t *words)
{
    for (uint32_t i = 0; i < words->count; i++) {
        free((void *)(uintptr_t)words->texts[i].bytes);
    }
    words->count = 0;
}

void words_destroy(words_t **words_p)
{
    words_t *words = *words_p;
    if (words) {
        free_texts(words);
        free(words->texts);
        free(words->places);
        free(words);
        *words_p = NULL;
    }
}

void words_clear(words_t *words)
{
    free_texts(words);
    make_places(words, PLACES_AT_FIRST);
}

uint32_t words_put(words_t *words, struct view text)
{
    uint32_t *place = probe(words, text);
    if (*place) {
        return *place - 1;
    }
    if (words->count + 1 > words->place_count / 2) {
        make_places(words, 2 * words->place_count);
        place = probe(words, text);
    }
    uint8_t *copy = allocate(text.size + 1, 1);
    if (text.size > 0) {
        memcpy(copy, text.bytes, text.size);
    }
    words->texts[words->count] = (struct view){copy, text.size};
    *place = ++words->count;
    return words->count - 1;
}

uint32_t words_find(const words_t *words, struct view text)
{
    uint32_t place = *probe(words, text);
    return place ? place - 1 : WORD_NONE;
}

struct view words_text(const words_t *words, uint32_t number)
{
    assert(number < words->count);
    return words->texts[number];
}

uint32_t words_count(const words_t *words)
{
    return words->count;
}
