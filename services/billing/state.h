/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a quote and of an engagement: every change of state there is, in tables behind one gate. */
#ifndef ENTRAIDE_BILLING_STATE_H
#define ENTRAIDE_BILLING_STATE_H

#include "proto/contract.h"

/* The state of a thing that is not there yet. */
enum { STATE_NONE = -1 };

enum trigger {
    TRIGGER_ISSUE,
    TRIGGER_NEWER_VERSION,
    TRIGGER_PLAN_ACCEPTED,
    TRIGGER_PLAN_REFUSED,
    TRIGGER_PLAN_STAFFED,
    TRIGGER_WORK_LOGGED,
    TRIGGER_INVOICED,
    TRIGGER_COUNT
};

struct transition {
    int from, to;
    enum trigger trigger;
    const char *who;    /* who brings it about */
    const char *reason; /* why it is so, for people */
    bool late;          /* the story has moved on: counted and ignored */
};

/* The transition that a trigger makes from a state, or NULL: the table has none. */
const struct transition *state_of_quote(int from, enum trigger trigger);
const struct transition *state_of_engagement(int from, enum trigger trigger);

#endif
