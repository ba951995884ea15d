/* SPDX-License-Identifier: MPL-2.0 */
/* How the graph is walked upward, breadth first: for the files that walk it, and for no others. */
#ifndef ENTRAIDE_INTAKE_GRAPH_WALK_H
#define ENTRAIDE_INTAKE_GRAPH_WALK_H

#include "graph.h"

/* The nodes reached, strung together through them in the order in which they were reached. A front that is
   left node by node is first in, first out. */
struct front {
    struct node *first, *last;
};

/* Starts a walk: nothing is reached but from. */
struct front walk_begin(graph_t *graph, struct node *from);

/* Was the node reached in the present walk. */
bool walk_reached(const graph_t *graph, const struct node *node);

/* One membership further up, unless the parent was reached before by a way that comes first. */
void walk_step(graph_t *graph, struct front *front, const struct link *link);

/* Is the membership in force on the day, by its dates. */
static inline bool link_valid_on(const struct link *link, int32_t day)
{
    return link->valid_from <= day && (link->valid_to == 0 || day <= link->valid_to);
}

#endif
