/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a plan's version and of an assignment: every change of state there is, in two tables
 * behind one gate. */
#ifndef ENTRAIDE_MATCHER_STATE_H
#define ENTRAIDE_MATCHER_STATE_H

#include "proto/contract.h"

/* The state of what is not there yet. */
enum { STATE_NONE = -1 };

enum plan_trigger {
    PLAN_TEAM_FOUND,
    PLAN_NO_TEAM,
    PLAN_CONTACT_ACCEPTS,
    PLAN_CONTACT_REFUSES,
    PLAN_WITHIN_LIMIT,
    PLAN_ALL_ACCEPTED,
    PLAN_REPLACED,
    PLAN_TRIGGER_COUNT
};

enum assignment_trigger {
    ASSIGNMENT_OFFER,
    ASSIGNMENT_ACCEPT,
    ASSIGNMENT_DECLINE,
    ASSIGNMENT_TIME_OUT,
    ASSIGNMENT_WITHDRAW,
    ASSIGNMENT_TRIGGER_COUNT
};

struct transition {
    int from; /* enum plan_state or assignment_state, or STATE_NONE */
    int to;
    int trigger;
    const char *who;    /* who brings it about */
    const char *reason; /* why it is so, for people */
};

/* One machine. */
struct machine {
    const struct transition *transitions;
    size_t count;
};

extern const struct machine state_plan;
extern const struct machine state_assignment;

/* The transition that a trigger makes from a state, or NULL: the table has none. */
const struct transition *state_find(const struct machine *machine, int from, int trigger);

#endif
