/* SPDX-License-Identifier: MPL-2.0 */
/* What the parts of the solver share: the question in canonical form, the kernel, the tables. */
#ifndef MATCHER_TEAM_INTERNAL_H
#define MATCHER_TEAM_INTERNAL_H

#include "team.h"

/*
 * An item is a group of needs bound by same_person, mostly a single need; items are numbered by
 * the smallest need id in them, so that nothing depends on the order of the question. A block is
 * a set of items given to one person; a mask of items, 1 .. full.
 */
enum {
    TEAM_SET_MAX = 1 << TEAM_NEED_MAX,
    TEAM_INTERVAL_MAX = TEAM_NEED_MAX * TEAM_NEED_MAX,
    TEAM_RANK_MAX = TEAM_NEED_MAX + 1, /* see team_kernel.c */
    TEAM_LAYER_MAX = 128               /* people followed one by one: 128 * 64 KiB of choices */
};

/* Weeks in which the minutes of some items must find room. */
struct team_interval {
    int first_week;
    int last_week;
    uint32_t needs;                 /* those whose window lies within, to find room for */
    int64_t minutes[TEAM_NEED_MAX]; /* per item */
};

/* One person's offer for a block. */
struct team_offer {
    int64_t cents;
    uint32_t professional;
};

/* One person who may be used once only, which the relaxed table cannot see. */
struct team_layer {
    uint32_t professional;
    int64_t *forced_cents; /* per block, when they must be used; else NULL: offers of the kernel */
};

struct team_workspace {
    const struct team_directory *directory;
    const struct team_question *question;

    size_t item_count;
    uint32_t full;
    uint32_t item_needs[TEAM_NEED_MAX];
    uint32_t item_foes[TEAM_NEED_MAX]; /* items that somebody else must take */
    size_t interval_count;
    struct team_interval intervals[TEAM_INTERVAL_MAX];
    bool contradictory; /* needs bound together and apart at once */
    bool has_bids;      /* somebody's minutes are not those of the need */
    uint32_t candidate_count[TEAM_NEED_MAX];

    int64_t *hold_minutes; /* per block: minutes to find room for */
    int64_t *load_minutes; /* per block: minutes added to the load */
    int64_t *sum_cents;    /* per block, of the person looked at */
    int64_t *reach_km;     /* likewise */

    int64_t *worst_cents;      /* per block: what an offer must not exceed to be among the best */
    uint8_t *offer_count;      /* per block */
    struct team_offer *offers; /* per block TEAM_RANK_MAX, best first */
    int64_t *forced_cents;     /* TEAM_NEED_MAX tables */

    int64_t *best_cents;  /* per block: the best offer that is not on a layer, or TEAM_NO_COST */
    uint32_t *best_owner; /* whose it is */
    int64_t *block_cents; /* per block: best_cents if no split does as well, else TEAM_NO_COST */
    int64_t *base_cents;  /* per set: relaxed optimum */
    uint16_t *base_block; /* per set: block of its lowest item */
    int64_t *rest_cents;  /* base_cents of the first round: a bound for any rest */
    const int64_t *first_cents; /* where that table is, once there; NULL when people are forced */
    uint16_t *list;             /* blocks worth using, by lowest item */
    size_t list_count[TEAM_NEED_MAX];

    size_t layer_count;
    struct team_layer layers[TEAM_LAYER_MAX];
    int64_t *layer_cents[2];  /* per set: with the last layer, and before it */
    uint16_t *layer_block;    /* per layer and set: what its person takes; 0: nothing */
    const int64_t *top_cents; /* per set, with all layers */

    bool bounded;        /* rest_cents and limit_cents may cut offers off */
    int64_t limit_cents; /* cost of the best team known */
    uint64_t step_count;
    uint64_t step_max;
};

/* A mask's lowest item. */
static inline unsigned team_low(uint32_t set)
{
    return (unsigned)__builtin_ctz(set);
}

static inline bool team_is_open(int64_t cents)
{
    return cents >= TEAM_NO_COST / 2;
}

/* Order of two professionals by the bytes of their ids. */
int team_compare_people(const struct team_workspace *workspace, uint32_t a, uint32_t b);

/* The needs of a block. */
uint32_t team_needs_of(const struct team_workspace *workspace, uint32_t block);

/* Brings the question into canonical form. */
void team_problem_load(team_workspace_t *workspace);

/* Fills the kernel: the best offers of every block, and the tables of those who are forced. */
void team_kernel_load(team_workspace_t *workspace);

/* Whether an offer could be part of a team as cheap as the best one known. */
bool team_kernel_admits(const team_workspace_t *workspace, uint32_t block,
                        const struct team_offer *offer);

/* Computes the relaxed table and all layers; false when the steps ran out. */
bool team_table_fill(team_workspace_t *workspace);

/* Who takes each item in the team that the tables hold for all items. */
void team_table_trace(const team_workspace_t *workspace, uint32_t ret_owner[TEAM_NEED_MAX],
                      uint32_t ret_blocks[TEAM_NEED_MAX]);

#endif
