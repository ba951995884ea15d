/* SPDX-License-Identifier: MPL-2.0 */
/* From the ways up in the graph to the answer by the by-law. */
#include "eligibility.h"

enum { PATHS_MAX = 32 };

/* ---- one class at a time ---- */

/* What a way to this class may be made of. */
static struct way way_of(const struct class_law *law, int32_t day)
{
    return (struct way){.day = day, .length_max = law->depth_max, .kinds = law->membership_kinds};
}

/* Can an organisation of this kind be of the class. */
static bool kind_counts(const struct node *organisation, const struct class_law *law)
{
    return organisation->row->root || law->organisation_kinds & 1U << organisation->row->kind;
}

/* Whose ways are asked for, on which day. */
struct asked {
    graph_t *graph;
    struct node *organisation;
    int32_t day;
};

/* The ways by which the organisation has the class, at most max. */
static size_t ways_to(const struct asked *asked, const struct class_law *law, size_t max,
                      struct lineage *ret_ways)
{
    struct way way = way_of(law, asked->day);
    return kind_counts(asked->organisation, law)
               ? climb(asked->graph, asked->organisation, &way, max, ret_ways)
               : 0;
}

/* The best way there is: its class, or CLASS_NON_MEMBER. */
static int best_way(graph_t *graph, struct node *organisation, int32_t day,
                    const struct by_law *by_law, struct lineage *ret_way)
{
    const struct asked asked = {graph, organisation, day};
    if (ways_to(&asked, &by_law->member, 1, ret_way) > 0) {
        return CLASS_MEMBER;
    }
    bool found = ways_to(&asked, &by_law->auxiliary, 1, ret_way) > 0;
    return found ? CLASS_AUXILIARY : CLASS_NON_MEMBER;
}

/* The direct member at the top of a way; NULL when it is only the root. */
static struct node *sponsor_of(const struct lineage *way)
{
    return way->count > 1 ? way->steps[way->count - 2] : NULL;
}

struct standing standing_on(graph_t *graph, struct node *organisation, int32_t day,
                            const struct by_law *by_law)
{
    struct lineage way;
    struct standing standing = {.class = best_way(graph, organisation, day, by_law, &way)};
    if (standing.class != CLASS_NON_MEMBER) {
        standing.level = (uint32_t)way.count - 1;
        standing.sponsor = sponsor_of(&way);
    }
    return standing;
}

/* ---- as the contract writes it ---- */

/* The last step, the root, has no membership. */
static struct list steps_of(const struct lineage *way, arena_t *arena)
{
    struct path_step steps[LINEAGE_MAX];
    for (size_t i = 0; i < way->count; i++) {
        const struct organisation_row *row = way->steps[i]->row;
        steps[i] = (struct path_step){.organisation = row->id, .name = row->name};
        if (i + 1 < way->count) {
            steps[i].edge = way->by[i]->id;
        }
    }
    return path_step_list(steps, way->count, arena);
}

static struct eligibility_path path_of(const struct lineage *way, int class, arena_t *arena)
{
    const struct node *sponsor = sponsor_of(way);
    return (struct eligibility_path){
        .steps = steps_of(way, arena),
        .class = class,
        .level = (int64_t)way->count - 1,
        .sponsor = sponsor ? sponsor->row->id : (struct id){{0}},
    };
}

static struct eligibility answer_by(const struct eligibility_path *path, int32_t day)
{
    return (struct eligibility){
        .eligible = true,
        .class = path->class,
        .level = path->level,
        .as_of = day,
        .sponsor = path->sponsor,
        .path = path->steps,
    };
}

struct eligibility eligibility_on(graph_t *graph, struct node *organisation, int32_t day,
                                  const struct by_law *by_law, arena_t *arena)
{
    struct lineage way;
    int class = best_way(graph, organisation, day, by_law, &way);
    if (class == CLASS_NON_MEMBER) {
        return (struct eligibility){.as_of = day, .class = CLASS_NON_MEMBER};
    }
    struct eligibility_path path = path_of(&way, class, arena);
    return answer_by(&path, day);
}

/* ---- all of them ---- */

/* Would the way also do for the law. */
static bool way_satisfies(const struct lineage *way, const struct class_law *law)
{
    bool satisfies = way->count - 1 <= law->depth_max && kind_counts(way->steps[0], law);
    for (size_t i = 0; satisfies && i + 1 < way->count; i++) {
        satisfies = law->membership_kinds & 1U << way->by[i]->kind;
    }
    return satisfies;
}

/* Ways to member come first; those to auxiliary that are not among them follow. */
static struct eligibility all_paths(graph_t *graph, struct node *organisation, int32_t day,
                                    const struct by_law *by_law, arena_t *arena)
{
    struct lineage *ways = arena_alloc(arena, (2 * PATHS_MAX + 1) * sizeof *ways);
    struct eligibility_path paths[PATHS_MAX];
    size_t count = 0;
    const struct asked asked = {graph, organisation, day};
    size_t found = ways_to(&asked, &by_law->member, PATHS_MAX + 1, ways);
    bool cut = found > PATHS_MAX;
    for (size_t i = 0; i < found && count < PATHS_MAX; i++) {
        paths[count++] = path_of(&ways[i], CLASS_MEMBER, arena);
    }
    /* One more than can be written and than can be among the first. */
    found = ways_to(&asked, &by_law->auxiliary, PATHS_MAX + 1 + count, ways);
    for (size_t i = 0; i < found && !cut; i++) {
        if (way_satisfies(&ways[i], &by_law->member)) {
            continue;
        }
        cut = count == PATHS_MAX;
        if (!cut) {
            paths[count++] = path_of(&ways[i], CLASS_AUXILIARY, arena);
        }
    }
    if (count == 0) {
        return (struct eligibility){.as_of = day, .class = CLASS_NON_MEMBER};
    }
    struct eligibility answer = answer_by(&paths[0], day);
    answer.paths = eligibility_path_list(paths, count, arena);
    answer.paths_cut = cut;
    return answer;
}

/* ---- why not ---- */

/* The first obstacle on a way, and what it lies in. */
static struct id blocked_by(const struct lineage *way, const struct way *rule, uint32_t obstacles)
{
    for (size_t i = 0; i + 1 < way->count; i++) {
        uint32_t found = climb_obstacles(way->by[i], rule) & obstacles;
        if (found) {
            bool organisation = found == OBSTACLE_ORGANISATION;
            return organisation ? way->steps[i + 1]->row->id : way->by[i]->id;
        }
    }
    return (struct id){{0}};
}

/* Is the first membership of the way that is not in force still to come. */
static bool is_to_come(const struct lineage *way, int32_t day)
{
    for (size_t i = 0; i + 1 < way->count; i++) {
        const struct link *link = way->by[i];
        if (link->valid_from > day || (link->valid_to != 0 && link->valid_to < day)) {
            return link->valid_from > day;
        }
    }
    return false;
}

/* One thing to overlook, and what it is called when that is all that is wrong. */
struct excuse {
    uint32_t overlooked;
    uint32_t length_max; /* 0 = as the by-law says */
    int reason;
};

static const struct excuse excuses[] = {
    {0, 0, ELIGIBILITY_ORGANISATION_KIND},
    {OBSTACLE_SUSPENDED, 0, ELIGIBILITY_MEMBERSHIP_SUSPENDED},
    {OBSTACLE_ORGANISATION, 0, ELIGIBILITY_PARENT_NOT_ACTIVE},
    {OBSTACLE_DATES, 0, ELIGIBILITY_ENDED},
    {OBSTACLE_KIND, 0, ELIGIBILITY_MEMBERSHIP_KIND},
    {0, LINEAGE_MAX - 1, ELIGIBILITY_TOO_FAR},
    {OBSTACLE_ALL, LINEAGE_MAX - 1, ELIGIBILITY_SEVERAL},
};

/* The first excuse that would do, tried in order with the wider of the two laws. */
static void explain(graph_t *graph, struct node *organisation, const struct by_law *by_law,
                    struct eligibility *answer, arena_t *arena)
{
    struct lineage lineage;
    const struct way strict = way_of(&by_law->auxiliary, answer->as_of);
    answer->reason = ELIGIBILITY_NO_MEMBERSHIP;
    for (size_t i = 0; i < sizeof excuses / sizeof *excuses; i++) {
        struct way way = strict;
        way.overlooked = excuses[i].overlooked;
        way.length_max = excuses[i].length_max ? excuses[i].length_max : strict.length_max;
        if (climb(graph, organisation, &way, 1, &lineage) > 0) {
            bool to_come = excuses[i].reason == ELIGIBILITY_ENDED && is_to_come(&lineage, way.day);
            answer->reason = to_come ? ELIGIBILITY_NOT_YET : excuses[i].reason;
            answer->nearly = steps_of(&lineage, arena);
            answer->blocked_by = blocked_by(&lineage, &strict, OBSTACLE_ALL);
            return;
        }
    }
}

struct eligibility eligibility_explained(graph_t *graph, struct node *organisation, int32_t day,
                                         const struct by_law *by_law, arena_t *arena)
{
    struct eligibility answer = all_paths(graph, organisation, day, by_law, arena);
    if (answer.eligible) {
        return answer;
    }
    if (organisation->row->status != ORGANISATION_ACTIVE) {
        answer.reason = ELIGIBILITY_NOT_ACTIVE;
        answer.blocked_by = organisation->row->id;
    } else {
        explain(graph, organisation, by_law, &answer, arena);
    }
    return answer;
}
