/* SPDX-License-Identifier: MPL-2.0 */
/* Hard constraints only, as of today; whoever has a need keeps it if they merely became dearer or busier. */
#include "recheck.h"

#include <assert.h>

#include "match.h"
#include "runtime/zone.h"

void recheck_soon(batch_t *batch, const struct call *call, struct id professional)
{
    timer_set(batch, TIMER_RECHECK, professional, call->now_us, (struct view){0});
}

enum { ABOVE_MAX = 64 };

int recheck_below(struct matcher *self, batch_t *batch, const struct call *call,
                  struct id organisation)
{
    struct id above[ABOVE_MAX + 1] = {organisation};
    size_t count =
        1 + kinship_list_above(call->kinship, organisation, call->today, above + 1, ABOVE_MAX);
    for (size_t i = 0; i < count; i++) {
        size_t link_count;
        const struct link *links = links_find(self->conflicts, above[i], &link_count);
        for (size_t j = 0; j < link_count; j++) {
            recheck_soon(batch, call, links[j].professional);
        }
    }
    return OK;
}

void recheck_at_licence_end(struct matcher *self, batch_t *batch, const struct call *call,
                            struct id professional)
{
    uint32_t position = people_find(self->people, professional);
    if (position == TEAM_NOBODY) {
        return;
    }
    const struct team_professional *row =
        &people_directory(self->people, call->today)->professionals[position];
    int32_t next = INT32_MAX;
    for (size_t i = 0; i < row->licence_count; i++) {
        int32_t last = row->licences[i].last_day;
        next = last >= call->today && last < next ? last : next;
    }
    if (next < INT32_MAX) {
        timer_set(batch, TIMER_RECHECK, professional, zone_day_start_us(next + 1),
                  (struct view){0});
    }
}

static bool has_conflict(const struct question *question, uint32_t professional)
{
    for (size_t i = 0; i < question->asked.conflict_count; i++) {
        if (question->asked.conflicts[i].professional == professional) {
            return true;
        }
    }
    return false;
}

static bool holds_licence(const struct team_professional *professional, uint16_t kind, int32_t day)
{
    bool holds = kind == TEAM_LICENCE_NONE;
    for (size_t i = 0; i < professional->licence_count; i++) {
        const struct team_licence *licence = &professional->licences[i];
        holds = holds ||
                (licence->kind == kind && licence->first_day <= day && licence->last_day >= day);
    }
    return holds;
}

bool recheck_may_go_on(struct matcher *self, batch_t *batch, const struct call *call,
                       const struct assignment_row *assignment)
{
    const struct plan_row *stored = batch_load(batch, &table_plan, assignment->plan);
    assert(stored);
    struct plan_row plan = *stored;
    struct question question;
    match_look_above(&plan, call, batch_arena(batch));
    question_make(&question, self, &plan, call->today, batch_arena(batch));
    size_t need = question_find(&question, assignment->need);
    uint32_t position = people_find(self->people, assignment->professional);
    if (need == SIZE_MAX || position == TEAM_NOBODY) {
        return true; /* nothing left to match */
    }
    const struct team_professional *professional = &question.directory->professionals[position];
    return professional->active && !has_conflict(&question, position) &&
           holds_licence(professional, question.needs[need].licence, call->today);
}
