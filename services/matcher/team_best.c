/* SPDX-License-Identifier: MPL-2.0 */
/* The k best teams: the best one, then the best that differs from it, and so on (Murty, Lawler).
 *
 * All teams but the best one fall into parts: those that agree with it on the needs before the i-th
 * and give the i-th to somebody else. The best of each part is one solve; the least of them is the
 * second best, and its part is cut the same way. */
#include "team.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 1 + TEAM_BEST_MAX * TEAM_NEED_MAX };

/* A part of all teams, and the best team in it. */
struct part {
    uint32_t only[TEAM_NEED_MAX]; /* who has a need in every team of the part; or nobody */
    uint32_t banned[TEAM_BEST_MAX][TEAM_NEED_MAX]; /* who has not; each list ends with nobody */
    size_t ban_count[TEAM_NEED_MAX];
    bool told;
    struct team_answer answer;
};

struct enumeration {
    team_workspace_t *workspace;
    const struct team_directory *directory;
    struct team_question question;
    struct team_mark *exclusions; /* room for those of the question and all bans of a part */
    const struct team_question *asked;
    uint64_t steps_left;
    bool complete;
    size_t part_count;
    struct part parts[PARTS_MAX];
};

/* Puts one exclusion in its place. */
static void exclude(struct team_mark *marks, size_t *count, uint32_t professional, uint32_t needs)
{
    size_t place = *count;
    while (place > 0 && marks[place - 1].professional >= professional) {
        place--;
    }
    if (place < *count && marks[place].professional == professional) {
        marks[place].value |= needs;
        return;
    }
    memmove(&marks[place + 1], &marks[place], (*count - place) * sizeof *marks);
    marks[place] = (struct team_mark){professional, needs};
    (*count)++;
}

/* Finds the best team of a part; false when the steps ran out. */
static bool solve(struct enumeration *all, struct part *part)
{
    struct team_question *question = &all->question;
    size_t count = all->asked->exclusion_count;
    if (count > 0) {
        memcpy(all->exclusions, all->asked->exclusions, count * sizeof *all->exclusions);
    }
    for (size_t i = 0; i < question->need_count; i++) {
        for (size_t ban = 0; ban < part->ban_count[i]; ban++) {
            exclude(all->exclusions, &count, part->banned[ban][i], 1U << i);
        }
    }
    question->exclusion_count = count;
    question->only = part->only;
    question->step_max = all->steps_left;
    team_solve(all->workspace, all->directory, question, &part->answer);
    /* Going through the directory is work too. */
    uint64_t used = part->answer.step_count + all->directory->count;
    all->steps_left = used < all->steps_left ? all->steps_left - used : 0;
    return part->answer.proven && all->steps_left > 0;
}

/* The order of two answers: by cost, then by the ids of who has the needs, in the order of need ids. */
static bool precedes(const struct enumeration *all, const struct team_answer *a,
                     const struct team_answer *b)
{
    if (a->cost_cents != b->cost_cents) {
        return a->cost_cents < b->cost_cents;
    }
    const struct team_professional *people = all->directory->professionals;
    const uint8_t *least = NULL;
    int order = 0;
    for (size_t i = 0; i < all->asked->need_count; i++) {
        const uint8_t *id = all->asked->needs[i].id;
        int ids = memcmp(people[a->professional[i]].id, people[b->professional[i]].id, 16);
        if (ids != 0 && (!least || memcmp(id, least, 16) < 0)) {
            least = id;
            order = ids;
        }
    }
    return order < 0;
}

/* The best team that was not told yet, or NULL. */
static struct part *pick(struct enumeration *all)
{
    struct part *best = NULL;
    for (size_t i = 0; i < all->part_count; i++) {
        struct part *part = &all->parts[i];
        if (!part->told && part->answer.status == TEAM_STATUS_FOUND &&
            (!best || precedes(all, &part->answer, &best->answer))) {
            best = part;
        }
    }
    return best;
}

/* Cuts what is left of a part once its best team is told. */
static void cut(struct enumeration *all, const struct part *whole)
{
    uint32_t only[TEAM_NEED_MAX];
    memcpy(only, whole->only, sizeof only);
    for (size_t i = 0; i < all->asked->need_count && all->complete; i++) {
        if (whole->only[i] == TEAM_NOBODY) {
            assert(all->part_count < PARTS_MAX && whole->ban_count[i] < TEAM_BEST_MAX);
            struct part *part = &all->parts[all->part_count++];
            *part = *whole;
            part->told = false;
            memcpy(part->only, only, sizeof only);
            part->banned[part->ban_count[i]++][i] = whole->answer.professional[i];
            all->complete = solve(all, part);
        }
        only[i] = whole->answer.professional[i];
    }
}

static struct enumeration *start(team_workspace_t *workspace,
                                 const struct team_directory *directory,
                                 const struct team_question *question)
{
    struct enumeration *all = calloc(1, sizeof *all);
    size_t room = question->exclusion_count + TEAM_BEST_MAX * TEAM_NEED_MAX;
    struct team_mark *exclusions = calloc(room, sizeof *exclusions);
    if (!all || !exclusions) {
        abort();
    }
    all->workspace = workspace;
    all->directory = directory;
    all->asked = question;
    all->question = *question;
    all->question.exclusions = all->exclusions = exclusions;
    all->steps_left = question->step_max ? question->step_max : UINT64_MAX;
    all->part_count = 1;
    for (size_t i = 0; i < question->need_count; i++) {
        uint32_t only = question->only ? question->only[i] : TEAM_NOBODY;
        all->parts[0].only[i] =
            question->kept && question->kept[i] != TEAM_NOBODY ? question->kept[i] : only;
    }
    all->complete = solve(all, &all->parts[0]);
    return all;
}

size_t team_find_best(team_workspace_t *workspace, const struct team_directory *directory,
                      const struct team_question *question, size_t count,
                      struct team_best *ret_best)
{
    assert(count <= TEAM_BEST_MAX);
    struct enumeration *all = start(workspace, directory, question);
    size_t found = 0;
    struct part *next = all->complete ? pick(all) : NULL;
    while (next && found < count) {
        next->told = true;
        ret_best->teams[found++] = next->answer;
        if (found < count) {
            cut(all, next);
        }
        next = all->complete ? pick(all) : NULL;
    }
    ret_best->count = found;
    ret_best->complete = all->complete;
    free(all->exclusions);
    free(all);
    return found;
}
