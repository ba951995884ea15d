/* SPDX-License-Identifier: MPL-2.0 */
/* Every assignment of needs to people is tried: slow, and too simple to be wrong. */
#ifndef TESTS_MATCHER_BRUTE_H
#define TESTS_MATCHER_BRUTE_H

#include "instance.h"

enum { BRUTE_PEOPLE_MAX = 10, BRUTE_NEEDS_MAX = 6 };

struct brute {
    const struct team_directory *directory;
    const struct team_question *question;
    int64_t cents[BRUTE_PEOPLE_MAX][1 << BRUTE_NEEDS_MAX];
    uint32_t owner[BRUTE_NEEDS_MAX];
    const uint32_t (*told)[BRUTE_NEEDS_MAX]; /* teams that do not count any more */
    size_t told_count;
    bool found;
    int64_t best_cents;
    uint32_t best_owner[BRUTE_NEEDS_MAX];
};

/* Whether the assignment at hand has smaller ids than the best one, needs in order of their ids. */
static inline bool brute_precedes(const struct brute *brute)
{
    const uint8_t *after = NULL;
    for (size_t turn = 0; turn < brute->question->need_count; turn++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < brute->question->need_count; i++) {
            const uint8_t *id = brute->question->needs[i].id;
            if ((!after || memcmp(id, after, 16) > 0) &&
                (next == SIZE_MAX || memcmp(id, brute->question->needs[next].id, 16) < 0)) {
                next = i;
            }
        }
        after = brute->question->needs[next].id;
        int order = memcmp(brute->directory->professionals[brute->owner[next]].id,
                           brute->directory->professionals[brute->best_owner[next]].id, 16);
        if (order != 0) {
            return order < 0;
        }
    }
    return false;
}

static inline bool brute_is_told(const struct brute *brute)
{
    for (size_t i = 0; i < brute->told_count; i++) {
        if (memcmp(brute->told[i], brute->owner,
                   brute->question->need_count * sizeof *brute->owner) == 0) {
            return true;
        }
    }
    return false;
}

static inline void brute_judge(struct brute *brute)
{
    if (brute_is_told(brute)) {
        return;
    }
    int64_t cents = 0;
    for (size_t person = 0; person < brute->directory->count; person++) {
        uint32_t needs = 0;
        for (size_t i = 0; i < brute->question->need_count; i++) {
            needs |= (uint32_t)(brute->owner[i] == person) << i;
        }
        bool forced = false;
        for (size_t i = 0; i < brute->question->forced_count; i++) {
            forced = forced || brute->question->forced[i] == person;
        }
        if ((!needs && forced) || (needs && brute->cents[person][needs] == TEAM_NO_COST)) {
            return;
        }
        cents += needs ? brute->cents[person][needs] : 0;
    }
    if (!brute->found || cents < brute->best_cents ||
        (cents == brute->best_cents && brute_precedes(brute))) {
        brute->found = true;
        brute->best_cents = cents;
        memcpy(brute->best_owner, brute->owner, sizeof brute->owner);
    }
}

static inline void brute_assign(struct brute *brute, size_t need)
{
    if (need == brute->question->need_count) {
        brute_judge(brute);
        return;
    }
    for (uint32_t person = 0; person < brute->directory->count; person++) {
        struct candidate_failure failure;
        if (candidate_check(brute->directory, brute->question, person, need, &failure)) {
            brute->owner[need] = person;
            brute_assign(brute, need + 1);
        }
    }
}

/* Solves by trying everything but some teams. */
static inline void brute_solve_but(struct brute *brute, const struct team_directory *directory,
                                   const struct team_question *question,
                                   const uint32_t (*told)[BRUTE_NEEDS_MAX], size_t told_count)
{
    assert(directory->count <= BRUTE_PEOPLE_MAX && question->need_count <= BRUTE_NEEDS_MAX);
    *brute = (struct brute){
        .directory = directory, .question = question, .told = told, .told_count = told_count};
    for (uint32_t person = 0; person < directory->count; person++) {
        for (uint32_t needs = 1; needs < 1U << question->need_count; needs++) {
            brute->cents[person][needs] = candidate_set_cents(directory, question, person, needs);
        }
    }
    brute_assign(brute, 0);
}

/* Solves by trying everything. */
static inline void brute_solve(struct brute *brute, const struct team_directory *directory,
                               const struct team_question *question)
{
    brute_solve_but(brute, directory, question, NULL, 0);
}

#endif
