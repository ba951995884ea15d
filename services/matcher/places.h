/* SPDX-License-Identifier: MPL-2.0 */
/* Places between which the solver knows distances: regions of work, and reaches of people. */
#ifndef ENTRAIDE_MATCHER_PLACES_H
#define ENTRAIDE_MATCHER_PLACES_H

#include "proto/contract.h"

/* Within a reach every region is at most this far; beyond it all are farther, but can be travelled to
   when an operator lets that limit go. */
enum { PLACES_REACH_KM = 9999 };

typedef struct places places_t;

places_t *places_new(void);
void places_destroy(places_t **places_p);
void places_clear(places_t *places);

/* Is there room for so many more regions and reaches of people. */
bool places_have_room(const places_t *places, size_t more);

/* The number of a reach: an office, and the regions (TEXTS) travelled to from it. */
uint32_t places_put_reach(places_t *places, struct view base, struct list regions, bool *ret_new);

/* The place of a region where work is. When there are very many regions it is the nearest known one that
   holds it. */
uint16_t places_put_region(places_t *places, struct view region, bool *ret_new);

/* Measures all distances; after anything new was put, before what follows is asked. */
void places_measure(places_t *places, int64_t step_km);

/* The place of a reach. */
uint16_t places_of_reach(const places_t *places, uint32_t reach);

/* The regions of a reach, each followed by a line end, the office's first. Borrowed until cleared. */
struct view places_reach_text(const places_t *places, uint32_t reach);

/* All places, and distance_km[from * count + to] between them. Borrowed until measured again. */
uint16_t places_count(const places_t *places);
const uint16_t *places_distances(const places_t *places);

#endif
