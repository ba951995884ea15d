/* SPDX-License-Identifier: MPL-2.0 */
/* The ladder: what the operator lets be given up when nobody meets all that is asked. Licences, conflicts,
 * exclusions and separated duties are not on it. */
#ifndef ENTRAIDE_MATCHER_LADDER_H
#define ENTRAIDE_MATCHER_LADDER_H

#include "question.h"

/* The id of a field's ladder; an empty field is for all that have none of their own. */
struct id ladder_id(struct view field);

/* Solves the question. Without a team the constraints of the operator's ladder are given up, no more of
   them than it takes; those become the question's and are added to what the plan tells. */
void ladder_solve(struct matcher *self, struct question *question, struct plan_row *plan,
                  struct team_answer *ret_answer, arena_t *arena);

/* What was given up for needs that nobody has yet is asked again by the next version. */
void ladder_forget(batch_t *batch, struct plan_row *plan);

#endif
