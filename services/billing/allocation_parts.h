/* SPDX-License-Identifier: MPL-2.0 */
/* What the files of the allocation share. */
#ifndef ENTRAIDE_BILLING_ALLOCATION_PARTS_H
#define ENTRAIDE_BILLING_ALLOCATION_PARTS_H

#include <gmp.h>

#include "allocation.h"
#include "proto/cleanup.h"

/* A row of fractions. */
struct fractions {
    size_t count;
    mpq_t items[];
};

typedef struct fractions fractions_t;

fractions_t *fractions_new(size_t count); /* all 0 */
void fractions_destroy(fractions_t **fractions_p);
DEFINE_AUTO(fractions_t, fractions_destroy)

/* The fraction in decimal digits, in the arena. */
struct view fraction_print(const mpq_t fraction, arena_t *arena);

/* What each pool's driver is once those that count nothing have been replaced. */
struct settled_pool {
    int32_t driver; /* ALLOCATION_NONE: carried forward */
    int64_t quantity;
};

struct settled {
    const struct allocation_problem *problem;
    struct settled_pool *pools;
};

/* The rule of drivers that count nothing: the first of the chain that counts something; a pool without
   one is carried forward whole, and leads nowhere. On integers, before anything is divided. */
struct settled settle_drivers(const struct allocation_problem *problem, arena_t *arena);

/* Does a pool's driver lead to this target: never to itself, nor to a pool that is carried forward, nor
   where the method does not look. */
bool settled_counts(const struct settled *settled, int32_t pool,
                    const struct allocation_target *target);

static inline const struct allocation_driver *settled_driver(const struct settled *settled,
                                                             int32_t pool)
{
    return &settled->problem->drivers[settled->pools[pool].driver];
}

/* Fills what goes through each pool and what each object costs (its direct cost included). */
void flow_exactly(const struct settled *settled, fractions_t *ret_through,
                  fractions_t *ret_objects);
void flow_by_steps(const struct settled *settled, fractions_t *ret_through,
                   fractions_t *ret_objects);

/* Largest remainder: whole numbers with the given sum, each less than one from its quota when the sum is
   that of the quotas. Equal remainders: the smaller id first. */
struct rounding_part {
    mpq_srcptr quota;
    struct id id;
    int64_t whole;      /* the result */
    uint64_t remainder; /* its first 64 bits */
    size_t place;
};
void round_parts(struct rounding_part *parts, size_t count, int64_t total);

/* Splits what the objects cost over the payers: fills payers and lines. */
void split_over_payers(const struct allocation_problem *problem, const fractions_t *objects,
                       struct allocation *ret_allocation, arena_t *arena);

#endif
