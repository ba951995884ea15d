/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of the states of quotes, engagements, work and periods. What is not in them cannot happen. */
#include "state.h"

/* Those who answer for the work of others. */
enum { BY_STAFF = BY_SYSTEM | BY_ADVISER | BY_OPERATOR };
/* Those who can bind a payer. */
enum { BY_PAYER = BY_SYSTEM | BY_CONTACT | BY_NETWORK };

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
    {QUOTE_CANCELLED, QUOTE_CANCELLED, TRIGGER_NEWER_VERSION, BY_EVENT, "cancelled before", true},
    {QUOTE_CANCELLED, QUOTE_CANCELLED, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "cancelled before", true},
    {QUOTE_CANCELLED, QUOTE_CANCELLED, TRIGGER_PLAN_REFUSED, BY_EVENT, "cancelled before", true},
    {QUOTE_ISSUED, QUOTE_CANCELLED, TRIGGER_REQUEST_RELEASED, BY_EVENT, "the request is withdrawn",
     false},
    {QUOTE_ACCEPTED, QUOTE_CANCELLED, TRIGGER_REQUEST_RELEASED, BY_EVENT,
     "the request is withdrawn; what was done stays to be billed", false},
    {QUOTE_REPLACED, QUOTE_REPLACED, TRIGGER_REQUEST_RELEASED, BY_EVENT, "replaced before", true},
    {QUOTE_REFUSED, QUOTE_REFUSED, TRIGGER_REQUEST_RELEASED, BY_EVENT, "refused before", true},
    {QUOTE_CANCELLED, QUOTE_CANCELLED, TRIGGER_REQUEST_RELEASED, BY_EVENT, "cancelled before",
     true},
    {QUOTE_EXPIRED, QUOTE_EXPIRED, TRIGGER_NEWER_VERSION, BY_EVENT, "never stored", true},
    {QUOTE_EXPIRED, QUOTE_EXPIRED, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "never stored", true},
    {QUOTE_EXPIRED, QUOTE_EXPIRED, TRIGGER_PLAN_REFUSED, BY_EVENT, "never stored", true},
    {QUOTE_EXPIRED, QUOTE_EXPIRED, TRIGGER_REQUEST_RELEASED, BY_EVENT, "never stored", true},
};

static const struct transition engagements[] = {
    {STATE_NONE, ENGAGEMENT_OPEN, TRIGGER_NEED_STARTED, BY_EVENT, "the first need is staffed",
     false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_OPEN, TRIGGER_NEED_STARTED, BY_EVENT,
     "one more need is staffed, or by another", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_NEED_STARTED, BY_EVENT,
     "one more need is staffed, or by another", false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, BY_ANYBODY,
     "the first work is logged", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_WORK_LOGGED, BY_ANYBODY, "work goes on", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_INVOICED, BY_ANYBODY, "logged work is billed",
     false},
    {ENGAGEMENT_CLOSED, ENGAGEMENT_CLOSED, TRIGGER_INVOICED, BY_ANYBODY,
     "what was logged before the end stays to be billed", false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_OPEN, TRIGGER_CONSENT, BY_PAYER, "the payer allows more", false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_ACTIVE, TRIGGER_CONSENT, BY_PAYER, "the payer allows more",
     false},
    {ENGAGEMENT_OPEN, ENGAGEMENT_CLOSED, TRIGGER_CLOSE, BY_EVENT | BY_STAFF, "nothing was done",
     false},
    {ENGAGEMENT_ACTIVE, ENGAGEMENT_CLOSED, TRIGGER_CLOSE, BY_EVENT | BY_STAFF,
     "every need is closed, or the request is withdrawn", false},
};

static const struct transition works[] = {
    {STATE_NONE, WORK_DRAFT, TRIGGER_WORK_LOGGED, BY_ANYBODY, "work on one day", false},
    {WORK_DRAFT, WORK_SUBMITTED, TRIGGER_SUBMIT, BY_STAFF | BY_PROFESSIONAL, "done for the week",
     false},
    {WORK_SUBMITTED, WORK_DRAFT, TRIGGER_RETURN, BY_STAFF, "something is to be corrected", false},
    {WORK_SUBMITTED, WORK_APPROVED, TRIGGER_APPROVE, BY_STAFF | BY_SERVICE,
     "it is right, and will be billed", false},
    {WORK_APPROVED, WORK_LOCKED, TRIGGER_LOCK, BY_SERVICE, "its period is closed", false},
    {WORK_DRAFT, WORK_DRAFT, TRIGGER_REVERSE, BY_STAFF | BY_PROFESSIONAL, "logged by mistake",
     false},
    {WORK_SUBMITTED, WORK_SUBMITTED, TRIGGER_REVERSE, BY_STAFF | BY_PROFESSIONAL,
     "logged by mistake", false},
    {WORK_APPROVED, WORK_APPROVED, TRIGGER_REVERSE, BY_STAFF, "approved by mistake", false},
    {WORK_LOCKED, WORK_LOCKED, TRIGGER_REVERSE, BY_STAFF, "found after its period was closed",
     false},
};

static const struct transition shares[] = {
    {SHARE_PROPOSED, SHARE_ACCEPTED, TRIGGER_ACCEPT, BY_ANYBODY, "the payer agrees", false},
    {SHARE_PROPOSED, SHARE_REFUSED, TRIGGER_REFUSE, BY_ANYBODY, "the payer does not", false},
    {SHARE_PROPOSED, SHARE_REPLACED, TRIGGER_REPLACE, BY_ANYBODY, "a newer proposal", false},
    {SHARE_ACCEPTED, SHARE_REPLACED, TRIGGER_REPLACE, BY_ANYBODY, "a newer proposal", false},
};

static const struct transition periods[] = {
    {STATE_NONE, PERIOD_OPEN, TRIGGER_OPEN, BY_STAFF, "the year goes on", false},
    {PERIOD_OPEN, PERIOD_SOFT_CLOSED, TRIGGER_CLOSE_PERIOD, BY_STAFF,
     "its last day has come; late bills may still come", false},
    {PERIOD_OPEN, PERIOD_OPEN, TRIGGER_ENTRY, BY_ANYBODY, "cost and readings come in", false},
    {PERIOD_SOFT_CLOSED, PERIOD_SOFT_CLOSED, TRIGGER_ENTRY, BY_ANYBODY, "days of grace", false},
    {PERIOD_ALLOCATED, PERIOD_SOFT_CLOSED, TRIGGER_ENTRY, BY_ANYBODY,
     "what was allocated is not all any more", false},
    {STATE_SET | STATE_BIT(PERIOD_SOFT_CLOSED) | STATE_BIT(PERIOD_ALLOCATED), PERIOD_ALLOCATED,
     TRIGGER_ALLOCATED, BY_SERVICE | BY_STAFF, "who pays what is computed, and can be looked at",
     false},
    {PERIOD_ALLOCATED, PERIOD_CERTIFYING, TRIGGER_CERTIFY, BY_STAFF, "the notes are being issued",
     false},
    {PERIOD_CERTIFYING, PERIOD_CERTIFIED, TRIGGER_SIGN, BY_TIME | BY_STAFF,
     "every note is there, and the certificate is signed", false},
    {PERIOD_CERTIFIED, PERIOD_CERTIFIED, TRIGGER_LATE_ENTRY, BY_ANYBODY,
     "a late cost or corrected work: a supplementary certificate follows", false},
    {PERIOD_CERTIFIED, PERIOD_CERTIFIED, TRIGGER_ALLOCATED, BY_SERVICE | BY_STAFF,
     "allocated again with what came late", false},
    {PERIOD_CERTIFIED, PERIOD_CERTIFYING, TRIGGER_CERTIFY, BY_STAFF,
     "what came late is billed under a supplementary certificate", false},
    {PERIOD_CERTIFIED, PERIOD_FINAL, TRIGGER_FINALISE, BY_STAFF, "nothing more is expected", false},
};

const struct machine state_quote = MACHINE(quotes);
const struct machine state_engagement = MACHINE(engagements);
const struct machine state_work = MACHINE(works);
const struct machine state_share = MACHINE(shares);
const struct machine state_period = MACHINE(periods);
