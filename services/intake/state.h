/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a request: every change of state there is, in one table behind one gate. */
#ifndef ENTRAIDE_INTAKE_STATE_H
#define ENTRAIDE_INTAKE_STATE_H

#include "runtime/state.h"

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

extern const struct machine state_request;

#endif
