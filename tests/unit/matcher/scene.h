/* SPDX-License-Identifier: MPL-2.0 */
/* A matcher with a few people and one plan, for the tests of its decisions. Ids come from letters. */
#ifndef ENTRAIDE_TESTS_MATCHER_SCENE_H
#define ENTRAIDE_TESTS_MATCHER_SCENE_H

#include "case.h"
#include "plan.h"

enum { SCENE_TODAY = 20000 };

struct scene {
    struct matcher_settings settings;
    struct matcher *matcher;
    arena_t *arena;
    struct plan_row
        plan; /* of organisation 'o' under 'n', in qc.montreal, in French; no needs yet */
    struct need needs[TEAM_NEED_MAX];
    size_t need_count;
};

/* An id whose bytes are all the letter. */
struct id id_of(char letter);

/* The settings are those of settings.def where it matters, 4 weeks, 10,000 cents an hour. */
void scene_open(struct scene *scene);
void scene_close(struct scene *scene);

/* A professional: direct, French, 600 minutes a week, in qc.quebec, remote; skills as "law:3 tax:1". */
struct professional_row scene_professional(struct scene *scene, char letter, const char *skills);

/* Puts such a professional. */
void scene_put(struct scene *scene, char letter, const char *skills);

/* Adds a need of the plan: its id from the letter, its service and its field as named. */
struct need *scene_need(struct scene *scene, char letter, const char *field, int64_t minutes);

/* Makes the question of the plan as it is today. */
void scene_ask(struct scene *scene, struct question *ret_question);

/* Asks and solves. */
void scene_solve(struct scene *scene, struct question *ret_question,
                 struct team_answer *ret_answer);

/* The question of the plan, decided, as a case. */
struct match_case scene_case(struct scene *scene);

/* A list of texts, separated by spaces, as it rests in a table. */
struct view scene_texts(struct scene *scene, const char *texts);

#endif
