/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a request: every change of state there is, in one table behind one gate. */
#ifndef ENTRAIDE_INTAKE_STATE_H
#define ENTRAIDE_INTAKE_STATE_H

#include "proto/contract.h"

/* The state of a request that is not there yet. */
enum { REQUEST_NONE = -1 };

enum trigger {
    TRIGGER_SUBMIT_WITH_PATH,
    TRIGGER_SUBMIT_WITHOUT_PATH,
    TRIGGER_PLAN_PROPOSED,
    TRIGGER_PLAN_UNMET,
    TRIGGER_PLAN_ACCEPTED,
    TRIGGER_PLAN_REFUSED,
    TRIGGER_ENGAGEMENT_OPENED,
    TRIGGER_COUNT
};

struct transition {
    int from; /* enum request_state or REQUEST_NONE */
    int to;   /* enum request_state; the same as from when late */
    enum trigger trigger;
    const char *who;    /* who brings it about */
    const char *reason; /* why it is so, for people */
    bool late;          /* the story has moved on: counted and ignored */
};

/* The transition that a trigger makes from a state, or NULL: the table has none. */
const struct transition *state_find(int from, enum trigger trigger);

/* The whole table. */
const struct transition *state_all(size_t *ret_count);

#endif
