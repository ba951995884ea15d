/* SPDX-License-Identifier: MPL-2.0 */
/* All professionals in memory, in the form the solver reads, kept up to date in place.
 *
 * Capacity. Weeks are counted from today, not by the calendar: week 0 is today and the six days after it.
 * Each of planning_weeks weeks has weekly_minutes; held minutes fill the first weeks first. So of w
 * weekly and h held minutes week k has what of w (k + 1) lies above h, at most w; the sum over all weeks is
 * exactly what is left of the capacity. On the days of a span the weekly minutes are others; then a week has
 * the sum of its days, each a seventh of its weekly minutes.
 *
 * Regions. Whoever works in a region works in all regions within. A place is a region, or a reach: an
 * office together with the regions travelled to from it. Distances lead from reaches to regions: steps in
 * the tree, times region_step_km; beyond the reach they are above every travel limit. */
#ifndef ENTRAIDE_MATCHER_PEOPLE_H
#define ENTRAIDE_MATCHER_PEOPLE_H

#include "candidate.h"
#include "store.h"

typedef struct people people_t;

/* The settings that the rows depend on. */
struct people_rules {
    int64_t planning_weeks;
    int64_t region_step_km;
    bool direct_only;
};

enum people_limit { PEOPLE_FIT, PEOPLE_LANGUAGES, PEOPLE_REGIONS, PEOPLE_WORDS };

enum { PEOPLE_SPANS_MAX = 32 };

people_t *people_new(void);
void people_destroy(people_t **people_p);
void people_clear(people_t *people);

/* Applies the rules to everybody. */
void people_configure(people_t *people, const struct people_rules *rules);

/* May the row be put, or does it bring more languages or regions than can be told apart. */
enum people_limit people_check(const people_t *people, const struct professional_row *row);

/* Adds or changes a professional; minutes held stay. */
void people_put(people_t *people, const struct professional_row *row);

/* Holds minutes of as many assignments, or frees them when negative. An unknown professional has none. */
void people_hold(people_t *people, struct id professional, int64_t minutes, int64_t open_count);

/* Days on which the capacity is another (capacity_span, as they were put), in place of those put before. An
   unknown professional has none. */
void people_put_spans(people_t *people, struct id professional, struct list spans, int64_t rev);

/* What having somebody on a team costs beside the weight of a person; 0 at first. */
void people_join(people_t *people, uint32_t position, int64_t joining_cents);

/* The directory as the solver reads it, weeks counted from today. Borrowed until the next change. */
const struct team_directory *people_directory(people_t *people, int32_t today);

/* The place of a professional in the directory, TEAM_NOBODY when unknown, and back. */
uint32_t people_find(const people_t *people, struct id professional);
struct id people_id(const people_t *people, uint32_t position);

/* How many there are; they only become more until people_clear. */
size_t people_size(const people_t *people);

/* What somebody's capacity is counted from, and where they work: regions, each followed by a line end, the
   office's first. Borrowed until the next change. */
struct people_capacity {
    int64_t weekly_minutes, held_minutes, open_count;
    const struct capacity_span *spans;
    size_t span_count;
    struct view reach;
};
struct people_capacity people_capacity(const people_t *people, uint32_t position);

/* The words behind the numbers of a directory's rows. */
struct view people_field_word(const people_t *people, uint16_t field);
struct view people_licence_word(const people_t *people, uint16_t kind);
struct view people_language_word(const people_t *people, unsigned number);

/* Does the professional work directly with enterprises. */
bool people_is_direct(const people_t *people, uint32_t position);

/* Names for the state of everybody: equal states have equal numbers, also after a restart. */
uint64_t people_state(const people_t *people);

/* Words of a need as the directory numbers them. A word that nobody has stands for nobody. */
uint16_t people_field(const people_t *people, struct view field);
uint16_t people_licence(const people_t *people, struct view kind);
uint64_t people_language(const people_t *people, struct view language);

/* The place of a region. One not heard of before is added, so do it before people_directory. */
uint16_t people_region(people_t *people, struct view region);

#endif
