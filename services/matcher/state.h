/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a plan's version and of an assignment: every change of state there is, in two tables
 * behind one gate. */
#ifndef ENTRAIDE_MATCHER_STATE_H
#define ENTRAIDE_MATCHER_STATE_H

#include "runtime/state.h"

enum plan_trigger {
    PLAN_TEAM_FOUND,
    PLAN_NO_TEAM,
    PLAN_CONTACT_ACCEPTS,
    PLAN_CONTACT_REFUSES,
    PLAN_CONTACT_NARROWS, /* accepts some of the needs */
    PLAN_RENEWED,
    PLAN_WITHIN_LIMIT,
    PLAN_ALL_ACCEPTED,
    PLAN_REPLACED, /* somebody was lost, or a team can be found after all */
    PLAN_UPDATED,  /* the request was confirmed anew */
    PLAN_REQUEST_GONE,
    PLAN_TRIGGER_COUNT
};

enum assignment_trigger {
    ASSIGNMENT_OFFER,
    ASSIGNMENT_ACCEPT,
    ASSIGNMENT_DECLINE,
    ASSIGNMENT_TIME_OUT,
    ASSIGNMENT_WITHDRAW,
    ASSIGNMENT_RELEASE,
    ASSIGNMENT_AWAIT,
    ASSIGNMENT_REPLACE,
    ASSIGNMENT_LOSE, /* the professional may not or cannot do it any more */
    ASSIGNMENT_FINISH,
    ASSIGNMENT_DISPUTE,
    ASSIGNMENT_CONFIRM,
    ASSIGNMENT_SILENCE, /* nobody disputed in time */
    ASSIGNMENT_ENGAGEMENT_END,
    ASSIGNMENT_TRIGGER_COUNT
};

extern const struct machine state_plan;
extern const struct machine state_assignment;

#endif
