/* SPDX-License-Identifier: MPL-2.0 */
/* Organisations and who belongs to whom, in memory: every way up from every organisation.
 *
 * The graph has no circle, whatever the dates: the caller asks graph_find_cycle before it puts a
 * membership. Links of an organisation are kept in the order of their ids, so that every walk and
 * every answer is the same on every machine. */
#ifndef ENTRAIDE_INTAKE_GRAPH_H
#define ENTRAIDE_INTAKE_GRAPH_H

#include "store.h"

typedef struct graph graph_t;

struct link;

/* An organisation. Readers look at row only; the rest is the graph's. */
struct node {
    struct organisation_row *row;
    struct link **up; /* memberships it holds, by id */
    size_t up_count, up_capacity;
    /* Marks of the last walk, valid when walk is the graph's present one. */
    uint64_t walk;
    struct node *came_from, *next;
    const struct link *came_by;
    size_t distance; /* memberships from the start */
};

/* A membership. */
struct link {
    struct id id;
    struct node *child, *parent;
    struct membership_row *row;
};

graph_t *graph_new(void);
void graph_destroy(graph_t **graph_p);
void graph_clear(graph_t *graph);

/* The organisation, or NULL. Borrowed; its row changes when the organisation is put again. */
struct node *graph_find(const graph_t *graph, struct id organisation);
size_t graph_organisation_count(const graph_t *graph);

/* Adds an organisation or replaces its row (copied). */
void graph_put_organisation(graph_t *graph, const struct organisation_row *row);

/* Adds a membership or replaces it (copied). Both ends are in the graph. */
void graph_put_membership(graph_t *graph, const struct membership_row *row);

/* Would this membership close a circle, whatever its dates? Then names it, "A > B > A" with > for "is
   a member of", in ret_names; a long circle is shortened in its middle. The membership's own former
   state does not count. Both ends are in the graph. */
enum { CYCLE_TEXT_SIZE = 160 };
bool graph_find_cycle(graph_t *graph, const struct membership_row *row,
                      char ret_names[CYCLE_TEXT_SIZE]);

/* The way from an organisation to the co-operative: steps[0] is the organisation, the last step the
   root; by[i] is the membership that leads from steps[i] up to steps[i + 1]. */
enum { LINEAGE_MAX = 17 };
struct lineage {
    const struct node *steps[LINEAGE_MAX];
    const struct link *by[LINEAGE_MAX];
    size_t count; /* steps; 0 = there is no way */
};

/* The shortest way of at most depth_max (0..16) memberships valid on the day, through active
   organisations, to an active root; among equally short ones the one whose membership ids, read from the
   organisation up, come first. */
void graph_climb(graph_t *graph, struct node *from, int32_t day, size_t depth_max,
                 struct lineage *ret_lineage);

#endif
