/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The search: fill the tables; while somebody is used twice give that person a layer and repeat.
 *
 * Each round's value is a lower bound and never falls, for a layer only takes freedom away. After
 * the first round a greedy team gives an upper bound, with which nearly all offers are cut off.
 */
#include "team.h"

#include "team_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A second or so of search; questions met in practice take less than a hundredth of it. */
static const uint64_t default_step_max = 500000000;

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

team_workspace_t *team_workspace_new(void)
{
    team_workspace_t *workspace = allocate(1, sizeof *workspace);
    workspace->hold_minutes = allocate(TEAM_SET_MAX, sizeof *workspace->hold_minutes);
    workspace->load_minutes = allocate(TEAM_SET_MAX, sizeof *workspace->load_minutes);
    workspace->sum_cents = allocate(TEAM_SET_MAX, sizeof *workspace->sum_cents);
    workspace->reach_km = allocate(TEAM_SET_MAX, sizeof *workspace->reach_km);
    workspace->worst_cents = allocate(TEAM_SET_MAX, sizeof *workspace->worst_cents);
    workspace->offer_count = allocate(TEAM_SET_MAX, sizeof *workspace->offer_count);
    workspace->offers = allocate((size_t)TEAM_SET_MAX * TEAM_RANK_MAX, sizeof *workspace->offers);
    workspace->forced_cents = allocate((size_t)TEAM_SET_MAX * TEAM_NEED_MAX, sizeof(int64_t));
    workspace->best_cents = allocate(TEAM_SET_MAX, sizeof *workspace->best_cents);
    workspace->best_owner = allocate(TEAM_SET_MAX, sizeof *workspace->best_owner);
    workspace->block_cents = allocate(TEAM_SET_MAX, sizeof *workspace->block_cents);
    workspace->base_cents = allocate(TEAM_SET_MAX, sizeof *workspace->base_cents);
    workspace->base_block = allocate(TEAM_SET_MAX, sizeof *workspace->base_block);
    workspace->rest_cents = allocate(TEAM_SET_MAX, sizeof *workspace->rest_cents);
    workspace->list = allocate(TEAM_SET_MAX, sizeof *workspace->list);
    workspace->layer_cents[0] = allocate(TEAM_SET_MAX, sizeof(int64_t));
    workspace->layer_cents[1] = allocate(TEAM_SET_MAX, sizeof(int64_t));
    workspace->layer_block = allocate((size_t)TEAM_SET_MAX * TEAM_LAYER_MAX, sizeof(uint16_t));
    return workspace;
}

void team_workspace_destroy(team_workspace_t **workspace_p)
{
    team_workspace_t *workspace = *workspace_p;
    if (workspace) {
        void *const blocks[] = {workspace->worst_cents,
                                workspace->hold_minutes,
                                workspace->load_minutes,
                                workspace->sum_cents,
                                workspace->reach_km,
                                workspace->offer_count,
                                workspace->offers,
                                workspace->forced_cents,
                                workspace->best_cents,
                                workspace->best_owner,
                                workspace->block_cents,
                                workspace->base_cents,
                                workspace->base_block,
                                workspace->rest_cents,
                                workspace->list,
                                workspace->layer_cents[0],
                                workspace->layer_cents[1],
                                workspace->layer_block,
                                workspace};
        for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
            free(blocks[i]);
        }
        *workspace_p = NULL;
    }
}

/* A team of items: whose each one is, and the whole block that person takes. */
struct draft {
    bool found;
    int64_t cents;
    uint32_t owner[TEAM_NEED_MAX];
    uint32_t blocks[TEAM_NEED_MAX];
};

static void give(struct draft *draft, uint32_t block, uint32_t owner)
{
    for (uint32_t rest = block; rest; rest &= rest - 1) {
        draft->owner[team_low(rest)] = owner;
        draft->blocks[team_low(rest)] = block;
    }
}

static bool is_used(const struct draft *draft, uint32_t items, uint32_t professional)
{
    for (; items; items &= items - 1) {
        if (draft->owner[team_low(items)] == professional) {
            return true;
        }
    }
    return false;
}

/* The best block for the lowest open item: least cost plus the bound for the rest; 0: none. */
static uint32_t pick_block(const team_workspace_t *workspace, const struct draft *draft,
                           uint32_t open, struct team_offer *ret_offer)
{
    uint32_t low = open & (0U - open);
    uint32_t others = open ^ low;
    uint32_t part = others;
    uint32_t best = 0;
    int64_t best_cents = TEAM_NO_COST / 2;
    for (bool more = true; more; part = (part - 1) & others) {
        more = part != 0;
        uint32_t block = part | low;
        const struct team_offer *offers = workspace->offers + (size_t)block * TEAM_RANK_MAX;
        for (size_t i = 0; i < workspace->offer_count[block]; i++) {
            int64_t cents = offers[i].cents + workspace->rest_cents[open ^ block];
            if (cents >= best_cents) {
                break; /* Offers rise. */
            }
            if (!is_used(draft, workspace->full & ~open, offers[i].professional)) {
                best = block;
                best_cents = cents;
                *ret_offer = offers[i];
                break;
            }
        }
    }
    return best;
}

/* Builds a team item by item, led by the bounds; it may fail though teams exist. */
static void build_greedily(const team_workspace_t *workspace, struct draft *ret_draft)
{
    uint32_t open = workspace->full;
    ret_draft->found = false;
    ret_draft->cents = 0;
    while (open) {
        struct team_offer offer;
        uint32_t block = pick_block(workspace, ret_draft, open, &offer);
        if (!block) {
            return;
        }
        give(ret_draft, block, offer.professional);
        ret_draft->cents += offer.cents;
        open &= ~block;
    }
    ret_draft->found = true;
}

/* Gives a layer to everybody used for two blocks; false when there is no room for more. */
static bool add_layers(team_workspace_t *workspace, const struct draft *draft,
                       size_t *ret_added_count)
{
    size_t before = workspace->layer_count;
    for (size_t a = 0; a < workspace->item_count; a++) {
        for (size_t b = a + 1; b < workspace->item_count; b++) {
            bool twice = draft->owner[a] == draft->owner[b] && draft->blocks[a] != draft->blocks[b];
            for (size_t i = before; twice && i < workspace->layer_count; i++) {
                twice = workspace->layers[i].professional != draft->owner[a];
            }
            if (twice && workspace->layer_count == TEAM_LAYER_MAX) {
                return false;
            }
            if (twice) {
                workspace->layers[workspace->layer_count++] =
                    (struct team_layer){draft->owner[a], NULL};
            }
        }
    }
    *ret_added_count = workspace->layer_count - before;
    return true;
}

/* After the first round: keeps its table as a bound, and cuts off by a first team. */
static void set_bounds(team_workspace_t *workspace, struct draft *ret_best)
{
    int64_t *rest_cents = workspace->rest_cents;
    workspace->rest_cents = workspace->base_cents;
    workspace->base_cents = rest_cents;
    build_greedily(workspace, ret_best);
    workspace->bounded = ret_best->found;
    workspace->limit_cents = ret_best->cents;
}

/* Searches until the team is proven, or the steps run out; the lower bound is set in any case. */
static bool search(team_workspace_t *workspace, struct draft *ret_best, int64_t *ret_lower_cents)
{
    bool may_bound = workspace->question->forced_count == 0;
    /* Continuity is the only term below zero. */
    *ret_lower_cents =
        -(int64_t)workspace->item_count * workspace->question->weights.continuity_cents;
    for (;;) {
        if (!team_table_fill(workspace)) {
            return false;
        }
        if (may_bound) {
            workspace->first_cents = workspace->base_cents;
        }
        int64_t cents = workspace->top_cents[workspace->full];
        *ret_lower_cents = cents > *ret_lower_cents ? cents : *ret_lower_cents;
        if (team_is_open(cents)) {
            ret_best->found = false;
            return true;
        }
        struct draft draft = {.found = true, .cents = cents};
        team_table_trace(workspace, draft.owner, draft.blocks);
        size_t added_count;
        if (!add_layers(workspace, &draft, &added_count)) {
            return false;
        }
        if (added_count == 0) {
            *ret_best = draft;
            return true;
        }
        if (may_bound) {
            set_bounds(workspace, ret_best);
            may_bound = false;
        }
    }
}

/* Adds one member of the team to the answer, with the terms of all that they do. */
static void add_member(const team_workspace_t *workspace, uint32_t professional, uint32_t block,
                       struct team_answer *answer)
{
    struct team_member *member = &answer->members[answer->member_count++];
    member->professional = professional;
    member->needs = team_needs_of(workspace, block);
    int64_t travel_km = 0;
    int64_t minutes = 0;
    for (uint32_t rest = member->needs; rest; rest &= rest - 1) {
        unsigned need = team_low(rest);
        answer->professional[need] = professional;
        minutes += candidate_is_kept(workspace->question, need)
                       ? 0
                       : candidate_minutes(workspace->question, professional, need);
        answer->terms[need] =
            candidate_need_terms(workspace->directory, workspace->question, professional, need);
        answer->cost_cents += candidate_need_cents(&answer->terms[need]);
        if (answer->terms[need].travel_km > travel_km) {
            travel_km = answer->terms[need].travel_km;
        }
    }
    member->terms = candidate_person_terms(workspace->directory, workspace->question, professional,
                                           travel_km, minutes);
    answer->cost_cents += candidate_person_cents(&member->terms);
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

/* Keeps the cheaper of two runners-up, at equal cost the one with the smaller id. */
static void improve_runner_up(const team_workspace_t *workspace, struct team_runner_up *best,
                              uint32_t professional, int64_t extra_cents)
{
    if (best->professional == TEAM_NOBODY || extra_cents < best->extra_cents ||
        (extra_cents == best->extra_cents &&
         team_compare_people(workspace, professional, best->professional) < 0)) {
        *best = (struct team_runner_up){professional, extra_cents};
    }
}

/* The extra cost of a member taking one more item; TEAM_NO_COST when they may not. */
static int64_t extend(const team_workspace_t *workspace, const struct team_member *member,
                      uint32_t needs)
{
    for (uint32_t rest = needs; rest; rest &= rest - 1) {
        struct candidate_failure failure;
        if (!candidate_check(workspace->directory, workspace->question, member->professional,
                             team_low(rest), &failure)) {
            return TEAM_NO_COST;
        }
    }
    int64_t with_cents = candidate_set_cents(workspace->directory, workspace->question,
                                             member->professional, member->needs | needs);
    int64_t without_cents = candidate_set_cents(workspace->directory, workspace->question,
                                                member->professional, member->needs);
    return team_is_open(with_cents) ? TEAM_NO_COST : with_cents - without_cents;
}

static bool is_member(const struct team_answer *answer, uint32_t professional)
{
    for (size_t i = 0; i < answer->member_count; i++) {
        if (answer->members[i].professional == professional) {
            return true;
        }
    }
    return false;
}

/* Who would take an item next, all other items staying where they are. */
static struct team_runner_up find_runner_up(const team_workspace_t *workspace,
                                            const struct team_answer *answer, unsigned item)
{
    uint32_t needs = workspace->item_needs[item];
    uint32_t owner = answer->professional[team_low(needs)];
    struct team_runner_up best = {TEAM_NOBODY, TEAM_NO_COST};
    int64_t freed_cents = 0;
    for (size_t i = 0; i < answer->member_count; i++) {
        const struct team_member *member = &answer->members[i];
        if (member->professional != owner) {
            int64_t cents = extend(workspace, member, needs);
            if (!team_is_open(cents)) {
                improve_runner_up(workspace, &best, member->professional, cents);
            }
            continue;
        }
        uint32_t rest = member->needs & ~needs;
        if (!rest && is_forced(workspace->question, owner)) {
            return (struct team_runner_up){TEAM_NOBODY, TEAM_NO_COST}; /* They must stay. */
        }
        freed_cents =
            candidate_set_cents(workspace->directory, workspace->question, owner, member->needs);
        freed_cents -=
            rest ? candidate_set_cents(workspace->directory, workspace->question, owner, rest) : 0;
    }
    const struct team_offer *offers = workspace->offers + ((size_t)1 << item) * TEAM_RANK_MAX;
    for (size_t i = 0; i < workspace->offer_count[(size_t)1 << item]; i++) {
        if (!is_member(answer, offers[i].professional)) {
            improve_runner_up(workspace, &best, offers[i].professional, offers[i].cents);
            break;
        }
    }
    best.extra_cents -= best.professional == TEAM_NOBODY ? 0 : freed_cents;
    return best;
}

/* Turns a team of items into an answer about needs. */
static void write_team(const team_workspace_t *workspace, const struct draft *draft,
                       struct team_answer *answer)
{
    uint32_t written = 0;
    for (unsigned item = 0; item < workspace->item_count; item++) {
        if (!(written >> item & 1)) {
            add_member(workspace, draft->owner[item], draft->blocks[item], answer);
            written |= draft->blocks[item];
        }
    }
    assert(answer->cost_cents == draft->cents);
    for (unsigned item = 0; item < workspace->item_count; item++) {
        struct team_runner_up best = find_runner_up(workspace, answer, item);
        for (uint32_t rest = workspace->item_needs[item]; rest; rest &= rest - 1) {
            answer->runner_up[team_low(rest)] = best;
        }
    }
}

void team_solve(team_workspace_t *workspace, const struct team_directory *directory,
                const struct team_question *question, struct team_answer *ret_answer)
{
    assert(candidate_question_valid(directory, question));
    workspace->directory = directory;
    workspace->question = question;
    workspace->bounded = false;
    workspace->first_cents = NULL;
    workspace->step_count = 0;
    workspace->step_max = question->step_max ? question->step_max : default_step_max;
    team_problem_load(workspace);
    team_kernel_load(workspace);
    struct draft best = {.found = false};
    int64_t lower_cents = TEAM_NO_COST;
    bool ended = workspace->contradictory || search(workspace, &best, &lower_cents);
    if (!ended && !best.found && question->forced_count == 0) {
        memset(workspace->rest_cents, 0, (workspace->full + 1) * sizeof *workspace->rest_cents);
        build_greedily(workspace, &best);
    }
    *ret_answer = (struct team_answer){
        .status = best.found ? TEAM_STATUS_FOUND : TEAM_STATUS_UNMET,
        .lower_bound_cents = lower_cents,
        .step_count = workspace->step_count,
        .need_count = question->need_count,
    };
    memcpy(ret_answer->candidate_count, workspace->candidate_count,
           sizeof ret_answer->candidate_count);
    for (size_t i = 0; i < TEAM_NEED_MAX; i++) {
        ret_answer->professional[i] = TEAM_NOBODY;
        ret_answer->runner_up[i].professional = TEAM_NOBODY;
    }
    if (best.found) {
        write_team(workspace, &best, ret_answer);
    }
    ret_answer->proven = ended || (best.found && best.cents == lower_cents);
}
