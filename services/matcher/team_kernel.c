/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The kernel: per block the few cheapest people who may take it; the optimum lies within.
 *
 * Rank the people who may take block T by (cost, id). In an optimal team every (person, block)
 * has a rank of at most k - |T| + 1: there are at most k - |T| other blocks, so one of the first
 * k - |T| + 1 people is not on the team, and putting him in place of somebody of a greater rank
 * makes the team no dearer and, at equal cost, smaller by id. One rank more is kept for the
 * runner-up. People who are forced onto the team stand outside this and have tables of their own.
 */
#include "team_internal.h"

#include "candidate_index.h"

#include <assert.h>
#include <string.h>

enum { WORD_BITS = 64 };

/* What is known of one person while their blocks are gone through. */
struct bidder {
    uint32_t professional;
    const struct team_professional *person;
    uint32_t items;           /* those they can take alone */
    int64_t base_cents;       /* coordination and continuity */
    int64_t tightest_minutes; /* room in the interval with the least */
    int64_t item_cents[TEAM_NEED_MAX];
    int64_t item_km[TEAM_NEED_MAX];
    int64_t room_minutes[TEAM_INTERVAL_MAX];
    int64_t *table; /* per block, or NULL: the kernel */
};

static size_t rank_max(const team_workspace_t *workspace, uint32_t block)
{
    return workspace->item_count - (size_t)__builtin_popcount(block) + 2;
}

static bool is_better(const team_workspace_t *workspace, int64_t cents, uint32_t person,
                      struct team_offer than)
{
    return cents < than.cents ||
           (cents == than.cents && team_compare_people(workspace, person, than.professional) < 0);
}

/* Puts an offer in its place among the best ones of the block. */
static void insert_offer(team_workspace_t *workspace, uint32_t block, int64_t cents,
                         uint32_t professional)
{
    struct team_offer *offers = workspace->offers + (size_t)block * TEAM_RANK_MAX;
    size_t count = workspace->offer_count[block];
    if (count == rank_max(workspace, block)) {
        if (!is_better(workspace, cents, professional, offers[count - 1])) {
            return;
        }
        count--;
    }
    size_t place = count;
    while (place > 0 && is_better(workspace, cents, professional, offers[place - 1])) {
        offers[place] = offers[place - 1];
        place--;
    }
    offers[place] = (struct team_offer){cents, professional};
    workspace->offer_count[block] = (uint8_t)(count + 1);
    if (count + 1 == rank_max(workspace, block)) {
        workspace->worst_cents[block] = offers[count].cents;
    }
}

/* Cost and distance of each item, alone. */
static void price_items(const team_workspace_t *workspace, struct bidder *bidder)
{
    for (uint32_t rest = bidder->items; rest; rest &= rest - 1) {
        unsigned item = team_low(rest);
        bidder->item_cents[item] = 0;
        bidder->item_km[item] = 0;
        for (uint32_t needs = workspace->item_needs[item]; needs; needs &= needs - 1) {
            struct candidate_need_terms terms = candidate_need_terms(
                workspace->directory, workspace->question, bidder->professional, team_low(needs));
            bidder->item_cents[item] += candidate_need_cents(&terms);
            if (terms.travel_km > bidder->item_km[item]) {
                bidder->item_km[item] = terms.travel_km;
            }
        }
    }
}

/* Free minutes in each interval. */
static void measure_room(const team_workspace_t *workspace, struct bidder *bidder)
{
    bidder->tightest_minutes = INT64_MAX;
    for (size_t i = 0; i < workspace->interval_count; i++) {
        const struct team_interval *interval = &workspace->intervals[i];
        int64_t room = 0;
        for (int week = interval->first_week; week <= interval->last_week; week++) {
            room += bidder->person->free_minutes[week];
        }
        bidder->room_minutes[i] = room;
        if (room < bidder->tightest_minutes) {
            bidder->tightest_minutes = room;
        }
    }
}

/* Minutes that some needs take this person, those already accepted left out. */
static int64_t own_minutes(const team_workspace_t *workspace, const struct bidder *bidder,
                           uint32_t needs)
{
    int64_t minutes = 0;
    for (; needs; needs &= needs - 1) {
        unsigned need = team_low(needs);
        minutes += candidate_is_kept(workspace->question, need)
                       ? 0
                       : candidate_minutes(workspace->question, bidder->professional, need);
    }
    return minutes;
}

static int64_t load_minutes(const team_workspace_t *workspace, const struct bidder *bidder,
                            uint32_t block)
{
    return workspace->has_bids ? own_minutes(workspace, bidder, team_needs_of(workspace, block))
                               : workspace->load_minutes[block];
}

static int64_t demand_of(const team_workspace_t *workspace, const struct bidder *bidder,
                         const struct team_interval *interval, uint32_t block)
{
    if (workspace->has_bids) {
        return own_minutes(workspace, bidder, team_needs_of(workspace, block) & interval->needs);
    }
    int64_t demand = 0;
    for (uint32_t rest = block; rest; rest &= rest - 1) {
        demand += interval->minutes[team_low(rest)];
    }
    return demand;
}

/* Whether the minutes of a block fit together into the free weeks. */
static bool has_room(const team_workspace_t *workspace, const struct bidder *bidder, uint32_t block)
{
    if (!workspace->has_bids && workspace->hold_minutes[block] <= bidder->tightest_minutes) {
        return true;
    }
    for (size_t i = 0; i < workspace->interval_count; i++) {
        if (demand_of(workspace, bidder, &workspace->intervals[i], block) >
            bidder->room_minutes[i]) {
            return false;
        }
    }
    return true;
}

/* Goes through every block of the person's items, each after the blocks it contains. */
static void bid(team_workspace_t *workspace, const struct bidder *bidder)
{
    const struct team_weights *weights = &workspace->question->weights;
    int64_t *sum_cents = workspace->sum_cents;
    int64_t *reach_km = workspace->reach_km;
    sum_cents[0] = 0;
    reach_km[0] = 0;
    uint32_t block = 0;
    while ((block = (block - bidder->items) & bidder->items) != 0) {
        unsigned low = team_low(block);
        uint32_t rest = block & (block - 1);
        if (team_is_open(sum_cents[rest]) || (workspace->item_foes[low] & rest) ||
            !has_room(workspace, bidder, block)) {
            sum_cents[block] = TEAM_NO_COST;
            continue;
        }
        sum_cents[block] = sum_cents[rest] + bidder->item_cents[low];
        int64_t km = bidder->item_km[low];
        reach_km[block] = km > reach_km[rest] ? km : reach_km[rest];
        int64_t cents =
            bidder->base_cents + sum_cents[block] + reach_km[block] * weights->travel_km_cents;
        if (!bidder->table && cents > workspace->worst_cents[block]) {
            continue; /* The load, which is never below zero, need not be divided for. */
        }
        if (weights->load_cents > 0) {
            cents += candidate_load_cents(bidder->person, weights->load_cents,
                                          load_minutes(workspace, bidder, block));
        }
        if (bidder->table) {
            bidder->table[block] = cents;
        } else {
            insert_offer(workspace, block, cents, bidder->professional);
        }
    }
}

/* Which of the items `likely` somebody may take; counts them as candidates of the needs. */
static uint32_t find_items(team_workspace_t *workspace, uint32_t professional, uint32_t likely)
{
    uint32_t items = 0;
    for (; likely; likely &= likely - 1) {
        unsigned item = team_low(likely);
        bool all = true;
        for (uint32_t needs = workspace->item_needs[item]; needs; needs &= needs - 1) {
            struct candidate_failure failure;
            bool fits = candidate_check(workspace->directory, workspace->question, professional,
                                        team_low(needs), &failure);
            workspace->candidate_count[team_low(needs)] += fits;
            all = all && fits;
        }
        items |= all ? 1U << item : 0;
    }
    return items;
}

/* Looks at one person; their offers go into a table, or into the kernel. */
static void consider(team_workspace_t *workspace, uint32_t professional, uint32_t likely,
                     int64_t *table)
{
    struct bidder bidder;
    bidder.professional = professional;
    bidder.items = find_items(workspace, professional, likely);
    if (!bidder.items) {
        return;
    }
    bidder.person = &workspace->directory->professionals[professional];
    bidder.table = table;
    struct candidate_person_terms terms =
        candidate_person_terms(workspace->directory, workspace->question, professional, 0, 0);
    bidder.base_cents = candidate_person_cents(&terms);
    price_items(workspace, &bidder);
    measure_room(workspace, &bidder);
    bid(workspace, &bidder);
}

static bool is_forced(const struct team_question *question, uint32_t professional)
{
    for (size_t i = 0; i < question->forced_count; i++) {
        if (question->forced[i] == professional) {
            return true;
        }
    }
    return false;
}

/* Whether somebody is forced, or kept: the filters do not hold for them. */
static bool is_special(const struct team_question *question, uint32_t professional)
{
    for (size_t i = 0; question->kept && i < question->need_count; i++) {
        if (question->kept[i] == professional) {
            return true;
        }
    }
    return is_forced(question, professional);
}

static void consider_special(team_workspace_t *workspace)
{
    const struct team_question *question = workspace->question;
    workspace->layer_count = 0;
    for (size_t i = 0; i < question->forced_count; i++) {
        int64_t *table = workspace->forced_cents + i * TEAM_SET_MAX;
        for (uint32_t block = 0; block <= workspace->full; block++) {
            table[block] = TEAM_NO_COST;
        }
        consider(workspace, question->forced[i], workspace->full, table);
        workspace->layers[workspace->layer_count++] =
            (struct team_layer){question->forced[i], table};
    }
    for (size_t i = 0; question->kept && i < question->need_count; i++) {
        bool first = question->kept[i] != TEAM_NOBODY;
        for (size_t other = 0; other < i; other++) {
            first = first && question->kept[other] != question->kept[i];
        }
        if (first && !is_forced(question, question->kept[i])) {
            consider(workspace, question->kept[i], workspace->full, NULL);
        }
    }
}

/* Looks at everybody. */
static void scan_all(team_workspace_t *workspace)
{
    bool special = workspace->question->forced_count > 0 || workspace->question->kept;
    for (size_t i = 0; i < workspace->directory->count; i++) {
        if (!special || !is_special(workspace->question, (uint32_t)i)) {
            consider(workspace, (uint32_t)i, workspace->full, NULL);
        }
    }
}

/* 64 people of the directory: who among them may take something, and which needs. */
struct lane {
    size_t word;
    uint64_t any;
    uint64_t needs[TEAM_NEED_MAX];
};

/* How far ahead of being looked at people are fetched from memory, in lanes. */
enum { LANES = 4 };

struct lanes {
    struct candidate_filter filters[TEAM_NEED_MAX];
    bool possible[TEAM_NEED_MAX];
    struct lane ring[LANES];
};

static void fill_lane(const team_workspace_t *workspace, struct lanes *lanes, size_t word)
{
    struct lane *lane = &lanes->ring[word % LANES];
    lane->word = word;
    lane->any = 0;
    for (size_t i = 0; i < workspace->question->need_count; i++) {
        lane->needs[i] = lanes->possible[i] ? candidate_filter_word(&lanes->filters[i], word) : 0;
        lane->any |= lane->needs[i];
    }
    const struct team_professional *people = &workspace->directory->professionals[word * WORD_BITS];
    for (uint64_t any = lane->any; any; any &= any - 1) {
        const char *row = (const char *)&people[__builtin_ctzll(any)];
        __builtin_prefetch(row);
        __builtin_prefetch(row + sizeof *people - 1);
    }
}

/* Fetches what the rows of a lane, which are there by now, point to. */
static void fetch_lane(const team_workspace_t *workspace, const struct lane *lane)
{
    const struct team_professional *people =
        &workspace->directory->professionals[lane->word * WORD_BITS];
    for (uint64_t any = lane->any; any; any &= any - 1) {
        const struct team_professional *person = &people[__builtin_ctzll(any)];
        __builtin_prefetch(person->skills);
        __builtin_prefetch(person->free_minutes);
    }
}

/* The items of which the person `bit` of a lane may take a need. */
static uint32_t gather_items(const team_workspace_t *workspace, const struct lane *lane,
                             unsigned bit)
{
    uint32_t items = 0;
    for (size_t item = 0; item < workspace->item_count; item++) {
        for (uint32_t needs = workspace->item_needs[item]; needs; needs &= needs - 1) {
            items |= (uint32_t)(lane->needs[team_low(needs)] >> bit & 1) << item;
        }
    }
    return items;
}

static void consider_lane(team_workspace_t *workspace, const struct lane *lane)
{
    const struct team_question *question = workspace->question;
    bool special = question->forced_count > 0 || question->kept;
    for (uint64_t any = lane->any; any; any &= any - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(any);
        uint32_t professional = (uint32_t)(lane->word * WORD_BITS + bit);
        if (!special || !is_special(question, professional)) {
            consider(workspace, professional, gather_items(workspace, lane, bit), NULL);
        }
    }
}

/* Looks only at those whose bits say that they may take something. */
static void scan_index(team_workspace_t *workspace)
{
    const struct team_question *question = workspace->question;
    struct lanes lanes;
    for (size_t i = 0; i < question->need_count; i++) {
        lanes.possible[i] = candidate_filter_init(&lanes.filters[i], workspace->directory->index,
                                                  &question->needs[i]);
    }
    size_t word_count = (workspace->directory->count + WORD_BITS - 1) / WORD_BITS;
    for (size_t turn = 0; turn < word_count + 2; turn++) {
        if (turn < word_count) {
            fill_lane(workspace, &lanes, turn);
        }
        if (turn >= 1 && turn - 1 < word_count) {
            fetch_lane(workspace, &lanes.ring[(turn - 1) % LANES]);
        }
        if (turn >= 2) {
            consider_lane(workspace, &lanes.ring[(turn - 2) % LANES]);
        }
    }
}

void team_kernel_load(team_workspace_t *workspace)
{
    memset(workspace->offer_count, 0, workspace->full + 1);
    for (uint32_t block = 0; block <= workspace->full; block++) {
        workspace->worst_cents[block] = TEAM_NO_COST;
    }
    memset(workspace->candidate_count, 0, sizeof workspace->candidate_count);
    consider_special(workspace);
    if (workspace->directory->index) {
        scan_index(workspace);
    } else {
        scan_all(workspace);
    }
}

bool team_kernel_admits(const team_workspace_t *workspace, uint32_t block,
                        const struct team_offer *offer)
{
    int64_t rest_cents = workspace->rest_cents[workspace->full & ~block];
    return !workspace->bounded ||
           (!team_is_open(rest_cents) && offer->cents + rest_cents <= workspace->limit_cents);
}
