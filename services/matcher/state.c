/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of states. What is not in them cannot happen. */
#include "state.h"

static const struct transition plan_transitions[] = {
    {STATE_NONE, PLAN_PROPOSED, PLAN_TEAM_FOUND, "matcher", "a team can do all needs"},
    {STATE_NONE, PLAN_UNMET, PLAN_NO_TEAM, "matcher", "no team can do all needs as things are"},

    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_CONTACT_ACCEPTS, "contact",
     "the contact accepted the team and its price"},
    {PLAN_PROPOSED, PLAN_REFUSED, PLAN_CONTACT_REFUSES, "contact",
     "the contact refused the team or its price"},
    {PLAN_PROPOSED, PLAN_ACCEPTED, PLAN_WITHIN_LIMIT, "matcher",
     "the price of the new team is within the limit the contact set"},
    {PLAN_PROPOSED, PLAN_SUPERSEDED, PLAN_REPLACED, "matcher",
     "one more of the team was lost before this version was decided on"},

    {PLAN_ACCEPTED, PLAN_STAFFED, PLAN_ALL_ACCEPTED, "professional",
     "everybody on the team accepted"},
    {PLAN_ACCEPTED, PLAN_SUPERSEDED, PLAN_REPLACED, "matcher",
     "somebody on the team was lost and matched anew"},

    {PLAN_UNMET, PLAN_REFUSED, PLAN_CONTACT_REFUSES, "contact",
     "the contact gave up; what was left of the team is free again"},
    {PLAN_UNMET, PLAN_SUPERSEDED, PLAN_REPLACED, "matcher",
     "one more of what was left of the team was lost"},
};

static const struct transition assignment_transitions[] = {
    {STATE_NONE, ASSIGNMENT_OFFERED, ASSIGNMENT_OFFER, "matcher",
     "the plan was accepted; the need is offered and the minutes are held"},

    {ASSIGNMENT_OFFERED, ASSIGNMENT_ACCEPTED, ASSIGNMENT_ACCEPT, "professional",
     "the professional accepted"},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_DECLINED, ASSIGNMENT_DECLINE, "professional",
     "the professional declined"},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_EXPIRED, ASSIGNMENT_TIME_OUT, "time", "no answer came in time"},
    {ASSIGNMENT_OFFERED, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_WITHDRAW, "contact",
     "the contact refused the new team, so the offer is taken back"},

    {ASSIGNMENT_ACCEPTED, ASSIGNMENT_WITHDRAWN, ASSIGNMENT_WITHDRAW, "contact",
     "the contact refused the new team, so nobody works on it"},
};

const struct machine state_plan = {plan_transitions,
                                   sizeof plan_transitions / sizeof *plan_transitions};
const struct machine state_assignment = {
    assignment_transitions, sizeof assignment_transitions / sizeof *assignment_transitions};

const struct transition *state_find(const struct machine *machine, int from, int trigger)
{
    for (size_t i = 0; i < machine->count; i++) {
        if (machine->transitions[i].from == from && machine->transitions[i].trigger == trigger) {
            return &machine->transitions[i];
        }
    }
    return NULL;
}
