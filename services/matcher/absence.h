/* SPDX-License-Identifier: MPL-2.0 */
/* Somebody cannot go on with accepted work: the contact waits for them, or what remains is matched again. */
#ifndef ENTRAIDE_MATCHER_ABSENCE_H
#define ENTRAIDE_MATCHER_ABSENCE_H

#include "match.h"
#include "offer.h"

/* The professional of accepted work is absent; the contact chooses. */
void absence_begin(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment, int32_t until);

/* The contact waits: the assignment goes on, its minutes are held again. */
void absence_await(struct matcher *self, batch_t *batch, const struct call *call,
                   struct assignment_row *assignment);

/* What remains of a need is matched again without them. Ends the assignment by one of its triggers
   ASSIGNMENT_REPLACE or ASSIGNMENT_LOSE; something must remain. */
void absence_replace(struct matcher *self, batch_t *batch, const struct call *call,
                     struct assignment_row *assignment, enum assignment_trigger trigger);

#endif
