/* SPDX-License-Identifier: MPL-2.0 */
/* What the files of the assembly share. */
#ifndef ENTRAIDE_BILLING_ASSEMBLY_PARTS_H
#define ENTRAIDE_BILLING_ASSEMBLY_PARTS_H

#include "assembly.h"

/* Ids in ascending order, each once. */
struct places {
    struct id *ids;
    size_t count;
};

/* The place of an id that is there; ALLOCATION_NONE when it is not. */
int32_t places_find(const struct places *places, struct id id);

/* Sorts and drops doubles. */
void places_settle(struct places *places);

struct assembling {
    const struct period_rows *rows;
    arena_t *arena;
    struct assembly *assembly;
    struct places objects, payers;
    struct places former_payers;  /* by their places in the certificate before */
    struct places former_objects; /* its objects that somebody paid */
    struct places pool_ids;       /* by id ... */
    int32_t *pool_places;         /* ... and where each stands in the order of the step-down */
    struct allocation_pool *pools;
    struct allocation_object *object_items;
    struct id members; /* the object of all members */
    int32_t idle_pool; /* place, ALLOCATION_NONE = there is none */
    int32_t shared
        [pool_driver_count]; /* drivers that pools have in common, ALLOCATION_NONE = not made */
};

int32_t assembling_pool(const struct assembling *it, struct id id);

/* Makes the chain of drivers of each pool. 0 or an error number. */
int assembling_drivers(struct assembling *it, char ret_expected[160]);

#endif
