/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states. What is not in them cannot happen. */
#include "state.h"

/* Those who may speak for the contact, and for the professional. */
enum {
    BY_CONTACTS = BY_SYSTEM | BY_CONTACT | BY_ADVISER | BY_OPERATOR,
    BY_PROFESSIONALS = BY_SYSTEM | BY_PROFESSIONAL | BY_ADVISER | BY_OPERATOR
};

static const struct transition plan_transitions[] = {
    {STATE_NONE, PLAN_PROPOSED, PLAN_TEAM_FOUND, BY_SERVICE, "a team can do all needs", false},
    {STATE_NONE, PLAN_UNMET, PLAN_NO_TEAM, BY_SERVICE, "no team can do all needs as things are",
     false},

    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_CONTACT_ACCEPTS, BY_CONTACTS,
     "the contact accepted the team and its price", false},
    {PLAN_PROPOSED, PLAN_REFUSED, PLAN_CONTACT_REFUSES, BY_CONTACTS,
     "the contact refused the team or its price", false},
    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_WITHIN_LIMIT, BY_SERVICE,
     "the price of the new team is within the limit the contact set", false},
    {PLAN_PROPOSED, PLAN_SUPERSEDED, PLAN_REPLACED, BY_SERVICE,
     "one more of the team was lost before this version was decided on", false},

    {PLAN_ACCEPTED, PLAN_STAFFED, PLAN_ALL_ACCEPTED, BY_SERVICE, "everybody on the team accepted",
     false},
    {PLAN_ACCEPTED, PLAN_SUPERSEDED, PLAN_REPLACED, BY_SERVICE,
     "somebody on the team was lost and matched anew", false},

    {PLAN_UNMET, PLAN_REFUSED, PLAN_CONTACT_REFUSES, BY_CONTACTS,
     "the contact gave up; what was left of the team is free again", false},
    {PLAN_UNMET, PLAN_SUPERSEDED, PLAN_REPLACED, BY_SERVICE,
     "one more of what was left of the team was lost", false},
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
    {ASSIGNMENT_OFFERED, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_WITHDRAW, BY_CONTACTS,
     "the contact refused the new team, so the offer is taken back", false},

    {ASSIGNMENT_ACCEPTED, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_WITHDRAW, BY_CONTACTS,
     "the contact refused the new team, so nobody works on it", false},
};

const struct machine state_plan = MACHINE(plan_transitions);
const struct machine state_assignment = MACHINE(assignment_transitions);
