/* SPDX-License-Identifier: MPL-2.0 */
/* How a need ends: done, confirmed or disputed, closed. */
#ifndef ENTRAIDE_MATCHER_CLOSING_H
#define ENTRAIDE_MATCHER_CLOSING_H

#include "offer.h"

/* What somebody wants to do to a need. */
struct closing {
    struct id request, need;
    enum assignment_trigger trigger;
    const char *expected; /* the state it must be in, in words */
};

/* Finds who has a need of a request and checks that the sender may pull the trigger on it. Refuses, or
   gives the assignment. */
int closing_find(batch_t *batch, const struct call *call, const struct closing *closing,
                 struct assignment_row **ret_assignment);

/* Closes a need for good, and tells. */
void closing_close(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment, enum assignment_trigger trigger);

/* Want function of a timer about one assignment. */
void closing_timer_want(void *context, batch_t *batch, const struct call *call);

/* The same when a timer of the assignment is due; counted as late when it cannot be any more. OK. */
int closing_by_timer(struct matcher *self, batch_t *batch, const struct call *call,
                     enum assignment_trigger trigger);

#endif
