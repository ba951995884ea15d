/* SPDX-License-Identifier: MPL-2.0 */
/* What the solver found, as a plan: the team, its terms, and what stood in the way. */
#ifndef ENTRAIDE_MATCHER_PLAN_H
#define ENTRAIDE_MATCHER_PLAN_H

#include "question.h"

/* Sets team, terms, cost, bound and proof of the plan. Without a team they are empty, 0 and false. */
void plan_take_answer(struct plan_row *plan, const struct question *question,
                      const struct team_answer *answer, arena_t *arena);

/* The SHA-256 of what is decided on, in the arena. */
struct view plan_digest(const struct question *question, arena_t *arena);

/* Finds the needs that nobody can do and the smallest set of constraints that would have to give, level
   first and minutes last. When nothing on that ladder helps: what stops whoever comes nearest. */
void plan_find_relaxations(struct matcher_plan_unmet *event, team_workspace_t *workspace,
                           const struct question *question, arena_t *arena);

/* Why a professional does not do a need: the first constraint, or what a team with them would add. */
struct match_explanation plan_explain(struct matcher *self, const struct question *question,
                                      size_t need, uint32_t professional, arena_t *arena);

#endif
