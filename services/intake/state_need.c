/* SPDX-License-Identifier: MPL-2.0 */
/* The table of the states of a need.
 *
 * A suggestion becomes a need only by a person: the contact, by accepting a plan with it, or an adviser.
 * From active on, the states are a projection of what matcher tells. */
#include "state.h"

#define IS(word) (STATE_SET | STATE_BIT(NEED_##word))

enum {
    /* Not begun. */
    WANTED = IS(SUGGESTED) | IS(CONFIRMED),
    OVER = IS(REFUSED) | IS(CANCELLED) | IS(CLOSED),
    BY_HELPERS = BY_ADVISER | BY_PROFESSIONAL,
    BY_CONTACTS = BY_SYSTEM | BY_CONTACT | BY_ADVISER | BY_OPERATOR,
};

static const struct transition transitions[] = {
    {STATE_NONE, NEED_CONFIRMED, NEED_TRIGGER_DECLARE, BY_ANYBODY, "the requester asked for it",
     false},
    {STATE_NONE, NEED_CONFIRMED, NEED_TRIGGER_ADD, BY_CONTACTS, "added later, by a person", false},
    {STATE_NONE, NEED_SUGGESTED, NEED_TRIGGER_SUGGEST_RULE, BY_ANYBODY, "a rule suggests it",
     false},
    {STATE_NONE, NEED_SUGGESTED, NEED_TRIGGER_SUGGEST_PERSON, BY_HELPERS, "a person suggests it",
     false},

    {WANTED, NEED_CONFIRMED, NEED_TRIGGER_CONFIRM, BY_CONTACTS, "a person wants it done", false},
    {WANTED, NEED_REFUSED, NEED_TRIGGER_REFUSE, BY_CONTACTS, "a person does not want it", false},
    {WANTED, STATE_SAME, NEED_TRIGGER_CHANGE, BY_CONTACTS, "its work has not begun", false},
    {WANTED | IS(ACTIVE), NEED_CANCELLED, NEED_TRIGGER_CANCEL, BY_CONTACTS,
     "it is no longer wanted", false},
    {IS(CLOSED), STATE_SAME, NEED_TRIGGER_REPEAT, BY_CONTACTS,
     "something is left to be done, as a new need", false},

    {WANTED, NEED_CONFIRMED, NEED_TRIGGER_ACCEPTED, BY_EVENT,
     "the contact accepted the plan with it", false},
    {IS(ACTIVE) | IS(DONE), STATE_SAME, NEED_TRIGGER_ACCEPTED, BY_EVENT,
     "a newer version of a plan under way", false},
    {OVER, STATE_SAME, NEED_TRIGGER_ACCEPTED, BY_EVENT, "it was over before the news came", true},
    {WANTED | IS(ACTIVE), NEED_REFUSED, NEED_TRIGGER_REFUSED, BY_EVENT,
     "the contact accepted the plan without it", false},
    {IS(DONE) | OVER, STATE_SAME, NEED_TRIGGER_REFUSED, BY_EVENT,
     "it was over before the news came", true},

    {WANTED | IS(ACTIVE), NEED_ACTIVE, NEED_TRIGGER_STARTED, BY_EVENT, "work on it begins", false},
    {IS(DONE) | OVER, STATE_SAME, NEED_TRIGGER_STARTED, BY_EVENT,
     "it was over before the news came", true},
    {WANTED | IS(ACTIVE), NEED_DONE, NEED_TRIGGER_FINISHED, BY_EVENT,
     "the professional says that it is done", false},
    {IS(DONE) | OVER, STATE_SAME, NEED_TRIGGER_FINISHED, BY_EVENT,
     "it was over before the news came", true},
    {IS(DONE), NEED_ACTIVE, NEED_TRIGGER_DISPUTED, BY_EVENT,
     "the contact says that something is missing", false},
    {WANTED | IS(ACTIVE) | OVER, STATE_SAME, NEED_TRIGGER_DISPUTED, BY_EVENT,
     "it was not held to be done", true},
    {WANTED | IS(ACTIVE) | IS(DONE), NEED_CLOSED, NEED_TRIGGER_CLOSED, BY_EVENT,
     "the contact agreed, or kept silent", false},
    {OVER, STATE_SAME, NEED_TRIGGER_CLOSED, BY_EVENT, "it was over before the news came", true},
};

const struct machine state_need = MACHINE(transitions);
