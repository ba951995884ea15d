/* SPDX-License-Identifier: MPL-2.0 */
/* The desk: requests that wait for a person of the co-operative, and since when. */
#ifndef ENTRAIDE_INTAKE_DESK_H
#define ENTRAIDE_INTAKE_DESK_H

#include "intake.h"

/* Do requests in this state wait for a person: flagged, triage, awaiting_info, unmet, withdrawing or
   reopened. Only these can be listed for all organisations. */
bool desk_holds(int state);

/* A request has come into its state from another (STATE_NONE: it is new). */
void desk_enter(struct intake *self, batch_t *batch, const struct request_row *request, int former,
                int64_t now_us);

#endif
