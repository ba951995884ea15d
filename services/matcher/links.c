/* SPDX-License-Identifier: MPL-2.0 */
/* A short list of links per organisation. */
#include "links.h"

#include <stdlib.h>

#include "runtime/directory.h"

struct links {
    directory_t *lists; /* struct link_list by organisation */
};

struct link_list {
    size_t count, room;
    struct link items[];
};

links_t *links_new(void)
{
    links_t *links = calloc(1, sizeof *links);
    if (!links) {
        abort();
    }
    links->lists = directory_new();
    return links;
}

void links_destroy(links_t **links_p)
{
    links_t *links = *links_p;
    if (links) {
        directory_destroy(&links->lists);
        free(links);
        *links_p = NULL;
    }
}

void links_clear(links_t *links)
{
    directory_clear(links->lists);
}

/* A list with room for one more, with what the former held. */
static struct link_list *longer(links_t *links, struct id organisation,
                                const struct link_list *former)
{
    size_t count = former ? former->count : 0;
    size_t room = count > 0 ? 2 * count : 2;
    struct link_list *list = calloc(1, sizeof *list + room * sizeof *list->items);
    if (!list) {
        abort();
    }
    list->room = room;
    list->count = count;
    if (former) {
        memcpy(list->items, former->items, count * sizeof *list->items);
    }
    return directory_put(links->lists, organisation, list);
}

static struct link *find(struct link_list *list, struct id id)
{
    for (size_t i = 0; list && i < list->count; i++) {
        if (id_equal(list->items[i].id, id)) {
            return &list->items[i];
        }
    }
    return NULL;
}

void links_put(links_t *links, struct id organisation, const struct link *link)
{
    struct link_list *list = directory_find(links->lists, organisation);
    struct link *present = find(list, link->id);
    if (present) {
        *present = *link;
        return;
    }
    if (!list || list->count == list->room) {
        list = longer(links, organisation, list);
    }
    list->items[list->count++] = *link;
}

void links_remove(links_t *links, struct id organisation, struct id id)
{
    struct link_list *list = directory_find(links->lists, organisation);
    struct link *present = find(list, id);
    if (present) {
        *present = list->items[--list->count];
    }
}

const struct link *links_find(const links_t *links, struct id organisation, size_t *ret_count)
{
    const struct link_list *list = directory_find(links->lists, organisation);
    *ret_count = list ? list->count : 0;
    return list ? list->items : NULL;
}
