/* SPDX-License-Identifier: MPL-2.0 */
/* Work logs: the one gate for their states, and how a new one enters. */
#ifndef ENTRAIDE_BILLING_WORK_H
#define ENTRAIDE_BILLING_WORK_H

#include "billing.h"

/* Pulls a trigger on a log; tells it when it is approved now. false, and nothing happens, when its state
   has no such step. */
bool work_move(batch_t *batch, struct work_log_row *log, enum trigger trigger, struct id request);

/* Keeps a new log, counts it on its engagement and tells it. Without the setting work_approval it is
   submitted and approved at once. */
void work_keep(const struct billing *self, batch_t *batch, struct engagement_row *engagement,
               const struct work_log_row *log);

#endif
