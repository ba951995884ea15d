/* SPDX-License-Identifier: MPL-2.0 */
/* Everything the notifier listens to, one line each. */
#ifndef ENTRAIDE_NOTIFIER_HANDLERS_H
#define ENTRAIDE_NOTIFIER_HANDLERS_H

#include "notifier.h"

/* What things are called. */
extern const struct handler handler_intake_organisation_changed;
extern const struct handler handler_intake_membership_changed;
extern const struct handler handler_intake_service_changed;
extern const struct handler handler_intake_contact_changed;
extern const struct handler handler_intake_contact_erased;
extern const struct handler handler_matcher_professional_changed;

/* What people are told of. */
extern const struct handler handler_intake_consent_asked;
extern const struct handler handler_intake_request_flagged;
extern const struct handler handler_intake_request_asked;
extern const struct handler handler_intake_request_ineligible;
extern const struct handler handler_intake_request_completed;
extern const struct handler handler_intake_request_withdrawn;
extern const struct handler handler_intake_request_merged;
extern const struct handler handler_matcher_plan_unmet;
extern const struct handler handler_billing_quote_issued;
extern const struct handler handler_matcher_assignment_offered;
extern const struct handler handler_matcher_assignment_released;
extern const struct handler handler_matcher_assignment_awaited;
extern const struct handler handler_matcher_need_finished;
extern const struct handler handler_matcher_need_disputed;
extern const struct handler handler_billing_engagement_opened;
extern const struct handler handler_billing_engagement_extended;
extern const struct handler handler_billing_engagement_warned;
extern const struct handler handler_billing_quote_withheld;
extern const struct handler handler_billing_quote_expired;
extern const struct handler handler_billing_document_overdue;
extern const struct handler handler_billing_work_returned;
extern const struct handler handler_billing_share_proposed;
extern const struct handler handler_billing_document_issued;

/* Sending, and who was told what. */
extern const struct handler handler_timer_pump;
extern const struct handler handler_result_delivery;
extern const struct handler handler_message_list;

#endif
