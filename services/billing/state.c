/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of the states of quotes and engagements. What is not in them cannot happen. */
#include "state.h"

#include <stddef.h>

static const struct transition quotes[] = {
    {STATE_NONE, QUOTE_ISSUED, TRIGGER_ISSUE, "billing", "a version of a plan has a price", false},
    {QUOTE_ISSUED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, "billing",
     "a newer version of the plan has its own price", false},
    {QUOTE_ACCEPTED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, "billing",
     "the team changed after acceptance", false},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_NEWER_VERSION, "billing", "replaced before", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_NEWER_VERSION, "billing", "refused before", true},
    {QUOTE_ISSUED, QUOTE_ACCEPTED, TRIGGER_PLAN_ACCEPTED, "contact",
     "the contact accepted the plan, or its limit did", false},
    {QUOTE_ACCEPTED, QUOTE_ACCEPTED, TRIGGER_PLAN_ACCEPTED, "contact", "accepted before", true},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_PLAN_ACCEPTED, "contact", "a newer one exists", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_PLAN_ACCEPTED, "contact", "refused before", true},
    {QUOTE_ISSUED, QUOTE_REFUSED, TRIGGER_PLAN_REFUSED, "contact", "the contact refused", false},
    {QUOTE_ACCEPTED, QUOTE_ACCEPTED, TRIGGER_PLAN_REFUSED, "contact", "accepted before", true},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_PLAN_REFUSED, "contact", "a newer one exists", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_PLAN_REFUSED, "contact", "refused before", true},
};

static const struct transition engagements[] = {
    {STATE_NONE, ENGAGEMENT_OPEN, TRIGGER_PLAN_STAFFED, "matcher", "everybody has accepted", false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_OPEN, TRIGGER_PLAN_STAFFED, "matcher", "opened before", true},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_PLAN_STAFFED, "matcher", "opened before", true},
    {ENGAGEMENT_OPEN, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, "professional",
     "the first work is logged", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, "professional", "work goes on",
     false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_INVOICED, "operator", "logged work is billed",
     false},
};

static const struct transition *find(const struct transition *table, size_t count, int from,
                                     enum trigger trigger)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].from == from && table[i].trigger == trigger) {
            return &table[i];
        }
    }
    return NULL;
}

const struct transition *state_of_quote(int from, enum trigger trigger)
{
    return find(quotes, sizeof quotes / sizeof *quotes, from, trigger);
}

const struct transition *state_of_engagement(int from, enum trigger trigger)
{
    return find(engagements, sizeof engagements / sizeof *engagements, from, trigger);
}
