/* SPDX-License-Identifier: MPL-2.0 */
/* From the way up in the graph to the answer by the by-law. */
#include "eligibility.h"

/* The steps as the contract writes them: the last one, the root, has no membership. */
static struct list path_of(const struct lineage *lineage, arena_t *arena)
{
    struct path_step steps[LINEAGE_MAX];
    for (size_t i = 0; i < lineage->count; i++) {
        const struct organisation_row *row = lineage->steps[i]->row;
        steps[i] = (struct path_step){.organisation = row->id, .name = row->name};
        if (i + 1 < lineage->count) {
            steps[i].edge = lineage->by[i]->id;
        }
    }
    return path_step_list(steps, lineage->count, arena);
}

struct eligibility eligibility_on(graph_t *graph, struct node *organisation, int32_t day,
                                  const struct by_law *by_law, arena_t *arena)
{
    struct eligibility answer = {.as_of = day, .class = CLASS_NON_MEMBER};
    struct lineage lineage;
    graph_climb(graph, organisation, day, by_law->depth_max, &lineage);
    if (lineage.count == 0) {
        return answer;
    }
    size_t level = lineage.count - 1;
    answer.eligible = true;
    answer.class = level <= by_law->member_depth ? CLASS_MEMBER : CLASS_AUXILIARY;
    answer.level = (int64_t)level;
    if (level > 0) {
        answer.sponsor = lineage.steps[level - 1]->row->id;
    }
    answer.path = path_of(&lineage, arena);
    return answer;
}
