/* SPDX-License-Identifier: MPL-2.0 */
/* The desk: requests that wait for a person of the co-operative, since when, and how much of the working
 * time that the calendar allows is used. The clock stands still while the contact is awaited. */
#ifndef ENTRAIDE_INTAKE_DESK_H
#define ENTRAIDE_INTAKE_DESK_H

#include "intake.h"

#define TIMER_CLOCK "clock" /* key: the request */

/* Do requests in this state wait for a person: flagged, triage, awaiting_info, unmet, withdrawing or
   reopened. Only these can be listed for all organisations. */
bool desk_holds(int state);

/* A request has come into its state from another (STATE_NONE: it is new). */
void desk_enter(struct intake *self, batch_t *batch, const struct request_row *request, int former,
                int64_t now_us);

/* The working time that the clock of the row may take, minutes; 0 = no clock. */
int64_t desk_allowed_minutes(const struct intake *self, const struct desk_row *row);

/* Is the time of a running clock used up by the calendar as it is now. When not, its timer is set again. */
bool desk_time_is_up(struct intake *self, batch_t *batch, struct desk_row *row, int64_t now_us);

/* The clock as it is shown; zero when none runs or ran in this state. */
struct clock_view desk_clock(const struct intake *self, batch_t *batch, struct id request,
                             int64_t now_us);

#endif
