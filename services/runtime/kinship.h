/* SPDX-License-Identifier: MPL-2.0 */
/* What lies below what, from one day to another: dated ties in memory, a cache of the table kinship.
 * Each service puts a tie when it learns of one; a key whose scope names a thing may act for all below. */
#ifndef ENTRAIDE_RUNTIME_KINSHIP_H
#define ENTRAIDE_RUNTIME_KINSHIP_H

#include "runtime/rowset.h"

typedef struct kinship kinship_t;

/* The lower one belongs to the upper one on the days from_day..to_day (days since 1970, both included);
   to_day 0 = without an end. A tie that rests does not hold. */
struct tie {
    struct id id;
    struct id lower, upper;
    int32_t from_day, to_day;
    bool rests;
};

kinship_t *kinship_new(void);
void kinship_destroy(kinship_t **kinship_p);

/* Reads all ties again; what was in memory is forgotten. On failure memory stays as it was. */
int kinship_load(kinship_t *kinship, db_t *db);

/* A new tie, or what has become of one with this id (copied). */
void kinship_put(kinship_t *kinship, const struct tie *tie);

/* Is one of the places (ascending) the thing itself, or above it on this day by ties that all hold on
   that day. At most KINSHIP_DEPTH_MAX ties up. */
enum { KINSHIP_DEPTH_MAX = 16 };
bool kinship_reaches(kinship_t *kinship, struct id thing, int32_t day, const struct id *places,
                     size_t place_count);

/* All that is above a thing on this day by such ties, each once, the nearest first; at most max of them.
   The thing itself is not among them. */
size_t kinship_list_above(const kinship_t *kinship, struct id thing, int32_t day,
                          struct id *ret_above, size_t max);

/* Writes ties, each id once. */
void kinship_send(db_t *db, const struct rows *ties);

#endif
