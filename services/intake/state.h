/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of a request and of a need: every change of state there is, and who may bring it about. */
#ifndef ENTRAIDE_INTAKE_STATE_H
#define ENTRAIDE_INTAKE_STATE_H

#include "runtime/state.h"

/* What can befall a request. */
enum trigger {
    TRIGGER_SUBMIT_WITH_PATH, /* commands */
    TRIGGER_SUBMIT_FOR_REVIEW,
    TRIGGER_SUBMIT_WITHOUT_PATH,
    TRIGGER_SUBMIT_FOR_CONSENT,
    TRIGGER_MEMBERSHIP,
    TRIGGER_MEMBERSHIP_FOR_REVIEW,
    TRIGGER_EXCEPTION_GRANT,
    TRIGGER_EXCEPTION_REFUSE,
    TRIGGER_IDENTIFY,
    TRIGGER_IDENTIFY_FOR_REVIEW,
    TRIGGER_ASK,
    TRIGGER_ANSWER,
    TRIGGER_CONFIRM,
    TRIGGER_CONSENT,
    TRIGGER_CONSENT_FOR_REVIEW,
    TRIGGER_SUGGEST,
    TRIGGER_UPDATE,
    TRIGGER_WITHDRAW,
    TRIGGER_REOPEN,
    TRIGGER_MERGE,
    TRIGGER_PLAN_PROPOSED, /* news of matcher and billing */
    TRIGGER_PLAN_UNMET,
    TRIGGER_PLAN_ACCEPTED,
    TRIGGER_PLAN_REFUSED,
    TRIGGER_ENGAGEMENT_OPENED,
    TRIGGER_NEED_STARTED,
    TRIGGER_NEEDS_CLOSED,
    TRIGGER_RELEASED,
    TRIGGER_RELEASED_MERGED,
    TRIGGER_COUNT
};

/* What can befall a need. */
enum need_trigger {
    NEED_TRIGGER_DECLARE, /* commands */
    NEED_TRIGGER_ADD,
    NEED_TRIGGER_SUGGEST_RULE,
    NEED_TRIGGER_SUGGEST_PERSON,
    NEED_TRIGGER_CONFIRM,
    NEED_TRIGGER_REFUSE,
    NEED_TRIGGER_CHANGE,
    NEED_TRIGGER_CANCEL,
    NEED_TRIGGER_REPEAT,
    NEED_TRIGGER_ACCEPTED, /* news of matcher */
    NEED_TRIGGER_REFUSED,
    NEED_TRIGGER_STARTED,
    NEED_TRIGGER_FINISHED,
    NEED_TRIGGER_DISPUTED,
    NEED_TRIGGER_CLOSED,
    NEED_TRIGGER_COUNT
};

extern const struct machine state_request; /* enum request_state, enum trigger */
extern const struct machine state_need;    /* enum need_state, enum need_trigger */

#endif
