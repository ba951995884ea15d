/* SPDX-License-Identifier: MPL-2.0 */
/* Who must be there for the same answer to come out again.
 *
 * An offer of the kernel matters when, with the bound for all that it leaves, it is not above the cost
 * of the team found: every team as cheap is made of such offers. When nothing is proven, or people are
 * forced, there is no such bound and the whole kernel matters. */
#include "team_internal.h"

#include <stdlib.h>

/* A set of people that grows, at most as large as there is room. */
struct crowd {
    uint32_t *people;
    size_t count, max;
    bool all;
};

static void add(struct crowd *crowd, uint32_t professional)
{
    if (professional == TEAM_NOBODY) {
        return;
    }
    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->people[i] == professional) {
            return;
        }
    }
    if (crowd->count == crowd->max) {
        crowd->all = false;
        return;
    }
    crowd->people[crowd->count++] = professional;
}

static void add_offers(struct crowd *crowd, const struct team_workspace *workspace,
                       const struct team_answer *answer)
{
    bool found = answer->status == TEAM_STATUS_FOUND;
    const int64_t *bound_cents = answer->proven && found ? workspace->first_cents : NULL;
    for (uint32_t block = 1; block <= workspace->full && crowd->all; block++) {
        const struct team_offer *offers = workspace->offers + (size_t)block * TEAM_RANK_MAX;
        for (size_t i = 0; i < workspace->offer_count[block]; i++) {
            if (!bound_cents ||
                offers[i].cents + bound_cents[workspace->full ^ block] <= answer->cost_cents) {
                add(crowd, offers[i].professional);
            }
        }
    }
}

static void sort(const struct team_workspace *workspace, struct crowd *crowd)
{
    for (size_t i = 1; i < crowd->count; i++) {
        uint32_t professional = crowd->people[i];
        size_t place = i;
        while (place > 0 &&
               team_compare_people(workspace, crowd->people[place - 1], professional) > 0) {
            crowd->people[place] = crowd->people[place - 1];
            place--;
        }
        crowd->people[place] = professional;
    }
}

size_t team_list_essentials(const team_workspace_t *workspace, const struct team_answer *answer,
                            size_t max, uint32_t *ret_people, bool *ret_all)
{
    const struct team_question *question = workspace->question;
    struct crowd crowd = {.people = ret_people, .max = max, .all = true};
    for (size_t i = 0; i < question->need_count; i++) {
        add(&crowd, answer->professional[i]);
        add(&crowd, answer->runner_up[i].professional);
        add(&crowd, question->kept ? question->kept[i] : TEAM_NOBODY);
    }
    for (size_t i = 0; i < question->forced_count; i++) {
        add(&crowd, question->forced[i]);
    }
    if (!workspace->contradictory) {
        add_offers(&crowd, workspace, answer);
    }
    sort(workspace, &crowd);
    *ret_all = crowd.all;
    return crowd.count;
}
