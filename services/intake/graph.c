/* SPDX-License-Identifier: MPL-2.0 */
/* The graph of memberships: nodes by id, each with its links upward and downward, walked breadth first. */
#include "graph.h"

#include <assert.h>
#include <stdlib.h>

#include "graph_walk.h"
#include "likeness.h"
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
        free(node->down);
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

const struct link *graph_find_link(const graph_t *graph, struct id membership)
{
    return directory_find(graph->links, membership);
}

size_t graph_organisation_count(const graph_t *graph)
{
    return directory_count(graph->nodes);
}

const struct node *graph_next(const graph_t *graph, size_t *position)
{
    return directory_next(graph->nodes, position);
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
    struct organisation_row kept = *row;
    kept.identifiers = kept.address = (struct view){0};
    struct organisation_row *former = node->row;
    node->row = row_clone(&table_organisation, &kept);
    node->likeness = likeness_hash(row->name);
    free(former);
}

/* ---- links at both their ends ---- */

/* Makes room for one more. */
static void grow(struct link ***links_p, uint32_t count, uint32_t *capacity)
{
    if (count < *capacity) {
        return;
    }
    *capacity = *capacity ? 2 * *capacity : 1;
    *links_p = reallocarray(*links_p, *capacity, sizeof(struct link *));
    if (!*links_p) {
        abort();
    }
}

/* Where a link with this id stands, or would stand, among the child's. */
static size_t place_of(const struct node *child, struct id id)
{
    size_t place = 0;
    while (place < child->up_count && id_compare(child->up[place]->id, id) < 0) {
        place++;
    }
    return place;
}

static void attach(struct link *link)
{
    struct node *child = link->child, *parent = link->parent;
    grow(&child->up, child->up_count, &child->up_capacity);
    size_t place = place_of(child, link->id);
    memmove(child->up + place + 1, child->up + place,
            (child->up_count - place) * sizeof(struct link *));
    child->up[place] = link;
    child->up_count++;
    grow(&parent->down, parent->down_count, &parent->down_capacity);
    link->down_place = parent->down_count;
    parent->down[parent->down_count++] = link;
}

static void detach(const struct link *link)
{
    struct node *child = link->child, *parent = link->parent;
    size_t place = place_of(child, link->id);
    assert(place < child->up_count && child->up[place] == link);
    child->up_count--;
    memmove(child->up + place, child->up + place + 1,
            (child->up_count - place) * sizeof(struct link *));
    struct link *last = parent->down[--parent->down_count];
    last->down_place = link->down_place;
    parent->down[link->down_place] = last;
}

void graph_put_membership(graph_t *graph, const struct membership_row *row)
{
    struct link *link = directory_find(graph->links, row->id);
    if (link) {
        detach(link);
    } else {
        link = keep_new(graph->links, row->id, sizeof *link);
    }
    *link = (struct link){.id = row->id,
                          .child = graph_find(graph, row->child),
                          .parent = graph_find(graph, row->parent),
                          .valid_from = row->valid_from,
                          .valid_to = row->valid_to,
                          .kind = (uint8_t)row->kind,
                          .status = (uint8_t)row->status};
    assert(link->child && link->parent);
    attach(link);
}

/* ---- walks ---- */

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

struct front walk_begin(graph_t *graph, struct node *from)
{
    struct front front = {0};
    graph->walk++;
    from->came_from = NULL;
    from->came_by = NULL;
    from->distance = 0;
    reach(graph, &front, from);
    return front;
}

bool walk_reached(const graph_t *graph, const struct node *node)
{
    return node->walk == graph->walk;
}

void walk_step(graph_t *graph, struct front *front, const struct link *link)
{
    struct node *parent = link->parent;
    if (walk_reached(graph, parent)) {
        return;
    }
    parent->came_from = link->child;
    parent->came_by = link;
    parent->distance = link->child->distance + 1;
    reach(graph, front, parent);
}
