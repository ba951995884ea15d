/* SPDX-License-Identifier: MPL-2.0 */
/* A hash table of rows with open addressing: linear probing, removal by shifting back, so that
 * there are no tombstones and a search ends at the first free place. Load at most 3/4. */
#include "runtime/directory.h"

#include <stdlib.h>

struct place {
    struct id id;
    void *row; /* NULL = free */
};

struct directory {
    struct place *places;
    size_t place_count; /* a power of two, or 0 */
    size_t count;
};

enum { PLACES_MIN = 16 };

/* Both halves: a UUIDv7 has its time in the first and its chance in the second; ids made from texts
   are even. The multiplier (2^64 / golden ratio) spreads what is left of order. */
static size_t hash(struct id id)
{
    uint64_t halves[2];
    memcpy(halves, id.bytes, sizeof halves);
    const uint64_t mixed = (halves[0] ^ halves[1]) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed ^ mixed >> 32);
}

/* The place of id, or the free one where it would go. */
static struct place *probe(const directory_t *directory, struct id id)
{
    const size_t mask = directory->place_count - 1;
    size_t i = hash(id) & mask;
    while (directory->places[i].row && !id_equal(directory->places[i].id, id)) {
        i = (i + 1) & mask;
    }
    return &directory->places[i];
}

static void grow(directory_t *directory)
{
    struct place *old = directory->places;
    const size_t old_count = directory->place_count;
    directory->place_count = old_count > 0 ? 2 * old_count : PLACES_MIN;
    directory->places = calloc(directory->place_count, sizeof *directory->places);
    if (!directory->places) {
        abort();
    }
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].row) {
            *probe(directory, old[i].id) = old[i];
        }
    }
    free(old);
}

directory_t *directory_new(void)
{
    directory_t *directory = calloc(1, sizeof *directory);
    if (!directory) {
        abort();
    }
    return directory;
}

void directory_destroy(directory_t **directory_p)
{
    if (*directory_p) {
        directory_clear(*directory_p);
        free(*directory_p);
        *directory_p = NULL;
    }
}

void *directory_find(const directory_t *directory, struct id id)
{
    return directory->count > 0 ? probe(directory, id)->row : NULL;
}

void *directory_put(directory_t *directory, struct id id, void *row)
{
    if (4 * (directory->count + 1) > 3 * directory->place_count) {
        grow(directory);
    }
    struct place *place = probe(directory, id);
    if (!place->row) {
        directory->count++;
    } else if (place->row != row) {
        free(place->row);
    }
    *place = (struct place){id, row};
    return row;
}

/* Moves later members of the chain into the gap, so that no search stops at it too early. */
static void close_gap(directory_t *directory, size_t gap)
{
    const size_t mask = directory->place_count - 1;
    for (size_t i = (gap + 1) & mask; directory->places[i].row; i = (i + 1) & mask) {
        const size_t home = hash(directory->places[i].id) & mask;
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            directory->places[gap] = directory->places[i];
            gap = i;
        }
    }
    directory->places[gap] = (struct place){.row = NULL};
}

void directory_remove(directory_t *directory, struct id id)
{
    struct place *place = directory->count > 0 ? probe(directory, id) : NULL;
    if (place && place->row) {
        free(place->row);
        directory->count--;
        close_gap(directory, (size_t)(place - directory->places));
    }
}

void directory_clear(directory_t *directory)
{
    for (size_t i = 0; i < directory->place_count; i++) {
        free(directory->places[i].row);
    }
    free(directory->places);
    *directory = (directory_t){0};
}

size_t directory_count(const directory_t *directory)
{
    return directory->count;
}

void *directory_next(const directory_t *directory, size_t *position)
{
    while (*position < directory->place_count) {
        void *row = directory->places[(*position)++].row;
        if (row) {
            return row;
        }
    }
    return NULL;
}
