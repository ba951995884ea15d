/* SPDX-License-Identifier: MPL-2.0 */
/* Needs are offered to professionals: their minutes held, an answer awaited, and both given back. */
#ifndef ENTRAIDE_MATCHER_OFFER_H
#define ENTRAIDE_MATCHER_OFFER_H

#include "question.h"

/* Names all assignments of a plan: for want functions. */
void offer_want(batch_t *batch, struct id plan);

/* Does somebody have the need by this assignment, or have they done it. */
bool offer_has(const struct assignment_row *assignment);

/* The assignments by which somebody has a need of the plan: offered, accepted, released, finished or
   disputed; at most one of a need, also of needs that later versions do not have. In the arena. */
struct assignment_row **offer_list_open(batch_t *batch, struct id plan, size_t *ret_count);

/* The assignment by which somebody has this need, or has done it; NULL when nobody does. */
struct assignment_row *offer_of_need(batch_t *batch, struct id plan, struct id need);

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

/* How an assignment ends, or pauses, without being done. */
struct ending {
    enum assignment_trigger trigger;
    enum decline_reason reason;
    int32_t until;        /* released: last day of the absence, when known */
    int64_t answer_by_us; /* released: the contact chooses until then */
};

/* Moves an assignment as its table of states says, which must know the way. */
void offer_move(batch_t *batch, const struct call *call, struct assignment_row *assignment,
                enum assignment_trigger trigger);

/* Holds the minutes that remain, or frees them; nothing when it is so already. */
void offer_hold(struct matcher *self, batch_t *batch, const struct call *call,
                struct assignment_row *assignment, bool held);

/* Planned less approved minutes, not below 0. */
int64_t offer_remaining(const struct assignment_row *assignment);

/* Ends an open assignment, frees its minutes, and tells. */
void offer_end(struct matcher *self, batch_t *batch, const struct call *call,
               struct assignment_row *assignment, struct ending ending);

/* Takes back whatever is offered, accepted or released of a plan; returns the assignments. */
struct list offer_withdraw_all(struct matcher *self, batch_t *batch, const struct call *call,
                               struct id plan);

/* The professional accepts. */
void offer_accept(struct matcher *self, batch_t *batch, const struct call *call,
                  struct assignment_row *assignment);

/* Timers of an assignment hold the id of its plan. */
void offer_set_timer(batch_t *batch, const char *name, const struct assignment_row *assignment,
                     int64_t due_us);
struct id offer_plan_of_timer(const struct timer *timer);

#define TIMER_OFFER_EXPIRE "offer_expire"
#define TIMER_ABSENCE "absence"       /* the contact did not choose */
#define TIMER_NEED_CLOSE "need_close" /* nobody disputed */
#define TIMER_ENGAGEMENT_END "engagement_end"

#endif
