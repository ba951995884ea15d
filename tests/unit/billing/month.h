/* SPDX-License-Identifier: MPL-2.0 */
/* A random month: rows as the database would give them, for the tests of what is made of them. */
#ifndef ENTRAIDE_TESTS_BILLING_MONTH_H
#define ENTRAIDE_TESTS_BILLING_MONTH_H

#include "assembly.h"

enum { MONTH_POOLS = 6, MONTH_OBJECTS = 8, MONTH_PAYERS = 12, MONTH_COSTS = 30, MONTH_WORKS = 20 };

struct month {
    arena_t *arena;
    struct period_row period;
    struct bylaws laws;
    struct period_rows rows;
};

/* Numbers that are the same in every run. */
uint64_t roll(uint64_t below);

/* An id that begins with the kind and the number: ids of one kind rise with their numbers. */
struct id id_for(uint8_t kind, uint8_t number);

/* Pools by every kind of driver, some of which count nothing; costs below and above 0, unallowable ones;
   engagements with several payers, objects of all members; charges. The first is what a pool of idle time is. */
struct month month_roll(arena_t *arena);

/* The month solved, as a certificate without notes; NULL when it cannot be: pools that reach nobody, an object
   without payers. assembly may be NULL. */
struct certificate *month_solve(const struct month *month, struct assembly *ret_assembly);

#endif
