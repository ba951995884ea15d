/* SPDX-License-Identifier: MPL-2.0 */
/* Needs are offered to professionals: their minutes held, an answer awaited, and both given back. */
#ifndef ENTRAIDE_MATCHER_OFFER_H
#define ENTRAIDE_MATCHER_OFFER_H

#include "question.h"

/* Names all assignments of a plan: for want functions. */
void offer_want(batch_t *batch, struct id plan);

/* The open assignments of a plan: those offered or accepted, at most one of a need. */
size_t offer_list_open(batch_t *batch, struct id plan,
                       struct assignment_row *ret_open[TEAM_NEED_MAX]);

/* Tells the question who has needs of the plan. */
void offer_keep_open(struct matcher *self, batch_t *batch, const struct plan_row *plan,
                     struct question *question);

/* The needs of a plan's team that are not open and that their professional cannot take any more, as a
   mask over the plan's needs. */
uint32_t offer_find_lost(struct matcher *self, batch_t *batch, const struct call *call,
                         const struct plan_row *plan);

/* Offers the needs that are not open, except those in the mask. */
void offer_needs(struct matcher *self, batch_t *batch, const struct call *call,
                 const struct plan_row *plan, uint32_t except);

/* How an assignment ends without being done. */
struct ending {
    enum assignment_trigger trigger;
    enum decline_reason reason;
};

/* Ends an open assignment, frees its minutes, and tells. */
void offer_end(struct matcher *self, batch_t *batch, const struct call *call,
               struct assignment_row *assignment, struct ending ending);

/* The professional accepts. */
void offer_accept(struct matcher *self, batch_t *batch, const struct call *call,
                  struct assignment_row *assignment);

/* The timer of an offer's end holds the id of its plan. */
struct id offer_plan_of_timer(const struct timer *timer);

#define TIMER_OFFER_EXPIRE "offer_expire"
#define TIMER_HOLD_END "hold_end"

#endif
