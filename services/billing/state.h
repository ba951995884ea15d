/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a quote, an engagement and a work log: every change of state there is, in tables behind one gate. */
#ifndef ENTRAIDE_BILLING_STATE_H
#define ENTRAIDE_BILLING_STATE_H

#include "runtime/state.h"

enum trigger {
    TRIGGER_ISSUE,
    TRIGGER_NEWER_VERSION,
    TRIGGER_PLAN_ACCEPTED,
    TRIGGER_PLAN_REFUSED,
    TRIGGER_REQUEST_RELEASED,
    TRIGGER_NEED_STARTED,
    TRIGGER_WORK_LOGGED,
    TRIGGER_INVOICED,
    TRIGGER_CLOSE,
    TRIGGER_CONSENT,
    TRIGGER_SUBMIT,
    TRIGGER_RETURN,
    TRIGGER_APPROVE,
    TRIGGER_LOCK,
    TRIGGER_REVERSE,
    TRIGGER_ACCEPT,
    TRIGGER_REFUSE,
    TRIGGER_REPLACE,
    TRIGGER_OPEN,
    TRIGGER_CLOSE_PERIOD,
    TRIGGER_ENTRY,
    TRIGGER_LATE_ENTRY,
    TRIGGER_ALLOCATED,
    TRIGGER_CERTIFY,
    TRIGGER_SIGN,
    TRIGGER_FINALISE,
    TRIGGER_COUNT
};

extern const struct machine state_quote;
extern const struct machine state_engagement;
extern const struct machine state_work;
extern const struct machine state_share;
extern const struct machine state_period;

#endif
