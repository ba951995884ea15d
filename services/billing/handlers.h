/* SPDX-License-Identifier: MPL-2.0 */
/* Every message that billing takes in, each in the file of its name. */
#ifndef ENTRAIDE_BILLING_HANDLERS_H
#define ENTRAIDE_BILLING_HANDLERS_H

#include "runtime/service.h"

/* Commands. */
extern const struct handler handler_rate_put;
extern const struct handler handler_tax_put;
extern const struct handler handler_exemption_put;
extern const struct handler handler_series_put;
extern const struct handler handler_account_put;
extern const struct handler handler_payment_post;
extern const struct handler handler_payment_reverse;
extern const struct handler handler_credit_apply;
extern const struct handler handler_credit_refund;
extern const struct handler handler_work_log;
extern const struct handler handler_work_batch;
extern const struct handler handler_work_submit;
extern const struct handler handler_work_approve;
extern const struct handler handler_work_return;
extern const struct handler handler_work_reverse;
extern const struct handler handler_share_propose;
extern const struct handler handler_share_respond;
extern const struct handler handler_invoice_issue;
extern const struct handler handler_engagement_close;
extern const struct handler handler_pool_put;
extern const struct handler handler_object_put;
extern const struct handler handler_driver_put;
extern const struct handler handler_cost_post;
extern const struct handler handler_cost_reverse;
extern const struct handler handler_market_put;
extern const struct handler handler_period_open;
extern const struct handler handler_period_close;
extern const struct handler handler_period_allocate;
extern const struct handler handler_period_certify;
extern const struct handler handler_period_finalise;
extern const struct handler handler_engagement_ask;
extern const struct handler handler_engagement_consent;

/* Queries. */
extern const struct handler handler_quote_list;
extern const struct handler handler_work_list;
extern const struct handler handler_engagement_get;
extern const struct handler handler_document_get;
extern const struct handler handler_document_list;
extern const struct handler handler_document_render;
extern const struct handler handler_statement_get;
extern const struct handler handler_ledger_list;
extern const struct handler handler_tax_report;
extern const struct handler handler_series_list;
extern const struct handler handler_account_list;
extern const struct handler handler_pool_list;
extern const struct handler handler_cost_list;
extern const struct handler handler_period_get;
extern const struct handler handler_period_list;
extern const struct handler handler_certificate_get;
extern const struct handler handler_allocation_get;
extern const struct handler handler_line_explain;

/* Events of intake and matcher. */
extern const struct handler handler_intake_organisation_changed;
extern const struct handler handler_intake_service_changed;
extern const struct handler handler_intake_membership_changed;
extern const struct handler handler_matcher_plan_proposed;
extern const struct handler handler_matcher_plan_accepted;
extern const struct handler handler_matcher_plan_refused;
extern const struct handler handler_matcher_need_started;
extern const struct handler handler_matcher_need_closed;
extern const struct handler handler_matcher_request_released;

/* Timers. */
extern const struct handler handler_timer_quote;
extern const struct handler handler_timer_overdue;
extern const struct handler handler_timer_expiry;
extern const struct handler handler_timer_certify;

/* Long work that comes back. */
extern const struct handler handler_result_allocation;

#endif
