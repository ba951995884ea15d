/* SPDX-License-Identifier: MPL-2.0 */
/* The question in canonical form: items, their enemies, the weeks their minutes must lie in. */
#include "team_internal.h"

#include <assert.h>
#include <string.h>

int team_compare_people(const struct team_workspace *workspace, uint32_t a, uint32_t b)
{
    const struct team_professional *people = workspace->directory->professionals;
    return a == b ? 0 : memcmp(people[a].id, people[b].id, sizeof people[a].id);
}

uint32_t team_needs_of(const struct team_workspace *workspace, uint32_t block)
{
    uint32_t needs = 0;
    for (; block; block &= block - 1) {
        needs |= workspace->item_needs[team_low(block)];
    }
    return needs;
}

/* Need positions in the order of their ids. */
static void sort_needs(const struct team_question *question, size_t ret_order[TEAM_NEED_MAX])
{
    for (size_t i = 0; i < question->need_count; i++) {
        size_t place = i;
        while (place > 0 && memcmp(question->needs[ret_order[place - 1]].id, question->needs[i].id,
                                   sizeof question->needs[i].id) > 0) {
            ret_order[place] = ret_order[place - 1];
            place--;
        }
        ret_order[place] = i;
    }
}

/* All needs bound to one, through others as well, in either direction. */
static uint32_t close_group(const struct team_question *question, size_t need)
{
    uint32_t group = 1U << need;
    uint32_t before = 0;
    while (group != before) {
        before = group;
        for (size_t i = 0; i < question->need_count; i++) {
            bool inside = group >> i & 1;
            if (inside) {
                group |= question->needs[i].same_person;
            } else if (question->needs[i].same_person & group) {
                group |= 1U << i;
            }
        }
    }
    return group;
}

static void load_items(team_workspace_t *workspace)
{
    size_t order[TEAM_NEED_MAX];
    const struct team_question *question = workspace->question;
    sort_needs(question, order);
    workspace->item_count = 0;
    uint32_t seen = 0;
    for (size_t i = 0; i < question->need_count; i++) {
        if (!(seen >> order[i] & 1)) {
            uint32_t group = close_group(question, order[i]);
            workspace->item_needs[workspace->item_count++] = group;
            seen |= group;
        }
    }
    workspace->full = (1U << workspace->item_count) - 1;
}

/* The needs that somebody other than the taker of these must take, said on either side. */
static uint32_t foes_of(const struct team_question *question, uint32_t needs)
{
    uint32_t foes = 0;
    for (size_t i = 0; i < question->need_count; i++) {
        if (needs >> i & 1) {
            foes |= question->needs[i].not_same_person;
        }
        if (question->needs[i].not_same_person & needs) {
            foes |= 1U << i;
        }
    }
    return foes;
}

static void load_foes(team_workspace_t *workspace)
{
    workspace->contradictory = false;
    for (size_t a = 0; a < workspace->item_count; a++) {
        uint32_t foes = foes_of(workspace->question, workspace->item_needs[a]);
        workspace->item_foes[a] = 0;
        for (size_t b = 0; b < workspace->item_count; b++) {
            if (foes & workspace->item_needs[b]) {
                workspace->item_foes[a] |= 1U << b;
                workspace->contradictory = workspace->contradictory || a == b;
            }
        }
    }
}

/* Whether a need's minutes have to find room; those accepted are held already. */
static bool needs_room(const struct team_question *question, size_t need)
{
    return !candidate_is_kept(question, need) &&
           !(question->needs[need].relaxed & TEAM_RELAX_MINUTES);
}

/* Adds the interval that one need opens and another closes, unless it is there already. */
static void add_interval(team_workspace_t *workspace, int first_week, int last_week)
{
    for (size_t i = 0; i < workspace->interval_count; i++) {
        const struct team_interval *known = &workspace->intervals[i];
        if (known->first_week == first_week && known->last_week == last_week) {
            return;
        }
    }
    struct team_interval *interval = &workspace->intervals[workspace->interval_count++];
    *interval = (struct team_interval){.first_week = first_week, .last_week = last_week};
    for (size_t item = 0; item < workspace->item_count; item++) {
        for (uint32_t rest = workspace->item_needs[item]; rest; rest &= rest - 1) {
            int first;
            int last;
            unsigned need = team_low(rest);
            candidate_weeks(workspace->directory, workspace->question, need, &first, &last);
            if (needs_room(workspace->question, need) && first >= first_week && last <= last_week) {
                interval->needs |= 1U << need;
                interval->minutes[item] += workspace->question->needs[need].minutes;
            }
        }
    }
}

static void load_intervals(team_workspace_t *workspace)
{
    const struct team_question *question = workspace->question;
    workspace->interval_count = 0;
    for (size_t a = 0; a < question->need_count; a++) {
        for (size_t b = 0; b < question->need_count; b++) {
            int first;
            int last;
            int ignored;
            candidate_weeks(workspace->directory, question, a, &first, &ignored);
            candidate_weeks(workspace->directory, question, b, &ignored, &last);
            if (needs_room(question, a) && needs_room(question, b) && first <= last) {
                add_interval(workspace, first, last);
            }
        }
    }
}

/* Minutes per block. */
static void load_minutes(team_workspace_t *workspace)
{
    int64_t hold[TEAM_NEED_MAX] = {0};
    int64_t load[TEAM_NEED_MAX] = {0};
    for (size_t item = 0; item < workspace->item_count; item++) {
        for (uint32_t rest = workspace->item_needs[item]; rest; rest &= rest - 1) {
            unsigned need = team_low(rest);
            int64_t minutes = workspace->question->needs[need].minutes;
            hold[item] += needs_room(workspace->question, need) ? minutes : 0;
            load[item] += candidate_is_kept(workspace->question, need) ? 0 : minutes;
        }
    }
    workspace->hold_minutes[0] = 0;
    workspace->load_minutes[0] = 0;
    for (uint32_t block = 1; block <= workspace->full; block++) {
        unsigned low = team_low(block);
        uint32_t rest = block & (block - 1);
        workspace->hold_minutes[block] = workspace->hold_minutes[rest] + hold[low];
        workspace->load_minutes[block] = workspace->load_minutes[rest] + load[low];
    }
}

static bool has_bids(const struct team_question *question)
{
    for (size_t i = 0; i < question->need_count; i++) {
        if (question->needs[i].bid_count > 0) {
            return true;
        }
    }
    return false;
}

void team_problem_load(team_workspace_t *workspace)
{
    workspace->has_bids = has_bids(workspace->question);
    load_items(workspace);
    load_foes(workspace);
    load_intervals(workspace);
    load_minutes(workspace);
}
