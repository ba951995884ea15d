/* SPDX-License-Identifier: MPL-2.0 */
/* Bitmaps over a directory: rows come into being with their first bit and grow together. */
#include "candidate_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BITS = 64, LEVEL_ROWS = TEAM_LEVEL_MAX + 1, WORDS_AT_FIRST = 16 };

struct candidate_index {
    uint64_t **rows; /* available, remote, languages, licences, regions, field * level */
    size_t row_count;
    size_t word_count; /* room in each row */
    uint16_t field_count;
    uint16_t licence_count;
    uint16_t region_count;
};

static const size_t available_row = 0;
static const size_t remote_row = 1;
static const size_t language_row = 2;

static size_t licence_row(uint16_t kind)
{
    return language_row + TEAM_LANGUAGE_MAX + kind;
}

static size_t region_row(const candidate_index_t *index, uint16_t region)
{
    return licence_row(index->licence_count) + region;
}

/* Row of those who master a field at this level or above. */
static size_t level_row(const candidate_index_t *index, uint16_t field, int level)
{
    return region_row(index, index->region_count) + (size_t)field * LEVEL_ROWS + (size_t)level;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

candidate_index_t *candidate_index_new(uint16_t field_count, uint16_t licence_count,
                                       uint16_t region_count)
{
    candidate_index_t *index = allocate(1, sizeof *index);
    index->field_count = field_count;
    index->licence_count = licence_count;
    index->region_count = region_count;
    index->row_count = level_row(index, field_count, 0);
    index->rows = allocate(index->row_count, sizeof *index->rows);
    index->word_count = WORDS_AT_FIRST;
    return index;
}

void candidate_index_destroy(candidate_index_t **index_p)
{
    candidate_index_t *index = *index_p;
    if (index) {
        for (size_t row = 0; row < index->row_count; row++) {
            free(index->rows[row]);
        }
        free(index->rows);
        free(index);
        *index_p = NULL;
    }
}

static void grow(candidate_index_t *index, size_t word)
{
    size_t old_count = index->word_count;
    while (index->word_count <= word) {
        index->word_count *= 2;
    }
    for (size_t row = 0; row < index->row_count; row++) {
        if (index->rows[row]) {
            uint64_t *longer = allocate(index->word_count, sizeof *longer);
            memcpy(longer, index->rows[row], old_count * sizeof *longer);
            free(index->rows[row]);
            index->rows[row] = longer;
        }
    }
}

static void set_bit(candidate_index_t *index, size_t row, uint32_t position)
{
    if (!index->rows[row]) {
        index->rows[row] = allocate(index->word_count, sizeof **index->rows);
    }
    index->rows[row][position / WORD_BITS] |= UINT64_C(1) << position % WORD_BITS;
}

static void clear_bits(candidate_index_t *index, uint32_t position)
{
    for (size_t row = 0; row < index->row_count; row++) {
        if (index->rows[row]) {
            index->rows[row][position / WORD_BITS] &= ~(UINT64_C(1) << position % WORD_BITS);
        }
    }
}

static void set_skills(candidate_index_t *index, const struct team_professional *person,
                       uint32_t position)
{
    for (size_t i = 0; i < person->skill_count; i++) {
        assert(person->skills[i].field < index->field_count);
        for (int level = 0; level <= person->skills[i].level; level++) {
            set_bit(index, level_row(index, person->skills[i].field, level), position);
        }
    }
}

void candidate_index_put(candidate_index_t *index, const struct team_directory *directory,
                         uint32_t position)
{
    const struct team_professional *person = &directory->professionals[position];
    assert(position < directory->count && candidate_professional_valid(person));
    if (position / WORD_BITS >= index->word_count) {
        grow(index, position / WORD_BITS);
    }
    clear_bits(index, position);
    if (person->active && person->open_count < person->open_max) {
        set_bit(index, available_row, position);
    }
    if (person->remote) {
        set_bit(index, remote_row, position);
    }
    for (uint64_t rest = person->languages; rest; rest &= rest - 1) {
        set_bit(index, language_row + (size_t)__builtin_ctzll(rest), position);
    }
    for (size_t i = 0; i < person->licence_count; i++) {
        assert(person->licences[i].kind < index->licence_count);
        set_bit(index, licence_row(person->licences[i].kind), position);
    }
    for (uint16_t region = 0; region < index->region_count; region++) {
        uint16_t distance = candidate_distance_km(directory, person->region, region);
        if (distance <= person->travel_max_km && distance != TEAM_UNREACHABLE) {
            set_bit(index, region_row(index, region), position);
        }
    }
    set_skills(index, person, position);
}

/* Adds one row to the filter; false when no one has it. */
static bool require(struct candidate_filter *filter, const uint64_t *row)
{
    filter->rows[filter->row_count++] = row;
    return row != NULL;
}

/* Who can be where the work is: always those at a distance, else those who travel so far. */
static bool require_place(struct candidate_filter *filter, const candidate_index_t *index,
                          const struct team_need *need)
{
    bool by_remote = need->modality != TEAM_MODALITY_ONSITE || need->relaxed & TEAM_RELAX_REMOTE;
    bool by_travel = need->modality != TEAM_MODALITY_REMOTE;
    if (by_travel && (need->relaxed & TEAM_RELAX_REGION)) {
        return true; /* anywhere; the rows say nothing about it */
    }
    filter->placed = true;
    filter->remote = by_remote ? index->rows[remote_row] : NULL;
    if (by_travel && need->region < index->region_count) {
        filter->onsite = index->rows[region_row(index, need->region)];
    }
    return filter->remote || filter->onsite;
}

bool candidate_filter_init(struct candidate_filter *filter, const candidate_index_t *index,
                           const struct team_need *need)
{
    filter->row_count = 0;
    filter->remote = NULL;
    filter->onsite = NULL;
    filter->placed = false;
    if (need->field >= index->field_count ||
        (need->licence != TEAM_LICENCE_NONE && need->licence >= index->licence_count)) {
        return false;
    }
    bool lower = (need->relaxed & TEAM_RELAX_LEVEL) && need->level_min > 0;
    bool found = require(
        filter, index->rows[level_row(index, need->field, need->level_min - (lower ? 1 : 0))]);
    found = require(filter, index->rows[available_row]) && found;
    if (need->licence != TEAM_LICENCE_NONE) {
        found = require(filter, index->rows[licence_row(need->licence)]) && found;
    }
    uint64_t languages = need->relaxed & TEAM_RELAX_LANGUAGE ? 0 : need->languages;
    for (; languages; languages &= languages - 1) {
        size_t row = language_row + (size_t)__builtin_ctzll(languages);
        found = require(filter, index->rows[row]) && found;
    }
    return found && require_place(filter, index, need);
}

uint64_t candidate_filter_word(const struct candidate_filter *filter, size_t word)
{
    uint64_t bits = filter->rows[0][word];
    for (size_t i = 1; i < filter->row_count; i++) {
        bits &= filter->rows[i][word];
    }
    if (filter->placed) {
        uint64_t remote = filter->remote ? filter->remote[word] : 0;
        uint64_t onsite = filter->onsite ? filter->onsite[word] : 0;
        bits &= remote | onsite;
    }
    return bits;
}
