/* SPDX-License-Identifier: MPL-2.0 */
/* Ways from an organisation up to the co-operative: which there are on a day, the first one first. */
#ifndef ENTRAIDE_INTAKE_CLIMB_H
#define ENTRAIDE_INTAKE_CLIMB_H

#include "graph.h"

/* What a way may be made of. */
struct way {
    int32_t day;         /* on which its memberships are in force */
    uint32_t length_max; /* memberships, 0..16 */
    uint32_t kinds;      /* bit n: memberships of kind n count */
    uint32_t overlooked; /* bits of enum obstacle: taken as if it were not there */
};

/* What can be wrong with a step of a way. */
enum obstacle {
    OBSTACLE_SUSPENDED = 1,    /* the membership is suspended */
    OBSTACLE_ORGANISATION = 2, /* an organisation is not active */
    OBSTACLE_DATES = 4,        /* the membership is not in force on the day */
    OBSTACLE_KIND = 8,         /* the membership is of a kind that does not count */
    OBSTACLE_ALL = 15
};

/* steps[0] is the organisation, the last step the root; by[i] is the membership that leads from steps[i]
   up to steps[i + 1]. */
enum { LINEAGE_MAX = 17 };
struct lineage {
    struct node *steps[LINEAGE_MAX];
    const struct link *by[LINEAGE_MAX];
    size_t count; /* steps */
};

/* Writes the ways through active organisations to an active root, at most max of them: shorter ones first,
   among equally long ones those whose membership ids, read from the organisation up, come first. A root
   that is itself a member of something is where the way ends. Returns how many; max means there may be
   more. The work is bounded by the organisations above and by max. */
size_t climb(graph_t *graph, struct node *from, const struct way *way, size_t max,
             struct lineage *ret_ways);

/* The obstacle in one membership and the organisation it leads to, 0 = none. */
uint32_t climb_obstacles(const struct link *link, const struct way *way);

#endif
