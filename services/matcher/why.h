/* SPDX-License-Identifier: MPL-2.0 */
/* Why a need is unmet, and why a professional does not do it. */
#ifndef ENTRAIDE_MATCHER_WHY_H
#define ENTRAIDE_MATCHER_WHY_H

#include "question.h"

/* What is given up first, and last, when there is no team. */
extern const struct team_ladder why_ladder;

/* A relaxation in the words of the contract. */
enum relaxation_kind why_relaxation(enum team_relaxation kind);

/* Finds the needs that nobody can do and the smallest set of constraints that would have to give, level
   first and minutes last. When nothing on that ladder helps: what stops whoever comes nearest. */
void why_unmet(struct matcher_plan_unmet *event, team_workspace_t *workspace,
               const struct question *question, arena_t *arena);

/* Why a professional does not do a need: the first constraint, or what a team with them would add. need
   SIZE_MAX: for the need they come closest to. */
struct match_explanation why_not_chosen(const struct matcher *self, const struct question *question,
                                        size_t need, uint32_t professional, arena_t *arena);

#endif
