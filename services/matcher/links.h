/* SPDX-License-Identifier: MPL-2.0 */
/* What ties professionals to organisations: conflicts of interest, and who served whom. */
#ifndef ENTRAIDE_MATCHER_LINKS_H
#define ENTRAIDE_MATCHER_LINKS_H

#include "proto/view.h"

/* One tie; days since 1970, until_day 0 = no end. */
struct link {
    struct id id; /* distinct for one organisation */
    struct id professional;
    int32_t from_day, until_day;
};

typedef struct links links_t;

links_t *links_new(void);
void links_destroy(links_t **links_p);
void links_clear(links_t *links);

/* Keeps a link of an organisation; one with the same id is replaced. */
void links_put(links_t *links, struct id organisation, const struct link *link);
void links_remove(links_t *links, struct id organisation, struct id id);

/* The links of an organisation, *ret_count of them. Borrowed until the next change. */
const struct link *links_find(const links_t *links, struct id organisation, size_t *ret_count);

#endif
