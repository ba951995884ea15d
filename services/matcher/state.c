/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states. What is not in them cannot happen. */
#include "state.h"

/* Those who may speak for the contact, and for the professional. */
enum {
    BY_CONTACTS = BY_SYSTEM | BY_CONTACT | BY_ADVISER | BY_OPERATOR,
    BY_PROFESSIONALS = BY_SYSTEM | BY_PROFESSIONAL | BY_ADVISER | BY_OPERATOR
};

/* Versions that stand, and assignments by which somebody has a need and is not done. */
enum {
    PLAN_STANDING = STATE_SET | STATE_BIT(PLAN_PROPOSED) | STATE_BIT(PLAN_ACCEPTED) |
                    STATE_BIT(PLAN_STAFFED) | STATE_BIT(PLAN_UNMET),
    ASSIGNMENT_OPEN = STATE_SET | STATE_BIT(ASSIGNMENT_OFFERED) | STATE_BIT(ASSIGNMENT_ACCEPTED) |
                      STATE_BIT(ASSIGNMENT_RELEASED),
    ASSIGNMENT_BEGUN = STATE_SET | STATE_BIT(ASSIGNMENT_ACCEPTED) | STATE_BIT(ASSIGNMENT_RELEASED) |
                       STATE_BIT(ASSIGNMENT_FINISHED) | STATE_BIT(ASSIGNMENT_DISPUTED)
};

static const struct transition plan_transitions[] = {
    {STATE_NONE, PLAN_PROPOSED, PLAN_TEAM_FOUND, BY_SERVICE, "a team can do all needs", false},
    {STATE_NONE, PLAN_UNMET, PLAN_NO_TEAM, BY_SERVICE, "no team can do all needs as things are",
     false},

    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_CONTACT_ACCEPTS, BY_CONTACTS,
     "the contact accepted the team and its price", false},
    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_WITHIN_LIMIT, BY_SERVICE,
     "the price of the new team is within the limit the contact set", false},
    {PLAN_PROPOSED, PLAN_REFUSED, PLAN_CONTACT_REFUSES, BY_CONTACTS,
     "the contact refused the team or its price", false},
    {PLAN_UNMET, PLAN_REFUSED, PLAN_CONTACT_REFUSES, BY_CONTACTS,
     "the contact gave up; what was left of the team is free again", false},
    {PLAN_ACCEPTED, PLAN_STAFFED, PLAN_ALL_ACCEPTED, BY_SERVICE, "everybody on the team accepted",
     false},

    /* A version is never changed: another takes its place. */
    {STATE_SET | STATE_BIT(PLAN_PROPOSED) | STATE_BIT(PLAN_UNMET), PLAN_SUPERSEDED,
     PLAN_CONTACT_NARROWS, BY_CONTACTS,
     "the contact accepted some of the needs; they are matched by themselves", false},
    {PLAN_PROPOSED, PLAN_SUPERSEDED, PLAN_RENEWED, BY_CONTACTS,
     "matched and quoted anew at the contact's wish", false},
    {PLAN_STANDING, PLAN_SUPERSEDED, PLAN_REPLACED, BY_SERVICE,
     "somebody was lost and matched anew, or can be found after all", false},
    {PLAN_STANDING | STATE_BIT(PLAN_REFUSED), PLAN_SUPERSEDED, PLAN_UPDATED, BY_EVENT,
     "the request was confirmed anew", false},

    {PLAN_STANDING | STATE_BIT(PLAN_REFUSED), PLAN_WITHDRAWN, PLAN_REQUEST_GONE, BY_EVENT,
     "the request is withdrawn", false},
    {PLAN_WITHDRAWN, STATE_SAME, PLAN_REQUEST_GONE, BY_EVENT, "withdrawn before", true},
    {PLAN_WITHDRAWN, STATE_SAME, PLAN_UPDATED, BY_EVENT, "the request is withdrawn", true},
};

static const struct transition assignment_transitions[] = {
    {STATE_NONE, ASSIGNMENT_OFFERED, ASSIGNMENT_OFFER, BY_SERVICE,
     "the plan was accepted; the need is offered and the minutes are held", false},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_ACCEPTED, ASSIGNMENT_ACCEPT, BY_PROFESSIONALS,
     "the professional accepted", false},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_DECLINED, ASSIGNMENT_DECLINE, BY_PROFESSIONALS,
     "the professional declined", false},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_EXPIRED, ASSIGNMENT_TIME_OUT, BY_TIME, "no answer came in time",
     false},

    {ASSIGNMENT_OPEN, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_WITHDRAW, BY_CONTACTS | BY_EVENT,
     "the contact does not want it any more, so nobody works on it", false},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_LOSE, BY_SERVICE,
     "the professional may not do it any more, so the offer is taken back", false},
    {STATE_SET | STATE_BIT(ASSIGNMENT_ACCEPTED) | STATE_BIT(ASSIGNMENT_RELEASED),
     ASSIGNMENT_REPLACED, ASSIGNMENT_LOSE, BY_SERVICE,
     "the professional may not do it any more; matched again", false},

    {ASSIGNMENT_ACCEPTED, ASSIGNMENT_RELEASED, ASSIGNMENT_RELEASE, BY_PROFESSIONALS,
     "the professional cannot go on; the contact chooses", false},
    {ASSIGNMENT_RELEASED, ASSIGNMENT_ACCEPTED, ASSIGNMENT_AWAIT, BY_CONTACTS | BY_TIME,
     "the contact waits", false},
    {ASSIGNMENT_RELEASED, ASSIGNMENT_REPLACED, ASSIGNMENT_REPLACE, BY_CONTACTS | BY_TIME,
     "matched again, for what remains", false},

    {STATE_SET | STATE_BIT(ASSIGNMENT_ACCEPTED) | STATE_BIT(ASSIGNMENT_DISPUTED),
     ASSIGNMENT_FINISHED, ASSIGNMENT_FINISH, BY_PROFESSIONALS,
     "the professional says that it is done", false},
    {ASSIGNMENT_FINISHED, ASSIGNMENT_DISPUTED, ASSIGNMENT_DISPUTE, BY_CONTACTS,
     "the contact does not agree that it is done", false},
    {STATE_SET | STATE_BIT(ASSIGNMENT_FINISHED) | STATE_BIT(ASSIGNMENT_DISPUTED), ASSIGNMENT_CLOSED,
     ASSIGNMENT_CONFIRM, BY_CONTACTS, "the contact agrees that it is done", false},
    {ASSIGNMENT_FINISHED, ASSIGNMENT_CLOSED, ASSIGNMENT_SILENCE, BY_TIME, "nobody disputed in time",
     false},
    {ASSIGNMENT_BEGUN, ASSIGNMENT_CLOSED, ASSIGNMENT_ENGAGEMENT_END, BY_TIME,
     "its engagement has ended", false},
};

const struct machine state_plan = MACHINE(plan_transitions);
const struct machine state_assignment = MACHINE(assignment_transitions);
