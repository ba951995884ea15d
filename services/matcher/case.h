/* SPDX-License-Identifier: MPL-2.0 */
/* A question that stands by itself: asked by somebody who wonders, read from a file, or kept with a version
 * of a plan so that it can be decided again. */
#ifndef ENTRAIDE_MATCHER_CASE_H
#define ENTRAIDE_MATCHER_CASE_H

#include "proto/error.h"
#include "question.h"

enum { CASE_STEPS_MAX = 500000000 };

/* A case with the directories it is answered from. Its address must not change while it is open. */
struct case_room {
    struct matcher matcher; /* the service's, or one of the case's own people */
    struct matcher_settings settings;
    struct plan_row plan;
    struct question question;
    uint32_t forced[TEAM_NEED_MAX];
    bool own; /* people, rates and weights are the case's */
};

/* Where what is wrong with a case is told: paths begin with prefix; what is made lies in the arena. */
struct case_reader {
    const char *prefix;
    arena_t *arena;
    struct refusal *refusal;
};

/* Makes the question of a case, on the given day when the case says none. Without people of its own it is
   asked of the service's directories. OK or ERR_REFUSED, with the refusal filled; in either case case_close
   gives back what it holds. */
int case_open(struct case_room *room, struct matcher *self, const struct match_case *given,
              int32_t today, const struct case_reader *reader);
void case_close(struct case_room *room);

/* Adds who may not, and who must, be on the team, and what is given up, to a question made. Somebody or
   some need that is not known is refused. */
struct case_wishes {
    struct list forbid, force; /* IDS */
    struct list relax;         /* relax_wish */
};
int case_wish(struct question *question, const people_t *people, const struct case_wishes *wishes,
              uint32_t forced[TEAM_NEED_MAX], const struct case_reader *reader);

/* The case of a question that team_solve has just answered: of all people those without whom the same team,
   cost and proof might not come out again. */
struct match_case case_of(const struct matcher *self, const struct plan_row *plan,
                          const struct question *question, const struct team_answer *answer,
                          arena_t *arena);

/* The case as bytes, which are equal for equal cases, and their SHA-256, in the arena. */
struct view case_digest(const struct match_case *from, arena_t *arena);

#endif
