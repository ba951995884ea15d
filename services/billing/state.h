/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a quote and of an engagement: every change of state there is, in tables behind one gate. */
#ifndef ENTRAIDE_BILLING_STATE_H
#define ENTRAIDE_BILLING_STATE_H

#include "runtime/state.h"

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

extern const struct machine state_quote;
extern const struct machine state_engagement;

#endif
