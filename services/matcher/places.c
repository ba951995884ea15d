/* SPDX-License-Identifier: MPL-2.0 */
/* Regions come first, reaches after them; only distances from reaches to regions mean anything. */
#include "places.h"

#include <assert.h>
#include <stdlib.h>

#include "proto/codec.h"
#include "region.h"
#include "words.h"

enum {
    PLACES_MAX = 4096,          /* 4096^2 distances of 2 bytes: 32 MiB at most */
    REGIONS_OF_WORK_MAX = 1024, /* work may not take the room that people need */
    REACH_REGIONS_MAX = 33,     /* the office's and 32 more */
    REGION_SIZE_MAX = 64,
    FAR_MAX_KM = 60000
};

struct places {
    words_t *regions; /* the first place stands for "nowhere known" */
    words_t
        *reaches; /* regions of each, in order, each followed by a line end; the office's first */
    uint16_t *distances_km;
    uint16_t count;
};

static const uint8_t nowhere[] = "?";

places_t *places_new(void)
{
    places_t *places = calloc(1, sizeof *places);
    if (!places) {
        abort();
    }
    places->regions = words_new();
    places->reaches = words_new();
    places_clear(places);
    return places;
}

void places_destroy(places_t **places_p)
{
    places_t *places = *places_p;
    if (places) {
        words_destroy(&places->regions);
        words_destroy(&places->reaches);
        free(places->distances_km);
        free(places);
        *places_p = NULL;
    }
}

void places_clear(places_t *places)
{
    words_clear(places->regions);
    words_clear(places->reaches);
    words_put(places->regions, (struct view){nowhere, sizeof nowhere - 1});
}

bool places_have_room(const places_t *places, size_t more)
{
    return words_count(places->regions) + words_count(places->reaches) + more <= PLACES_MAX;
}

static int compare_views(const void *left, const void *right)
{
    const struct view *a = left;
    const struct view *b = right;
    size_t size = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->bytes, b->bytes, size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static size_t append(uint8_t *text, size_t size, struct view region)
{
    memcpy(text + size, region.bytes, region.size);
    text[size + region.size] = '\n';
    return size + region.size + 1;
}

uint32_t places_put_reach(places_t *places, struct view base, struct list regions, bool *ret_new)
{
    struct view others[REACH_REGIONS_MAX];
    size_t count = 0;
    uint32_t before = words_count(places->regions) + words_count(places->reaches);
    for (struct view region; list_next_text(&regions, &region);) {
        assert(count < REACH_REGIONS_MAX && region.size <= REGION_SIZE_MAX);
        others[count++] = region;
        words_put(places->regions, region);
    }
    qsort(others, count, sizeof *others, compare_views);
    uint8_t text[REACH_REGIONS_MAX * (REGION_SIZE_MAX + 1)];
    words_put(places->regions, base);
    size_t size = append(text, 0, base);
    for (size_t i = 0; i < count; i++) {
        size = append(text, size, others[i]);
    }
    uint32_t reach = words_put(places->reaches, (struct view){text, size});
    *ret_new = words_count(places->regions) + words_count(places->reaches) > before;
    return reach;
}

/* The nearest known region that holds this one, or nowhere. */
static uint16_t find_holder(const places_t *places, struct view region)
{
    for (; region.bytes; region = region_wider(region)) {
        uint32_t number = words_find(places->regions, region);
        if (number != WORD_NONE) {
            return (uint16_t)number;
        }
    }
    return 0;
}

uint16_t places_put_region(places_t *places, struct view region, bool *ret_new)
{
    uint32_t number = words_find(places->regions, region);
    *ret_new = false;
    if (number == WORD_NONE &&
        (words_count(places->regions) >= REGIONS_OF_WORK_MAX || !places_have_room(places, 1))) {
        return find_holder(places, region);
    }
    if (number == WORD_NONE) {
        number = words_put(places->regions, region);
        *ret_new = true;
    }
    return (uint16_t)number;
}

/* Takes the first line off the text of a reach; absent at its end. */
static struct view next_line(struct view *text)
{
    for (size_t i = 0; i < text->size; i++) {
        if (text->bytes[i] == '\n') {
            struct view line = {text->bytes, i};
            *text = (struct view){text->bytes + i + 1, text->size - i - 1};
            return line;
        }
    }
    return (struct view){0};
}

static uint16_t measure(struct view reach, struct view region, int64_t step_km)
{
    struct view base = next_line(&reach);
    int64_t km = (int64_t)region_steps(base, region) * step_km;
    bool reached = code_within(region, base);
    for (struct view line = next_line(&reach); line.bytes && !reached; line = next_line(&reach)) {
        reached = code_within(region, line);
    }
    int64_t most = reached ? PLACES_REACH_KM : FAR_MAX_KM;
    km += reached ? 0 : PLACES_REACH_KM + 1;
    return (uint16_t)(km < most ? km : most);
}

void places_measure(places_t *places, int64_t step_km)
{
    uint32_t regions = words_count(places->regions);
    uint32_t reaches = words_count(places->reaches);
    places->count = (uint16_t)(regions + reaches);
    free(places->distances_km);
    places->distances_km = calloc((size_t)places->count * places->count, sizeof(uint16_t));
    if (!places->distances_km) {
        abort();
    }
    for (uint32_t reach = 0; reach < reaches; reach++) {
        uint16_t *row = places->distances_km + (size_t)(regions + reach) * places->count;
        for (uint32_t region = 0; region < regions; region++) {
            row[region] = measure(words_text(places->reaches, reach),
                                  words_text(places->regions, region), step_km);
        }
    }
}

uint16_t places_of_reach(const places_t *places, uint32_t reach)
{
    return (uint16_t)(words_count(places->regions) + reach);
}

struct view places_reach_text(const places_t *places, uint32_t reach)
{
    return words_text(places->reaches, reach);
}

uint16_t places_count(const places_t *places)
{
    return places->count;
}

const uint16_t *places_distances(const places_t *places)
{
    return places->distances_km;
}
