/* SPDX-License-Identifier: MPL-2.0 */
/* Many requests that wait, decided together: each exactly, in a stated order, out of the same capacity. */
#ifndef ENTRAIDE_MATCHER_BACKLOG_H
#define ENTRAIDE_MATCHER_BACKLOG_H

#include "question.h"

enum { BACKLOG_MAX = 100 };

/* One request, in its turn. */
struct backlog_item {
    struct id request;
    struct question question;
    bool reached;              /* false: the steps ran out before its turn; nothing below is set */
    struct team_answer alone;  /* as if it were the only one */
    struct team_answer answer; /* when all before it have taken their minutes */
};

/* What comes out for all. Those met cost together no less than lower_bound_cents, however they were
   matched: each costs at least what it costs alone. */
struct backlog_report {
    size_t met_count;
    size_t displaced_count; /* could be met alone */
    size_t unmet_count;     /* could not */
    size_t left_count;      /* not reached */
    int64_t cost_cents, lower_bound_cents;
    /* Load over capacity of everybody who is available, in thousandths rounded down, at most 1000. */
    int64_t least_load_permille, most_load_permille;
    /* Jain's index of these as a fraction: (sum of loads)^2 over people * (sum of squares); 1 = all equal.
       A million people: (10^9)^2 = 10^18 < 2^63. With nobody, or no load, 0 over 0. */
    int64_t jain_numerator, jain_denominator;
};

/* Decides the items in their order. Minutes taken on the way are given back: nothing has changed when it
   returns. At most step_max steps of search in all, rounded up to whole requests. */
void backlog_decide(const struct matcher *self, struct backlog_item *items, size_t count,
                    uint64_t step_max, struct backlog_report *ret_report);

/* Takes the minutes of an item's team (sign 1), or gives them back (-1). */
void backlog_hold(const struct matcher *self, const struct backlog_item *item, int64_t sign);

#endif
