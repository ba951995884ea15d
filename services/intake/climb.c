/* SPDX-License-Identifier: MPL-2.0 */
/* First every organisation above is marked with the lengths of the ways that lead on from it; then ways are
 * read off by length, without ever taking a step that leads nowhere. */
#include "climb.h"

#include <assert.h>

#include "graph_walk.h"
#include "proto/contract.h"

static bool is_active(const struct node *node)
{
    return node->row->status == ORGANISATION_ACTIVE;
}

uint32_t climb_obstacles(const struct link *link, const struct way *way)
{
    uint32_t found = 0;
    if (link->status == MEMBERSHIP_SUSPENDED) {
        found |= OBSTACLE_SUSPENDED;
    }
    if (!is_active(link->parent)) {
        found |= OBSTACLE_ORGANISATION;
    }
    if (!link_valid_on(link, way->day)) {
        found |= OBSTACLE_DATES;
    }
    if (!(way->kinds & 1U << link->kind)) {
        found |= OBSTACLE_KIND;
    }
    return found;
}

/* May a way take this membership. */
static bool counts(const struct link *link, const struct way *way)
{
    return link->status != MEMBERSHIP_CANCELLED && !(climb_obstacles(link, way) & ~way->overlooked);
}

/* Reaches everything from which a way may lead on. */
static struct front reach_up(graph_t *graph, struct node *from, const struct way *way)
{
    struct front front = walk_begin(graph, from);
    for (struct node *node = front.first; node; node = node->next) {
        node->lengths = node->row->root;
        if (node->row->root || node->distance == way->length_max) {
            continue;
        }
        for (size_t i = 0; i < node->up_count; i++) {
            if (counts(node->up[i], way)) {
                walk_step(graph, &front, node->up[i]);
            }
        }
    }
    return front;
}

/* The lengths of ways on from a node: one more than those of its parents. */
static uint32_t lengths_of(const graph_t *graph, const struct node *node, const struct way *way)
{
    uint32_t lengths = node->lengths;
    for (size_t i = 0; !node->row->root && i < node->up_count; i++) {
        const struct link *link = node->up[i];
        if (walk_reached(graph, link->parent) && counts(link, way)) {
            lengths |= link->parent->lengths << 1;
        }
    }
    return lengths & ((2U << way->length_max) - 1);
}

/* Carries lengths down from the roots until nothing changes: at most length_max + 1 rounds, since a way is
   no longer than that. */
static void spread(const graph_t *graph, const struct front *front, const struct way *way)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (struct node *node = front->first; node; node = node->next) {
            uint32_t lengths = lengths_of(graph, node, way);
            changed |= lengths != node->lengths;
            node->lengths = lengths;
        }
    }
}

/* A way being read off. */
struct reading {
    const graph_t *graph;
    const struct way *way;
    struct lineage lineage;
    size_t next[LINEAGE_MAX]; /* of the links of each step, the one to try next */
};

/* One step further up on a way of this many memberships, by the first link not tried yet that leads on. */
static bool step_up(struct reading *reading, size_t length)
{
    struct lineage *lineage = &reading->lineage;
    size_t at = lineage->count - 1;
    const struct node *node = lineage->steps[at];
    while (at < length && reading->next[at] < node->up_count) {
        const struct link *link = node->up[reading->next[at]++];
        bool leads_on = walk_reached(reading->graph, link->parent) &&
                        link->parent->lengths & 1U << (length - at - 1) &&
                        counts(link, reading->way);
        if (leads_on) {
            lineage->by[at] = link;
            lineage->steps[at + 1] = link->parent;
            lineage->count++;
            reading->next[at + 1] = 0;
            return true;
        }
    }
    return false;
}

/* Reads off the ways of exactly this length. */
static size_t read_ways(struct reading *reading, size_t length, size_t max,
                        struct lineage *ret_ways)
{
    size_t found = 0;
    reading->lineage.count = 1;
    reading->next[0] = 0;
    while (found < max && reading->lineage.count > 0) {
        if (step_up(reading, length)) {
            continue;
        }
        if (reading->lineage.count == length + 1) {
            ret_ways[found++] = reading->lineage;
        }
        reading->lineage.count--;
    }
    return found;
}

size_t climb(graph_t *graph, struct node *from, const struct way *way, size_t max,
             struct lineage *ret_ways)
{
    assert(way->length_max < LINEAGE_MAX);
    if (!is_active(from) && !(way->overlooked & OBSTACLE_ORGANISATION)) {
        return 0;
    }
    struct front front = reach_up(graph, from, way);
    spread(graph, &front, way);
    struct reading reading = {.graph = graph, .way = way};
    reading.lineage.steps[0] = from;
    size_t found = 0;
    for (size_t length = 0; length <= way->length_max && found < max; length++) {
        if (from->lengths & 1U << length) {
            found += read_ways(&reading, length, max - found, ret_ways + found);
        }
    }
    return found;
}
