/* SPDX-License-Identifier: MPL-2.0 */
/* The graph of memberships: nodes by id, each with its links upward, walked breadth first. */
#include "graph.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/contract.h"
#include "runtime/directory.h"

struct graph {
    directory_t *nodes; /* struct node by organisation */
    directory_t *links; /* struct link by membership */
    uint64_t walk;      /* the present walk: nodes with another number are not reached yet */
};

graph_t *graph_new(void)
{
    graph_t *graph = calloc(1, sizeof *graph);
    if (!graph) {
        abort();
    }
    graph->nodes = directory_new();
    graph->links = directory_new();
    return graph;
}

void graph_clear(graph_t *graph)
{
    size_t position = 0;
    for (struct node *node; (node = directory_next(graph->nodes, &position));) {
        free(node->row);
        free(node->up);
    }
    position = 0;
    for (struct link *link; (link = directory_next(graph->links, &position));) {
        free(link->row);
    }
    directory_clear(graph->links);
    directory_clear(graph->nodes);
}

void graph_destroy(graph_t **graph_p)
{
    graph_t *graph = *graph_p;
    if (!graph) {
        return;
    }
    graph_clear(graph);
    directory_destroy(&graph->links);
    directory_destroy(&graph->nodes);
    free(graph);
    *graph_p = NULL;
}

struct node *graph_find(const graph_t *graph, struct id organisation)
{
    return directory_find(graph->nodes, organisation);
}

size_t graph_organisation_count(const graph_t *graph)
{
    return directory_count(graph->nodes);
}

/* A zeroed block that the directory keeps under id. */
static void *keep_new(directory_t *directory, struct id id, size_t size)
{
    void *block = calloc(1, size);
    if (!block) {
        abort();
    }
    return directory_put(directory, id, block);
}

void graph_put_organisation(graph_t *graph, const struct organisation_row *row)
{
    struct node *node = graph_find(graph, row->id);
    if (!node) {
        node = keep_new(graph->nodes, row->id, sizeof *node);
    }
    struct organisation_row *former = node->row;
    node->row = row_clone(&table_organisation, row);
    free(former);
}

/* Where a link with this id stands, or would stand, among the node's. */
static size_t place_of(const struct node *node, struct id id)
{
    size_t place = 0;
    while (place < node->up_count && id_compare(node->up[place]->id, id) < 0) {
        place++;
    }
    return place;
}

static void attach(struct link *link)
{
    struct node *node = link->child;
    if (node->up_count == node->up_capacity) {
        node->up_capacity = node->up_capacity ? 2 * node->up_capacity : 2;
        node->up = reallocarray(node->up, node->up_capacity, sizeof(struct link *));
        if (!node->up) {
            abort();
        }
    }
    size_t place = place_of(node, link->id);
    memmove(node->up + place + 1, node->up + place,
            (node->up_count - place) * sizeof(struct link *));
    node->up[place] = link;
    node->up_count++;
}

static void detach(const struct link *link)
{
    struct node *node = link->child;
    size_t place = place_of(node, link->id);
    assert(place < node->up_count && node->up[place] == link);
    node->up_count--;
    memmove(node->up + place, node->up + place + 1,
            (node->up_count - place) * sizeof(struct link *));
}

void graph_put_membership(graph_t *graph, const struct membership_row *row)
{
    struct link *link = directory_find(graph->links, row->id);
    if (link) {
        detach(link);
    } else {
        link = keep_new(graph->links, row->id, sizeof *link);
    }
    struct membership_row *former = link->row;
    *link = (struct link){.id = row->id,
                          .child = graph_find(graph, row->child),
                          .parent = graph_find(graph, row->parent),
                          .row = row_clone(&table_membership, row)};
    assert(link->child && link->parent);
    attach(link);
    free(former);
}

/* ---- walks ---- */

/* The nodes reached but not yet left, first in first out; strung together through the nodes. */
struct front {
    struct node *first, *last;
};

/* Marks a node as reached and lets it wait its turn. */
static void reach(const graph_t *graph, struct front *front, struct node *node)
{
    node->walk = graph->walk;
    node->next = NULL;
    if (front->last) {
        front->last->next = node;
    } else {
        front->first = node;
    }
    front->last = node;
}

static struct node *leave_first(struct front *front)
{
    struct node *node = front->first;
    front->first = node->next;
    if (!front->first) {
        front->last = NULL;
    }
    return node;
}

static struct front begin_walk(graph_t *graph, struct node *from)
{
    struct front front = {0};
    graph->walk++;
    from->came_from = NULL;
    from->came_by = NULL;
    from->distance = 0;
    reach(graph, &front, from);
    return front;
}

/* One membership further up, unless the parent was reached before by a way that comes first. */
static void step_up(const graph_t *graph, struct front *front, const struct link *link)
{
    struct node *parent = link->parent;
    if (parent->walk == graph->walk) {
        return;
    }
    parent->came_from = link->child;
    parent->came_by = link;
    parent->distance = link->child->distance + 1;
    reach(graph, front, parent);
}

/* Is there a way up from a node to another, by any membership but one. */
static bool leads_to(graph_t *graph, struct node *from, const struct node *goal, struct id without)
{
    struct front front = begin_walk(graph, from);
    while (front.first) {
        struct node *node = leave_first(&front);
        if (node == goal) {
            return true;
        }
        for (size_t i = 0; i < node->up_count; i++) {
            if (!id_equal(node->up[i]->id, without)) {
                step_up(graph, &front, node->up[i]);
            }
        }
    }
    return false;
}

/* A sign and a name of at most 24 bytes, cut between characters and then marked, after the text. */
static void append_name(char text[CYCLE_TEXT_SIZE], const char *sign, const struct node *node)
{
    enum { SHOWN_MAX = 24 };
    struct view name = node->row->name;
    size_t shown = name.size;
    if (shown > SHOWN_MAX) {
        shown = SHOWN_MAX;
        while ((name.bytes[shown] & 0xC0) == 0x80) {
            shown--;
        }
    }
    size_t size = strlen(text);
    snprintf(text + size, CYCLE_TEXT_SIZE - size, "%s%.*s%s", sign, (int)shown,
             (const char *)name.bytes, shown < name.size ? "..." : "");
}

/* The node that lies steps before the end of the way that the last walk found. */
static const struct node *node_before(const struct node *end, size_t steps)
{
    while (steps-- > 0) {
        end = end->came_from;
    }
    return end;
}

/* Names the circle that a link from child to parent closes over the way of the last walk. At most five
   names of 27 bytes and four signs: 147 bytes. */
static void name_circle(const struct node *child, char ret_names[CYCLE_TEXT_SIZE])
{
    enum { SHOWN_MAX = 4 };
    size_t left = child->distance; /* names to come after the next one */
    const char *sign = " > ";
    ret_names[0] = '\0';
    append_name(ret_names, "", child);
    append_name(ret_names, sign, node_before(child, left));
    if (left > SHOWN_MAX - 1) {
        left = 2;
        sign = " > ... > ";
    }
    while (left-- > 0) {
        append_name(ret_names, sign, node_before(child, left));
        sign = " > ";
    }
}

bool graph_find_cycle(graph_t *graph, const struct membership_row *row,
                      char ret_names[CYCLE_TEXT_SIZE])
{
    struct node *child = graph_find(graph, row->child);
    struct node *parent = graph_find(graph, row->parent);
    assert(child && parent);
    if (!leads_to(graph, parent, child, row->id)) {
        return false;
    }
    name_circle(child, ret_names);
    return true;
}

static bool valid_on(const struct membership_row *row, int32_t day)
{
    return row->valid_from <= day && (row->valid_to == 0 || day <= row->valid_to);
}

static bool is_active(const struct node *node)
{
    return node->row->status == ORGANISATION_ACTIVE;
}

/* The way of the last walk, from its start to its end. */
static void retrace(const struct node *end, struct lineage *ret_lineage)
{
    ret_lineage->count = end->distance + 1;
    ret_lineage->steps[end->distance] = end;
    for (const struct node *node = end; node->came_from; node = node->came_from) {
        ret_lineage->steps[node->distance - 1] = node->came_from;
        ret_lineage->by[node->distance - 1] = node->came_by;
    }
}

/* First in, first out over links in the order of their ids reaches every node first by the shortest way,
   and among those by the one whose ids come first. */
void graph_climb(graph_t *graph, struct node *from, int32_t day, size_t depth_max,
                 struct lineage *ret_lineage)
{
    assert(depth_max < LINEAGE_MAX);
    ret_lineage->count = 0;
    struct front front = begin_walk(graph, from);
    while (front.first) {
        struct node *node = leave_first(&front);
        if (!is_active(node)) {
            continue;
        }
        if (node->row->root) {
            retrace(node, ret_lineage);
            return;
        }
        for (size_t i = 0; node->distance < depth_max && i < node->up_count; i++) {
            if (valid_on(node->up[i]->row, day)) {
                step_up(graph, &front, node->up[i]);
            }
        }
    }
}
