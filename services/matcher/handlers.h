/* SPDX-License-Identifier: MPL-2.0 */
/* Every message that the matcher takes in, each in the file of its name. */
#ifndef ENTRAIDE_MATCHER_HANDLERS_H
#define ENTRAIDE_MATCHER_HANDLERS_H

#include "runtime/service.h"

/* Commands. */
extern const struct handler handler_professional_put;
extern const struct handler handler_conflict_put;
extern const struct handler handler_capacity_put;
extern const struct handler handler_ladder_put;
extern const struct handler handler_batch_run;
extern const struct handler handler_plan_decide;
extern const struct handler handler_plan_renew;
extern const struct handler handler_offer_respond;
extern const struct handler handler_assignment_release;
extern const struct handler handler_release_decide;
extern const struct handler handler_need_finish;
extern const struct handler handler_need_confirm;
extern const struct handler handler_need_dispute;

/* Queries. */
extern const struct handler handler_plan_get;
extern const struct handler handler_offer_list;
extern const struct handler handler_capacity_get;
extern const struct handler handler_batch_explain;
extern const struct handler handler_match_explain;
extern const struct handler handler_match_replay;

/* Events of intake and billing. */
extern const struct handler handler_intake_request_received;
extern const struct handler handler_intake_membership_changed;
extern const struct handler handler_intake_request_confirmed;
extern const struct handler handler_intake_request_withdrawing;
extern const struct handler handler_billing_rate_changed;
extern const struct handler handler_billing_quote_issued;
extern const struct handler handler_billing_work_approved;
extern const struct handler handler_billing_engagement_closed;

/* Timers. */
extern const struct handler handler_timer_offer_expire;
extern const struct handler handler_timer_batch;
#define TIMER_BATCH "batch"
extern const struct handler handler_timer_absence;
extern const struct handler handler_timer_need_close;
extern const struct handler handler_timer_engagement_end;
extern const struct handler handler_timer_unmet;
extern const struct handler handler_timer_recheck;
extern const struct handler handler_timer_tie;

#endif
