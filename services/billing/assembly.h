/* SPDX-License-Identifier: MPL-2.0 */
/* What a period's rows say as one problem of allocation: pools, drivers, objects and payers, each in a
 * fixed order, so that the same rows in any order give the same certificate. Pure. */
#ifndef ENTRAIDE_BILLING_ASSEMBLY_H
#define ENTRAIDE_BILLING_ASSEMBLY_H

#include "allocation.h"
#include "bylaws.h"

/* The rows of a period; pointers to rows, borrowed. */
struct period_rows {
    const struct period_row *period;
    const struct bylaws *laws;
    const struct pool_row **pools;
    size_t pool_count;
    struct cost_row **costs; /* by id */
    size_t cost_count;
    struct reading_row **readings;
    size_t reading_count;
    struct work_sum_row **works;
    size_t work_count;
    struct engagement_payer_row **engagement_payers; /* by engagement */
    size_t engagement_payer_count;
    struct cost_object_row **objects; /* by id */
    size_t object_count;
    struct charge_sum_row **charges; /* by payer */
    size_t charge_count;
    const struct id *members; /* every organisation */
    size_t member_count;
    struct list carries; /* certificate_payer of the certificate of the period before, or none */
    /* The certificate before of the same period, or NULL: who paid an object under it pays it again, so that
       what was agreed, joined or changed since reaches nobody who was not there then. */
    const struct certificate *former;
};

/* A driver as the certificate tells it. */
struct assembly_driver {
    int kind;
    struct allocation_target *targets;
    size_t target_count, target_capacity;
};

/* The problem, and what the certificate tells besides. All in the arena, nothing borrowed. */
struct assembly {
    struct allocation_problem problem;
    struct assembly_driver *drivers;
    size_t driver_count;
    struct certificate_pool *pools;    /* id, code, kind, step, denominator */
    int *object_kinds;                 /* of each object of the problem */
    int64_t *provisional_cents;        /* of each payer */
    struct certificate_entry *entries; /* all of the period's cost */
    size_t entry_count;
};

/* Puts the rows together. 0, or the error number with ret_expected filled: a pool of kind idle is missing. */
int assembly_make(const struct period_rows *rows, arena_t *arena, struct assembly *ret_assembly,
                  char ret_expected[160]);

/* The object that stands for all members. */
struct id assembly_members_object(void);

#endif
