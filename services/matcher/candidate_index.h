/* SPDX-License-Identifier: MPL-2.0 */
/* Bitmaps over a directory, so that candidates are found without looking at everybody. */
#ifndef MATCHER_CANDIDATE_INDEX_H
#define MATCHER_CANDIDATE_INDEX_H

#include "candidate.h"

/* One bit per professional for each field and level, language, licence kind and reachable region. */
typedef struct candidate_index candidate_index_t;

/*
 * An empty index for fields, licence kinds and regions below the counts given; every row of the
 * directory must be put into it before the directory refers to it. Caller destroys.
 */
candidate_index_t *candidate_index_new(uint16_t field_count, uint16_t licence_count,
                                       uint16_t region_count);

/* Destroys the index and nulls the pointer; accepts NULL. */
void candidate_index_destroy(candidate_index_t **index_p);

/*
 * Makes the index tell what row `position` of the directory now says. Call it after every change
 * of a row other than its minutes, rate and load, which the index does not hold.
 */
void candidate_index_put(candidate_index_t *index, const struct team_directory *directory,
                         uint32_t position);

/* The bitmaps whose common bits are the candidates of one need. Borrows from the index. */
struct candidate_filter {
    const uint64_t *rows[TEAM_LANGUAGE_MAX + 4];
    size_t row_count;
    const uint64_t *remote; /* the place: at a distance or on site, NULL for neither */
    const uint64_t *onsite;
    bool placed; /* the place limits the candidates */
};

/* Prepares the filter of a need; false when nobody in the directory can take it. */
bool candidate_filter_init(struct candidate_filter *filter, const candidate_index_t *index,
                           const struct team_need *need);

/* The candidates among professionals 64 * word .. 64 * word + 63; never misses one. */
uint64_t candidate_filter_word(const struct candidate_filter *filter, size_t word);

#endif
