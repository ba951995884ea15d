/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The tables: for every set of items the least cost of covering it.
 *
 * The base table lets one person take several blocks of a set (a relaxation); each layer on top
 * of it adds one person who is used at most once (exactly once when forced). So the value for
 * all items is a lower bound, and the optimum as soon as nobody is used twice. Where costs are
 * equal the list of owners that is smaller by id wins; that order has the same optimal
 * substructure as the cost, because the owners of a block are fixed whatever covers the rest.
 */
#include "team_internal.h"

#include <string.h>

static bool is_layered(const team_workspace_t *workspace, uint32_t professional)
{
    for (size_t i = 0; i < workspace->layer_count; i++) {
        if (workspace->layers[i].professional == professional) {
            return true;
        }
    }
    return false;
}

/* The best offer of every block from people who are not on a layer. */
static void choose_best(team_workspace_t *workspace)
{
    for (uint32_t block = 1; block <= workspace->full; block++) {
        const struct team_offer *offers = workspace->offers + (size_t)block * TEAM_RANK_MAX;
        workspace->best_cents[block] = TEAM_NO_COST;
        for (size_t i = 0; i < workspace->offer_count[block]; i++) {
            if (!is_layered(workspace, offers[i].professional)) {
                if (team_kernel_admits(workspace, block, &offers[i])) {
                    workspace->best_cents[block] = offers[i].cents;
                    workspace->best_owner[block] = offers[i].professional;
                }
                break;
            }
        }
    }
}

static void trace_base(const team_workspace_t *workspace, uint32_t set, uint32_t *ret_owner,
                       uint32_t *ret_blocks)
{
    while (set) {
        uint32_t block = workspace->base_block[set];
        for (uint32_t rest = block; rest; rest &= rest - 1) {
            ret_owner[team_low(rest)] = workspace->best_owner[block];
            ret_blocks[team_low(rest)] = block;
        }
        set &= ~block;
    }
}

/* Follows the choices for a set down from the topmost of `layer_count` layers. */
static void trace_layers(const team_workspace_t *workspace, size_t layer_count, uint32_t set,
                         uint32_t *ret_owner, uint32_t *ret_blocks)
{
    for (size_t layer = layer_count; layer-- > 0;) {
        uint32_t block = workspace->layer_block[layer * TEAM_SET_MAX + set];
        for (uint32_t rest = block; rest; rest &= rest - 1) {
            ret_owner[team_low(rest)] = workspace->layers[layer].professional;
            ret_blocks[team_low(rest)] = block;
        }
        set &= ~block;
    }
    trace_base(workspace, set, ret_owner, ret_blocks);
}

/* Order of two lists of owners of one set. */
static int compare_owners(const team_workspace_t *workspace, uint32_t set, const uint32_t *a,
                          const uint32_t *b)
{
    for (; set; set &= set - 1) {
        int order = team_compare_people(workspace, a[team_low(set)], b[team_low(set)]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* Whether starting a set with one block gives smaller ids than with another, at equal cost. */
static bool base_precedes(const team_workspace_t *workspace, uint32_t set, uint32_t block,
                          uint32_t other)
{
    int order =
        team_compare_people(workspace, workspace->best_owner[block], workspace->best_owner[other]);
    if (order != 0) {
        return order < 0; /* Both hold the lowest item, so this decides mostly. */
    }
    uint32_t owner[2][TEAM_NEED_MAX];
    uint32_t blocks[TEAM_NEED_MAX];
    const uint32_t first[2] = {block, other};
    for (int i = 0; i < 2; i++) {
        trace_base(workspace, set & ~first[i], owner[i], blocks);
        for (uint32_t rest = first[i]; rest; rest &= rest - 1) {
            owner[i][team_low(rest)] = workspace->best_owner[first[i]];
        }
    }
    return compare_owners(workspace, set, owner[0], owner[1]) < 0;
}

/* The blocks of a lowest item that no split matches; one region of the list per item. */
static uint16_t *list_of(const team_workspace_t *workspace, unsigned low)
{
    return workspace->list + (workspace->full + 1) / (2U << low);
}

/* The best way of covering a set found so far. */
struct cover {
    uint32_t set;
    uint32_t block; /* the one with the lowest item */
    int64_t cents;
};

static inline void try_block(const team_workspace_t *workspace, struct cover *cover, uint32_t block)
{
    int64_t cents = workspace->block_cents[block] + workspace->base_cents[cover->set ^ block];
    if (cents < cover->cents || (cents == cover->cents && !team_is_open(cents) &&
                                 base_precedes(workspace, cover->set, block, cover->block))) {
        cover->cents = cents;
        cover->block = block;
    }
}

/* Covers one set, given all smaller ones; returns the steps it took. */
static uint64_t cover_set(team_workspace_t *workspace, uint32_t set)
{
    unsigned low = team_low(set);
    uint32_t others = set & (set - 1);
    struct cover cover = {set, set, workspace->best_cents[set]};
    size_t count = workspace->list_count[low];
    uint64_t subset_count = UINT64_C(1) << __builtin_popcount(others);
    if (subset_count <= count) {
        for (uint32_t part = others; part != 0;) {
            part = (part - 1) & others;
            try_block(workspace, &cover, part | 1U << low);
        }
    } else {
        const uint16_t *list = list_of(workspace, low);
        for (size_t i = 0; i < count; i++) {
            if (!(list[i] & ~set)) {
                try_block(workspace, &cover, list[i]);
            }
        }
    }
    bool whole = cover.block == set && !team_is_open(cover.cents);
    workspace->block_cents[set] = whole ? cover.cents : TEAM_NO_COST;
    workspace->base_cents[set] = team_is_open(cover.cents) ? TEAM_NO_COST : cover.cents;
    workspace->base_block[set] = (uint16_t)cover.block;
    if (whole) {
        list_of(workspace, low)[workspace->list_count[low]++] = (uint16_t)set;
    }
    return 1 + (subset_count <= count ? subset_count : count);
}

static bool fill_base(team_workspace_t *workspace)
{
    memset(workspace->list_count, 0, sizeof workspace->list_count);
    workspace->base_cents[0] = 0;
    for (uint32_t set = 1; set <= workspace->full; set++) {
        workspace->step_count += cover_set(workspace, set);
        if (workspace->step_count > workspace->step_max) {
            return false;
        }
    }
    return true;
}

/* Whether the layer's person taking `block` gives smaller ids than what the set now holds. */
static bool layer_precedes(const team_workspace_t *workspace, size_t layer, uint32_t set,
                           uint32_t block)
{
    uint32_t owner[2][TEAM_NEED_MAX];
    uint32_t blocks[TEAM_NEED_MAX];
    trace_layers(workspace, layer, set & ~block, owner[0], blocks);
    for (uint32_t rest = block; rest; rest &= rest - 1) {
        owner[0][team_low(rest)] = workspace->layers[layer].professional;
    }
    trace_layers(workspace, layer + 1, set, owner[1], blocks);
    return compare_owners(workspace, set, owner[0], owner[1]) < 0;
}

/* Lets the layer's person take a block, whatever the rest of the set is. */
static void apply_block(team_workspace_t *workspace, size_t layer, const int64_t *before,
                        struct team_offer offer, uint32_t block)
{
    int64_t *after = workspace->layer_cents[layer & 1];
    uint16_t *choice = workspace->layer_block + layer * TEAM_SET_MAX;
    uint32_t others = workspace->full & ~block;
    uint32_t rest = 0;
    do {
        int64_t cents = offer.cents + before[rest];
        uint32_t set = rest | block;
        if (!team_is_open(before[rest]) &&
            (cents < after[set] ||
             (cents == after[set] && layer_precedes(workspace, layer, set, block)))) {
            after[set] = cents;
            choice[set] = (uint16_t)block;
        }
        rest = (rest - others) & others;
    } while (rest != 0);
    workspace->step_count += UINT64_C(1) << __builtin_popcount(others);
}

/* What the layer's person asks for a block. */
static int64_t ask(const team_workspace_t *workspace, const struct team_layer *layer,
                   uint32_t block)
{
    if (layer->forced_cents) {
        return layer->forced_cents[block];
    }
    const struct team_offer *offers = workspace->offers + (size_t)block * TEAM_RANK_MAX;
    for (size_t i = 0; i < workspace->offer_count[block]; i++) {
        if (offers[i].professional == layer->professional) {
            return team_kernel_admits(workspace, block, &offers[i]) ? offers[i].cents
                                                                    : TEAM_NO_COST;
        }
    }
    return TEAM_NO_COST;
}

static bool fill_layer(team_workspace_t *workspace, size_t layer, const int64_t *before)
{
    const struct team_layer *person = &workspace->layers[layer];
    int64_t *after = workspace->layer_cents[layer & 1];
    size_t set_count = workspace->full + 1;
    memset(workspace->layer_block + layer * TEAM_SET_MAX, 0, set_count * sizeof(uint16_t));
    for (size_t set = 0; set < set_count; set++) {
        after[set] = person->forced_cents ? TEAM_NO_COST : before[set];
    }
    for (uint32_t block = 1; block <= workspace->full; block++) {
        int64_t cents = ask(workspace, person, block);
        if (!team_is_open(cents)) {
            struct team_offer offer = {cents, person->professional};
            apply_block(workspace, layer, before, offer, block);
        }
        if (workspace->step_count > workspace->step_max) {
            return false;
        }
    }
    return true;
}

bool team_table_fill(team_workspace_t *workspace)
{
    choose_best(workspace);
    if (!fill_base(workspace)) {
        return false;
    }
    workspace->top_cents = workspace->base_cents;
    for (size_t layer = 0; layer < workspace->layer_count; layer++) {
        if (!fill_layer(workspace, layer, workspace->top_cents)) {
            return false;
        }
        workspace->top_cents = workspace->layer_cents[layer & 1];
    }
    return true;
}

void team_table_trace(const team_workspace_t *workspace, uint32_t ret_owner[TEAM_NEED_MAX],
                      uint32_t ret_blocks[TEAM_NEED_MAX])
{
    trace_layers(workspace, workspace->layer_count, workspace->full, ret_owner, ret_blocks);
}
