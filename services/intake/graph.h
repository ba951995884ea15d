/* SPDX-License-Identifier: MPL-2.0 */
/* Organisations and who belongs to whom, in memory: every way up from every organisation.
 *
 * On no day has the graph a circle: the caller asks graph_find_cycle before it puts a membership. Links
 * of an organisation are kept in the order of their ids, so that every walk and every answer is the same
 * on every machine. One million organisations take about 600 MB. */
#ifndef ENTRAIDE_INTAKE_GRAPH_H
#define ENTRAIDE_INTAKE_GRAPH_H

#include "store.h"

typedef struct graph graph_t;

struct link;

/* What was last told of an organisation (intake.eligibility.changed). */
struct told {
    uint8_t class; /* enum member_class */
    uint8_t level;
    bool stored;          /* it has a row */
    struct node *sponsor; /* or NULL */
};

/* An organisation. Readers look at row and the counts only; the rest is the graph's and standing's. */
struct node {
    struct organisation_row *row; /* without its identifiers */
    struct link **up;             /* memberships it holds, by id */
    struct link **down;           /* memberships others hold in it, in no order */
    uint32_t up_count, up_capacity, down_count, down_capacity;
    uint32_t likeness; /* of its name: likeness_hash */
    /* Marks of the last walk, valid when walk is the graph's present one. */
    uint64_t walk;
    struct node *came_from, *next;
    const struct link *came_by;
    uint32_t distance; /* memberships from the start */
    uint32_t lengths;  /* bit n: there is a way of n memberships to a root */
    /* Where standing has got to with it. */
    struct told told;
    struct node *queue_next;
    uint64_t settled; /* the state of things it was last looked at in */
    bool queued, top;
};

/* A membership. */
struct link {
    struct id id;
    struct node *child, *parent;
    int32_t valid_from, valid_to; /* 0 = no end */
    uint32_t down_place;          /* among the parent's */
    uint8_t kind, status;         /* enum membership_kind, enum membership_status */
};

/* Memberships that one organisation may hold, ended ones included: its links are walked one by one. */
enum { MEMBERSHIPS_MAX = 256 };

graph_t *graph_new(void);
void graph_destroy(graph_t **graph_p);
void graph_clear(graph_t *graph);

/* The organisation, or NULL. Borrowed; its row changes when the organisation is put again. */
struct node *graph_find(const graph_t *graph, struct id organisation);
const struct link *graph_find_link(const graph_t *graph, struct id membership);
size_t graph_organisation_count(const graph_t *graph);

/* Walks all organisations in no particular order: start with position 0; NULL at the end. */
const struct node *graph_next(const graph_t *graph, size_t *position);

/* Adds an organisation or replaces its row (copied). */
void graph_put_organisation(graph_t *graph, const struct organisation_row *row);

/* Adds a membership or replaces it. Both ends are in the graph. */
void graph_put_membership(graph_t *graph, const struct membership_row *row);

/* Would this membership close a circle on any one day? Cancelled memberships do not count, suspended ones
   do: they may come back; nobody is ever a member of itself. Then names the circle, "A > B > A" with > for "is a member of", in ret_names; a
   long one is shortened in its middle. The membership's own former state does not count. Both ends are in
   the graph. */
enum { CYCLE_TEXT_SIZE = 160 };
bool graph_find_cycle(graph_t *graph, const struct membership_row *row,
                      char ret_names[CYCLE_TEXT_SIZE]);

#endif
