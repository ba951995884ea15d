/* SPDX-License-Identifier: MPL-2.0 */
/* Who is told that the answer for an organisation has changed.
 *
 * When a membership, an organisation or the day changes, everyone below is looked at again; each whose
 * answer differs from what was last told gets its row and one intake.eligibility.changed. An organisation
 * nobody is below is looked at where it stands. Else a timer of its id carries the work, some hundred
 * organisations a transaction: what is left of a walk is in memory, that there is one is in the timer, so
 * after a crash it starts again from its top and tells nothing twice. Queries do not wait for any of this:
 * they are answered from the graph. */
#ifndef ENTRAIDE_INTAKE_STANDING_H
#define ENTRAIDE_INTAKE_STANDING_H

#include "eligibility.h"

struct intake;

#define TIMER_RECHECK "recheck"   /* key: the organisation from which everyone below is looked at */
#define TIMER_BOUNDARY "boundary" /* key: the membership that begins or ends on the day */

/* Organisations of one portion: each may add a row and an event of 400 bytes, so a transaction stays of the
   size of a batch of commands. */
enum { STANDING_PORTION = 500 };

/* Where the walk has got to; part of the service's state. */
struct standing_walk {
    struct node *first, *last; /* waiting to be looked at */
    size_t waiting;
    uint64_t state; /* rises with every change: an organisation looked at in this state is done */
    size_t portion_left; /* of the present batch */
};

/* Forgets everything, as after loading. */
void standing_reset(struct intake *self);

/* Takes a row of the table. */
void standing_take(struct intake *self, const struct standing_row *row);

/* Names the row that standing_touch will need. */
void standing_want(batch_t *batch, struct id organisation);

/* Something changed that may change the answer for the organisation and for everyone below it. The graph
   is as it is now. */
void standing_touch(struct intake *self, batch_t *batch, const struct call *call,
                    struct node *organisation);

/* Names the rows that standing_portion will need, and begins a portion: several walks of one batch share
   it. */
void standing_want_portion(struct intake *self, batch_t *batch, struct id top);

/* Looks at the next portion of what is waiting. top is where a walk starts unless it is on its way. Returns
   true when nothing is waiting any more. */
bool standing_portion(struct intake *self, batch_t *batch, const struct call *call,
                      struct node *top);

/* Sets the timer for the day on which the membership next begins or has ended. When there is none to come,
   that of its former state (changed) is cancelled. */
void standing_watch(batch_t *batch, const struct call *call, const struct link *membership,
                    bool changed);

#endif
