/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of the states of quotes and engagements. What is not in them cannot happen. */
#include "state.h"

static const struct transition quotes[] = {
    {STATE_NONE, QUOTE_ISSUED, TRIGGER_ISSUE, BY_EVENT | BY_TIME, "a version of a plan has a price",
     false},
    {QUOTE_ISSUED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, BY_EVENT,
     "a newer version of the plan has its own price", false},
    {QUOTE_ACCEPTED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, BY_EVENT,
     "the team changed after acceptance", false},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, BY_EVENT, "replaced before", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_NEWER_VERSION, BY_EVENT, "refused before", true},
    {QUOTE_ISSUED, QUOTE_ACCEPTED, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the contact accepted the plan, or its limit did", false},
    {QUOTE_ACCEPTED, QUOTE_ACCEPTED, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "accepted before", true},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "a newer one exists", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "refused before", true},
    {QUOTE_ISSUED, QUOTE_REFUSED, TRIGGER_PLAN_REFUSED, BY_EVENT, "the contact refused", false},
    {QUOTE_ACCEPTED, QUOTE_ACCEPTED, TRIGGER_PLAN_REFUSED, BY_EVENT, "accepted before", true},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_PLAN_REFUSED, BY_EVENT, "a newer one exists", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_PLAN_REFUSED, BY_EVENT, "refused before", true},
};

static const struct transition engagements[] = {
    {STATE_NONE, ENGAGEMENT_OPEN, TRIGGER_PLAN_STAFFED, BY_EVENT, "everybody has accepted", false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_OPEN, TRIGGER_PLAN_STAFFED, BY_EVENT, "opened before", true},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_PLAN_STAFFED, BY_EVENT, "opened before", true},
    {ENGAGEMENT_OPEN, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, BY_ANYBODY,
     "the first work is logged", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, BY_ANYBODY, "work goes on", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_INVOICED, BY_ANYBODY, "logged work is billed",
     false},
};

const struct machine state_quote = MACHINE(quotes);
const struct machine state_engagement = MACHINE(engagements);
