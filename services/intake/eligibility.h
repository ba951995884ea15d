/* SPDX-License-Identifier: MPL-2.0 */
/* May an organisation be served on a day: the answer, and the paths that prove it. */
#ifndef ENTRAIDE_INTAKE_ELIGIBILITY_H
#define ENTRAIDE_INTAKE_ELIGIBILITY_H

#include "climb.h"

/* What the by-law asks of one class. */
struct class_law {
    uint32_t depth_max;          /* longest path, memberships, 0..16 */
    uint32_t membership_kinds;   /* bit n: memberships of kind n count on the path */
    uint32_t organisation_kinds; /* bit n: organisations of kind n can be of this class */
};

/* The by-law, from the settings. Who is not a member by it may be an auxiliary. */
struct by_law {
    struct class_law member, auxiliary;
};

/* The answer without its proof: class by the by-law, how far from the root, and through which direct
   member (NULL for a root, or when the class is non_member). */
struct standing {
    int class; /* enum member_class */
    uint32_t level;
    struct node *sponsor;
};

struct standing standing_on(graph_t *graph, struct node *organisation, int32_t day,
                            const struct by_law *by_law);

/* The answer for an organisation of the graph with the path that decides; in the arena. The path that
   decides, and so the sponsor: member before auxiliary, then the shortest, then the one whose membership
   ids, read from the organisation up, come first. */
struct eligibility eligibility_on(graph_t *graph, struct node *organisation, int32_t day,
                                  const struct by_law *by_law, arena_t *arena);

/* The same with all valid paths, or why there is none. */
struct eligibility eligibility_explained(graph_t *graph, struct node *organisation, int32_t day,
                                         const struct by_law *by_law, arena_t *arena);

#endif
