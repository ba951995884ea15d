/* SPDX-License-Identifier: MPL-2.0 */
/* A plan's request and the directories as the question that the solver answers. */
#ifndef ENTRAIDE_MATCHER_QUESTION_H
#define ENTRAIDE_MATCHER_QUESTION_H

#include "matcher.h"

/* The question with all that it borrows. Its address must not change once it is made. */
struct question {
    struct team_question asked;
    const struct team_directory *directory;
    struct need wanted[TEAM_NEED_MAX]; /* the needs as they were asked for */
    struct team_need needs[TEAM_NEED_MAX];
    uint32_t kept[TEAM_NEED_MAX];
};

/* Makes the question of a plan: its needs, each from its earliest day to its latest within today and the
   deadline (the planning horizon without one; a day that is over asks for work at once), after the needs it
   depends on; who has a conflict with the requester, an organisation on
   its path or an adverse one, or served an adverse one not long ago; who was excluded and who served before. Borrows from the plan, the
   directories and the arena; valid until one of them changes. */
void question_make(struct question *question, struct matcher *self, const struct plan_row *plan,
                   int32_t today, arena_t *arena);

/* The solver's bit of a constraint that can be given up. */
enum team_relaxation question_relaxation(enum relaxation_kind kind);

/* The place of a need in the question, or SIZE_MAX. */
size_t question_find(const struct question *question, struct id need);

/* Somebody is not to be asked for these needs (a mask of places). */
void question_exclude(struct question *question, uint32_t professional, uint32_t needs,
                      arena_t *arena);

/* Tells that somebody has a need already and keeps it. */
void question_keep(struct question *question, size_t need, uint32_t professional);

#endif
