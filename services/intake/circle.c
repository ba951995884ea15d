/* SPDX-License-Identifier: MPL-2.0 */
/* Circles of memberships: found on the first day that has one, and named. */
#include <assert.h>
#include <stdio.h>

#include "graph_walk.h"
#include "proto/contract.h"

/* Is the membership one that could stand in a circle with row: in force on some day with it, or about to
   be again. Its own former state is not. */
static bool meets(const struct link *link, const struct membership_row *row)
{
    return link->status != MEMBERSHIP_CANCELLED && !id_equal(link->id, row->id) &&
           (row->valid_to == 0 || link->valid_from <= row->valid_to) &&
           (link->valid_to == 0 || row->valid_from <= link->valid_to);
}

/* Walks up from the row's parent by memberships that meet the row and, unless day is 0, are in force on
   the day. Is the row's child reached? ret_next_day is the first day after `day` on which one more of the
   memberships seen begins, 0 = none does. */
static bool leads_back(graph_t *graph, const struct membership_row *row, int32_t day,
                       int32_t *ret_next_day)
{
    const struct node *child = graph_find(graph, row->child);
    struct front front = walk_begin(graph, graph_find(graph, row->parent));
    *ret_next_day = 0;
    for (struct node *node = front.first; node; node = node->next) {
        for (size_t i = 0; i < node->up_count; i++) {
            const struct link *link = node->up[i];
            if (!meets(link, row)) {
                continue;
            }
            if (link->valid_from > day &&
                (*ret_next_day == 0 || link->valid_from < *ret_next_day)) {
                *ret_next_day = link->valid_from;
            }
            if (day == 0 || link_valid_on(link, day)) {
                walk_step(graph, &front, link);
            }
        }
    }
    return walk_reached(graph, child);
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

/* A circle on any day is one on a day on which one of its memberships begins. Only where there is a way
   back whatever the days are those days tried one by one. */
bool graph_find_cycle(graph_t *graph, const struct membership_row *row,
                      char ret_names[CYCLE_TEXT_SIZE])
{
    int32_t next_day;
    const struct node *child = graph_find(graph, row->child);
    assert(child && graph_find(graph, row->parent));
    if (id_equal(row->child, row->parent)) {
        walk_begin(graph, graph_find(graph, row->child));
        name_circle(child, ret_names);
        return true;
    }
    if (row->status == MEMBERSHIP_CANCELLED || !leads_back(graph, row, 0, &next_day)) {
        return false;
    }
    int32_t day = row->valid_from;
    bool found = leads_back(graph, row, day, &next_day);
    while (!found && next_day != 0) {
        day = next_day;
        found = leads_back(graph, row, day, &next_day);
    }
    if (found) {
        name_circle(child, ret_names);
    }
    return found;
}
