/* SPDX-License-Identifier: MPL-2.0 */
/* Every message that billing takes in, each in the file of its name. */
#ifndef ENTRAIDE_BILLING_HANDLERS_H
#define ENTRAIDE_BILLING_HANDLERS_H

#include "runtime/service.h"

/* Commands. */
extern const struct handler handler_rate_put;
extern const struct handler handler_tax_put;
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

/* Queries. */
extern const struct handler handler_quote_list;
extern const struct handler handler_work_list;
extern const struct handler handler_engagement_get;
extern const struct handler handler_document_get;

/* Events of intake and matcher. */
extern const struct handler handler_intake_organisation_changed;
extern const struct handler handler_intake_membership_changed;
extern const struct handler handler_matcher_plan_proposed;
extern const struct handler handler_matcher_plan_accepted;
extern const struct handler handler_matcher_plan_refused;
extern const struct handler handler_matcher_plan_staffed;

/* Timers. */
extern const struct handler handler_timer_quote;

#endif
