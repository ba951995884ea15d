/* SPDX-License-Identifier: MPL-2.0 */
/* Whether people may still do what they have: asked again when something about them changes. */
#ifndef ENTRAIDE_MATCHER_RECHECK_H
#define ENTRAIDE_MATCHER_RECHECK_H

#include "offer.h"

/* Looks at all that a professional has, soon, in transactions of its own. */
void recheck_soon(batch_t *batch, const struct call *call, struct id professional);
/* ... and once more on the day after the next of their licences ends. */
void recheck_at_licence_end(struct matcher *self, batch_t *batch, const struct call *call,
                            struct id professional);

/* Looks at those who have a conflict with an organisation, or with one above it: who lies below has changed.
   OK. */
int recheck_below(struct matcher *self, batch_t *batch, const struct call *call,
                  struct id organisation);

#define TIMER_RECHECK "recheck"
#define TIMER_TIE "tie" /* key: a membership that begins; data: its upper end */

/* The professional is available, holds the licence today and has no conflict: what is never given up. */
bool recheck_may_go_on(struct matcher *self, batch_t *batch, const struct call *call,
                       const struct assignment_row *assignment);

#endif
