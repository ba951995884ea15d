/* SPDX-License-Identifier: MPL-2.0 */
/* May an organisation be served on a day: the answer, and the path that proves it. */
#ifndef ENTRAIDE_INTAKE_ELIGIBILITY_H
#define ENTRAIDE_INTAKE_ELIGIBILITY_H

#include "graph.h"

/* The by-law, from the settings. */
struct by_law {
    size_t depth_max;    /* longest path, memberships, 1..16 */
    size_t member_depth; /* up to this level the class is member, beyond it auxiliary */
};

/* The answer for an organisation of the graph; its path is in the arena. Names in the path are copied. */
struct eligibility eligibility_on(graph_t *graph, struct node *organisation, int32_t day,
                                  const struct by_law *by_law, arena_t *arena);

#endif
