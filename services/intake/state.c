/* SPDX-License-Identifier: MPL-2.0 */
/* The table of the states of a request. What is not in it cannot happen.
 *
 * Later states are a projection of what matcher and billing tell. Both feeds are in order, and billing's
 * events wait for the matcher's that they rest on; so late rows are only those where a person or a
 * re-match was quicker than the news. */
#include "state.h"

static const struct transition request_transitions[] = {
    {STATE_NONE, REQUEST_RECEIVED, TRIGGER_SUBMIT_WITH_PATH, BY_ANYBODY,
     "a path of memberships leads to the co-operative", false},
    {STATE_NONE, REQUEST_FLAGGED, TRIGGER_SUBMIT_WITHOUT_PATH, BY_ANYBODY,
     "no path leads to the co-operative; a person decides", false},

    {REQUEST_RECEIVED, REQUEST_PLANNED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "a team for all needs is proposed", false},
    {REQUEST_PLANNED, REQUEST_PLANNED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "a newer version replaces the plan", false},
    {REQUEST_UNMET, REQUEST_PLANNED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "a team could be found after all", false},
    {REQUEST_ACCEPTED, REQUEST_PLANNED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "someone declined; the new team waits for its acceptance", false},
    {REQUEST_DECLINED, REQUEST_DECLINED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "the contact had already refused", true},
    {REQUEST_IN_PROGRESS, REQUEST_IN_PROGRESS, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "the work has already begun", true},

    {REQUEST_RECEIVED, REQUEST_UNMET, TRIGGER_PLAN_UNMET, BY_EVENT,
     "nobody can do some of the needs as things are", false},
    {REQUEST_PLANNED, REQUEST_UNMET, TRIGGER_PLAN_UNMET, BY_EVENT,
     "the team fell apart and no other was found", false},
    {REQUEST_UNMET, REQUEST_UNMET, TRIGGER_PLAN_UNMET, BY_EVENT,
     "still nobody can do some of the needs", false},
    {REQUEST_ACCEPTED, REQUEST_UNMET, TRIGGER_PLAN_UNMET, BY_EVENT,
     "someone declined and nobody else can do it", false},
    {REQUEST_DECLINED, REQUEST_DECLINED, TRIGGER_PLAN_UNMET, BY_EVENT,
     "the contact had already refused", true},
    {REQUEST_IN_PROGRESS, REQUEST_IN_PROGRESS, TRIGGER_PLAN_UNMET, BY_EVENT,
     "the work has already begun", true},

    {REQUEST_PLANNED, REQUEST_ACCEPTED, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the contact accepted the plan and its price, or its limit did", false},
    {REQUEST_UNMET, REQUEST_UNMET, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the team fell apart before the news came", true},
    {REQUEST_ACCEPTED, REQUEST_ACCEPTED, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the plan was accepted already", true},
    {REQUEST_DECLINED, REQUEST_DECLINED, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the contact had already refused", true},
    {REQUEST_IN_PROGRESS, REQUEST_IN_PROGRESS, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the work has already begun", true},

    {REQUEST_PLANNED, REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact refused the plan", false},
    {REQUEST_UNMET, REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact refused what was left of the plan", false},
    {REQUEST_ACCEPTED, REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact refused after accepting an earlier version", false},
    {REQUEST_DECLINED, REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact had already refused", true},
    {REQUEST_IN_PROGRESS, REQUEST_IN_PROGRESS, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the work has already begun", true},

    {REQUEST_ACCEPTED, REQUEST_IN_PROGRESS, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "everyone on the team has accepted", false},
    {REQUEST_PLANNED, REQUEST_PLANNED, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "a newer version already waits for a decision", true},
    {REQUEST_UNMET, REQUEST_UNMET, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "the team fell apart before the news came", true},
    {REQUEST_DECLINED, REQUEST_DECLINED, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "the contact had already refused", true},
    {REQUEST_IN_PROGRESS, REQUEST_IN_PROGRESS, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "a further engagement of the same request", true},
};

const struct machine state_request = MACHINE(request_transitions);
