/* SPDX-License-Identifier: MPL-2.0 */
/* Every message that intake takes in, each in the file of its name. */
#ifndef ENTRAIDE_INTAKE_HANDLERS_H
#define ENTRAIDE_INTAKE_HANDLERS_H

#include "runtime/service.h"

/* Commands. */
extern const struct handler handler_organisation_put;
extern const struct handler handler_membership_put;
extern const struct handler handler_eligibility_recheck;
extern const struct handler handler_contact_put;
extern const struct handler handler_contact_erase;
extern const struct handler handler_field_put;
extern const struct handler handler_service_put;
extern const struct handler handler_offering_put;
extern const struct handler handler_rule_put;
extern const struct handler handler_calendar_put;
extern const struct handler handler_request_submit;
extern const struct handler handler_request_ask;
extern const struct handler handler_request_answer;
extern const struct handler handler_request_confirm;
extern const struct handler handler_request_update;
extern const struct handler handler_request_withdraw;
extern const struct handler handler_request_identify;
extern const struct handler handler_request_merge;
extern const struct handler handler_request_reopen;
extern const struct handler handler_need_suggest;
extern const struct handler handler_exception_grant;
extern const struct handler handler_exception_refuse;
extern const struct handler handler_membership_confirm;

/* Queries. */
extern const struct handler handler_eligibility_get;
extern const struct handler handler_request_get;
extern const struct handler handler_organisation_get;
extern const struct handler handler_member_list;
extern const struct handler handler_catalogue_list;
extern const struct handler handler_service_get;
extern const struct handler handler_contact_list;
extern const struct handler handler_contact_export;
extern const struct handler handler_request_list;
extern const struct handler handler_rule_list;

/* Events of matcher and billing. */
extern const struct handler handler_matcher_plan_proposed;
extern const struct handler handler_matcher_plan_unmet;
extern const struct handler handler_matcher_plan_accepted;
extern const struct handler handler_matcher_plan_refused;
extern const struct handler handler_billing_engagement_opened;
extern const struct handler handler_matcher_need_started;
extern const struct handler handler_matcher_need_finished;
extern const struct handler handler_matcher_need_disputed;
extern const struct handler handler_matcher_need_closed;
extern const struct handler handler_matcher_request_released;
extern const struct handler handler_billing_work_approved;

/* Timers. */
extern const struct handler handler_timer_recheck;
extern const struct handler handler_timer_boundary;
extern const struct handler handler_timer_clock;

#endif
