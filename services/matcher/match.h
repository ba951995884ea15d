/* SPDX-License-Identifier: MPL-2.0 */
/* Plans are made: for a new request, and again when somebody on the team is lost. */
#ifndef ENTRAIDE_MATCHER_MATCH_H
#define ENTRAIDE_MATCHER_MATCH_H

#include "plan.h"

/* What a request asks for, as intake tells it. */
struct request_told {
    struct id id, organisation, contact;
    struct list path, adverse, needs;
    struct view region, language;
    int urgency;
    int32_t deadline;
    int class;
};

/* The organisations whose conflicts count (IDS as they rest in a table), from those told on the path, the
   requester first, and the adverse parties. */
struct view match_circle(const struct call *call, struct list path, struct list adverse,
                         arena_t *arena);

/* The plan's path with what lies above its requester and its adverse parties today: memberships change. */
void match_look_above(struct plan_row *plan, const struct call *call, arena_t *arena);

/* Writes what is asked for into a plan's row. Its path becomes match_circle: the path that
   intake told, whatever else is above the requester today, and what is above an adverse party. */
void match_take_request(struct plan_row *plan, const struct request_told *told,
                        const struct call *call, arena_t *arena);

/* Matches a request for the first time: makes its plan, stores it, and tells. */
void match_request(struct matcher *self, batch_t *batch, const struct call *call,
                   const struct request_told *told);

/* Matches what is missing of a loaded plan, those who have a need (offered or accepted) kept: version
   n + 1, whose basis says why. The present version is kept as it was. */
void match_again(struct matcher *self, batch_t *batch, const struct call *call,
                 struct plan_row *plan, enum plan_basis basis);

/* Would an unmet plan, matched now, have a team. Nothing is written. */
bool match_could_be_met(struct matcher *self, batch_t *batch, const struct call *call,
                        const struct plan_row *plan);

/* Somebody has become free, or more may be given up: unmet plans are tried again within
   unmet_retry_seconds. The timer's key is the plan after which to go on. */
void match_retry_soon(struct matcher *self, batch_t *batch, const struct call *call);
#define TIMER_UNMET "unmet"

/* A professional is not asked for this need again. To be called before match_again. */
void match_exclude(batch_t *batch, struct plan_row *plan, struct id need, struct id professional);

/* The contact agrees to this version and its quote: a person, or the limit they set. */
void match_agree(struct plan_row *plan);
void match_tell_accepted(batch_t *batch, const struct plan_row *plan, bool automatic);

/* Moves a plan's version as its table of states says, which must know the way. */
void match_move(struct plan_row *plan, enum plan_trigger trigger);

#endif
