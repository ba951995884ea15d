/* SPDX-License-Identifier: MPL-2.0 */
/* Everything that can be asked about the team of a question. Nothing is written. */
#ifndef ENTRAIDE_MATCHER_EXPLAIN_H
#define ENTRAIDE_MATCHER_EXPLAIN_H

#include "case.h"

/* What is asked beside the team and its terms. */
struct explain_wish {
    uint32_t professional; /* why, or why not, them; TEAM_NOBODY: nobody */
    size_t need;           /* for this need; SIZE_MAX: the one they come closest to */
    size_t best;           /* how many of the best teams, at most TEAM_BEST_MAX */
};

/* Decides the question and explains the answer. */
struct match_explanation explain_question(const struct matcher *self, const struct plan_row *plan,
                                          const struct question *question,
                                          const struct explain_wish *wish, arena_t *arena);

#endif
