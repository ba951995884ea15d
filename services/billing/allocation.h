/* SPDX-License-Identifier: MPL-2.0 */
/* How the cost of a period is shared out: exact fractions, whole cents at the end. Pure.
 *
 * Cost lies in pools and on objects (an engagement, a training session, a service to all). A pool passes
 * its cost on by a driver: counts of minutes, heads, square metres, to objects or to other pools. An
 * object is paid by its payers, by weight. Whatever the numbers, what the payers pay is what it cost. */
#ifndef ENTRAIDE_BILLING_ALLOCATION_H
#define ENTRAIDE_BILLING_ALLOCATION_H

#include "proto/arena.h"
#include "proto/contract.h"

/* A co-operative has a pool per professional and some ten others. */
enum { ALLOCATION_POOL_MAX = 1000, ALLOCATION_CHAIN_MAX = 4 };

/* Stands for "no object" in a line, and for "no driver" of a pool. */
enum { ALLOCATION_NONE = -1 };

/* Largest amounts that can be shared out: a period of 10^14 dollars. All sums of absolute values stay
   below it, so that no share leaves 64 bits. */
#define ALLOCATION_CENTS_MAX INT64_C(10000000000000000)

/* Where a driver leads: a pool or an object, by its place, and how often. */
struct allocation_target {
    bool pool;
    int32_t place;
    int64_t quantity; /* 0 .. 2^40 */
};

/* Counts that pools share their cost by; several pools may use one driver. */
struct allocation_driver {
    const struct allocation_target *targets;
    size_t target_count;
};

struct allocation_pool {
    struct id id;
    int64_t cost_cents;
    int32_t chain
        [ALLOCATION_CHAIN_MAX]; /* its driver, then those that stand in when it counts nothing */
    size_t chain_count;
};

struct allocation_share {
    int32_t payer;
    int64_t weight; /* 0 .. 2^40 */
};

struct allocation_object {
    struct id id;
    int64_t direct_cents;
    const struct allocation_share *shares; /* each payer once */
    size_t share_count;
};

struct allocation_payer {
    struct id id;
    struct view
        carry; /* rounding memory: the fraction of a cent still owed, as "-1/3"; absent = 0 */
};

struct allocation_problem {
    enum allocation_method method;
    const struct allocation_pool *pools; /* in the order of the step-down */
    size_t pool_count;
    const struct allocation_driver *drivers;
    size_t driver_count;
    const struct allocation_object *objects;
    size_t object_count;
    const struct allocation_payer *payers;
    size_t payer_count;
};

enum allocation_fault {
    ALLOCATION_SOUND,
    ALLOCATION_LOOP,     /* pools whose cost reaches no payer */
    ALLOCATION_UNPAID,   /* an object that has cost and no payer */
    ALLOCATION_TOO_LARGE /* amounts above ALLOCATION_CENTS_MAX */
};

struct allocation_check {
    enum allocation_fault fault;
    int32_t *places; /* of the pools of the loop, or of the object */
    size_t count;
};

/* Can the problem be solved. Looks at each driver a few times, does no division. */
struct allocation_check allocation_check(const struct allocation_problem *problem, arena_t *arena);

struct allocation_pool_result {
    int32_t
        driver; /* that was used; ALLOCATION_NONE: all counted nothing, its cost is carried forward */
    int64_t quantity;    /* the sum of the driver's counts */
    struct view through; /* all cents that went through the pool, as "150950123/294" */
};

struct allocation_line {
    int32_t payer;
    int32_t object; /* ALLOCATION_NONE: the rounding memory of a payer without a line */
    int64_t cents;
};

struct allocation_payer_result {
    int64_t cents;
    struct view carry; /* the new fraction still owed */
};

struct allocation {
    int64_t cost_cents;    /* what was shared out: the sum of the payers, exactly */
    int64_t carried_cents; /* what waits for the next period */
    struct allocation_pool_result *pools;
    struct allocation_payer_result *payers;
    struct allocation_line *lines; /* by payer, then by object; their sums are the payers' cents */
    size_t line_count;
};

/* Solves a problem that has passed allocation_check. The result depends on the numbers and the ids only:
   every payer is less than a cent from the exact share (plus carry), and so is every line. */
struct allocation *allocation_solve(const struct allocation_problem *problem, arena_t *arena);

#endif
