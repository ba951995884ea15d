/* SPDX-License-Identifier: MPL-2.0 */
/* The table of the states of a request.
 *
 * Later states are a projection of what matcher and billing tell. Both feeds are in order, and billing's
 * events wait for the matcher's that they rest on; so late rows are only those where a person or a
 * re-match was quicker than the news. */
#include "state.h"

#define IS(word) (STATE_SET | STATE_BIT(REQUEST_##word))

enum {
    /* Not with the matcher: a person of the co-operative or the contact has to act first. */
    AT_DESK = IS(FLAGGED) | IS(TRIAGE) | IS(AWAITING_INFO) | IS(REOPENED),
    /* With the matcher, or with those whom it found. */
    RUNNING = IS(RECEIVED) | IS(PLANNED) | IS(UNMET) | IS(ACCEPTED) | IS(IN_PROGRESS),
    /* A person was quicker than the matcher's news. A request may also be at the desk for a second time. */
    OVER = IS(DECLINED) | IS(COMPLETED) | IS(WITHDRAWING) | IS(WITHDRAWN) | IS(MERGED) |
           IS(REOPENED) | IS(TRIAGE) | IS(AWAITING_INFO),
    BY_NETWORKS = BY_NETWORK | BY_OPERATOR,
    BY_HELPERS = BY_ADVISER | BY_PROFESSIONAL,
    BY_CONTACTS = BY_SYSTEM | BY_CONTACT | BY_ADVISER | BY_OPERATOR,
};

static const struct transition transitions[] = {
    {STATE_NONE, REQUEST_RECEIVED, TRIGGER_SUBMIT_WITH_PATH, BY_ANYBODY,
     "a path of memberships leads to the co-operative", false},
    {STATE_NONE, REQUEST_TRIAGE, TRIGGER_SUBMIT_FOR_REVIEW, BY_ANYBODY,
     "it may be served; an adviser looks at it first", false},
    {STATE_NONE, REQUEST_FLAGGED, TRIGGER_SUBMIT_WITHOUT_PATH, BY_ANYBODY,
     "no path leads to the co-operative; a person decides", false},

    {STATE_NONE, REQUEST_AWAITING_INFO, TRIGGER_SUBMIT_FOR_CONSENT, BY_ANYBODY,
     "the own network offers it; the contact is asked whether to go on", false},
    {IS(AWAITING_INFO), REQUEST_RECEIVED, TRIGGER_CONSENT, BY_CONTACTS,
     "the contact wants to go on here", false},
    {IS(AWAITING_INFO), REQUEST_TRIAGE, TRIGGER_CONSENT_FOR_REVIEW, BY_CONTACTS,
     "the contact wants to go on here; an adviser looks at it next", false},

    {IS(FLAGGED), REQUEST_RECEIVED, TRIGGER_MEMBERSHIP, BY_NETWORKS,
     "the network confirmed the membership", false},
    {IS(FLAGGED), REQUEST_TRIAGE, TRIGGER_MEMBERSHIP_FOR_REVIEW, BY_NETWORKS,
     "the network confirmed the membership; an adviser looks at it next", false},
    {IS(FLAGGED), REQUEST_RECEIVED, TRIGGER_EXCEPTION_GRANT, BY_ADVISER,
     "the by-law allows an exception", false},
    {IS(FLAGGED), REQUEST_NOT_ELIGIBLE, TRIGGER_EXCEPTION_REFUSE, BY_ADVISER,
     "no membership and no exception", false},

    {IS(FLAGGED), REQUEST_RECEIVED, TRIGGER_IDENTIFY, BY_ADVISER,
     "it is an organisation that may be served", false},
    {IS(FLAGGED), REQUEST_TRIAGE, TRIGGER_IDENTIFY_FOR_REVIEW, BY_ADVISER,
     "it is an organisation that may be served; its needs are looked at next", false},

    {IS(TRIAGE) | IS(REOPENED), REQUEST_AWAITING_INFO, TRIGGER_ASK, BY_ADVISER,
     "the contact is asked", false},
    {IS(AWAITING_INFO), REQUEST_TRIAGE, TRIGGER_ANSWER, BY_CONTACTS,
     "the contact answered, or an adviser for them", false},
    {IS(TRIAGE) | IS(REOPENED), REQUEST_RECEIVED, TRIGGER_CONFIRM, BY_ADVISER,
     "an adviser settled the needs", false},

    {AT_DESK | RUNNING, STATE_SAME, TRIGGER_SUGGEST, BY_HELPERS,
     "who sees the case may suggest a need", false},
    {AT_DESK | RUNNING, STATE_SAME, TRIGGER_UPDATE, BY_CONTACTS, "it is not over yet", false},
    {RUNNING, REQUEST_WITHDRAWING, TRIGGER_WITHDRAW, BY_CONTACTS,
     "the matcher frees who was asked first", false},
    {AT_DESK, REQUEST_WITHDRAWN, TRIGGER_WITHDRAW, BY_CONTACTS, "nobody was asked for it", false},
    {AT_DESK & ~STATE_BIT(REQUEST_REOPENED), REQUEST_MERGED, TRIGGER_MERGE, BY_CONTACTS,
     "its needs go on in another request", false},
    {IS(RECEIVED) | IS(PLANNED) | IS(UNMET), REQUEST_WITHDRAWING, TRIGGER_MERGE, BY_CONTACTS,
     "its needs go on in another request; the matcher forgets it first", false},
    {IS(COMPLETED), REQUEST_REOPENED, TRIGGER_REOPEN, BY_CONTACTS, "something is left to be done",
     false},

    {RUNNING & ~STATE_BIT(REQUEST_IN_PROGRESS), REQUEST_PLANNED, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "a team is proposed and waits for its acceptance", false},
    {IS(IN_PROGRESS), STATE_SAME, TRIGGER_PLAN_PROPOSED, BY_EVENT,
     "work goes on while a newer version waits", false},
    {OVER, STATE_SAME, TRIGGER_PLAN_PROPOSED, BY_EVENT, "the contact had already ended it", true},

    {RUNNING & ~STATE_BIT(REQUEST_IN_PROGRESS), REQUEST_UNMET, TRIGGER_PLAN_UNMET, BY_EVENT,
     "nobody can do some of the needs as things are", false},
    {IS(IN_PROGRESS), STATE_SAME, TRIGGER_PLAN_UNMET, BY_EVENT, "work on the other needs goes on",
     false},
    {OVER, STATE_SAME, TRIGGER_PLAN_UNMET, BY_EVENT, "the contact had already ended it", true},

    {IS(PLANNED), REQUEST_ACCEPTED, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the contact accepted the plan and its price, or its limit did", false},
    {IS(IN_PROGRESS), STATE_SAME, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "a newer version of what is under way", false},
    {IS(UNMET), STATE_SAME, TRIGGER_PLAN_ACCEPTED, BY_EVENT,
     "the team fell apart before the news came", true},
    {IS(ACCEPTED), STATE_SAME, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "the plan was accepted already",
     true},
    {OVER, STATE_SAME, TRIGGER_PLAN_ACCEPTED, BY_EVENT, "the contact had already ended it", true},

    {IS(PLANNED) | IS(UNMET) | IS(ACCEPTED), REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact refused the plan, or what was left of it", false},
    {IS(IN_PROGRESS), REQUEST_DECLINED, TRIGGER_PLAN_REFUSED, BY_EVENT,
     "the contact gave up what was left, and who had accepted is free again", false},
    {OVER, STATE_SAME, TRIGGER_PLAN_REFUSED, BY_EVENT, "the contact had already ended it", true},

    {IS(ACCEPTED), REQUEST_IN_PROGRESS, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "the first need is staffed", false},
    {IS(PLANNED) | IS(UNMET), REQUEST_IN_PROGRESS, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "one need is staffed, for others somebody is still looked for", false},
    {IS(IN_PROGRESS), STATE_SAME, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT,
     "a further engagement of the same request", true},
    {OVER, STATE_SAME, TRIGGER_ENGAGEMENT_OPENED, BY_EVENT, "the contact had already ended it",
     true},

    {RUNNING, REQUEST_IN_PROGRESS, TRIGGER_NEED_STARTED, BY_EVENT, "work on a need has begun",
     false},
    {OVER, STATE_SAME, TRIGGER_NEED_STARTED, BY_EVENT, "the contact had already ended it", true},
    {RUNNING, REQUEST_COMPLETED, TRIGGER_NEEDS_CLOSED, BY_EVENT, "every need is closed", false},
    {OVER, STATE_SAME, TRIGGER_NEEDS_CLOSED, BY_EVENT, "the contact had already ended it", true},

    {IS(WITHDRAWING), REQUEST_WITHDRAWN, TRIGGER_RELEASED, BY_EVENT,
     "nobody is asked or held any more", false},
    {(RUNNING | OVER) & ~STATE_BIT(REQUEST_WITHDRAWING), STATE_SAME, TRIGGER_RELEASED, BY_EVENT,
     "it was not being withdrawn", true},
    {IS(WITHDRAWING), REQUEST_MERGED, TRIGGER_RELEASED_MERGED, BY_EVENT,
     "nobody is asked or held for it; it goes on in another request", false},
    {(RUNNING | OVER) & ~STATE_BIT(REQUEST_WITHDRAWING), STATE_SAME, TRIGGER_RELEASED_MERGED,
     BY_EVENT, "it was not being withdrawn", true},
};

const struct machine state_request = MACHINE(transitions);
