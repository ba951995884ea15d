/* SPDX-License-Identifier: MPL-2.0 */
/* What the solver found, as a plan: the team and its terms. */
#ifndef ENTRAIDE_MATCHER_PLAN_H
#define ENTRAIDE_MATCHER_PLAN_H

#include "question.h"

/* Sets team, terms, cost, bound and proof of the plan. Without a team they are empty, 0 and false. */
void plan_take_answer(struct plan_row *plan, const struct question *question,
                      const struct team_answer *answer, arena_t *arena);

#endif
