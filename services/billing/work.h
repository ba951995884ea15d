/* SPDX-License-Identifier: MPL-2.0 */
/* Work logs: the one gate for their states, and how a new one enters. */
#ifndef ENTRAIDE_BILLING_WORK_H
#define ENTRAIDE_BILLING_WORK_H

#include "billing.h"

/* Pulls a trigger on a log; tells it when it is approved or returned now, and counts it for its period. false, and nothing happens, when
   its state has no such step. */
bool work_move(struct billing *self, batch_t *batch, struct work_log_row *log,
               enum trigger trigger);

/* The state of a log as it stands now: approved work is locked once its period's true-up is decided. */
int work_state(const struct billing *self, const struct work_log_row *log);

/* Keeps a new log, counts it on its engagement and tells it. Without the setting work_approval it is
   submitted and approved at once. */
void work_keep(struct billing *self, batch_t *batch, struct engagement_row *engagement,
               const struct work_log_row *log);

/* Keeps a log below 0 that takes back another; it is as far as that one. Returns the batch's row. */
struct work_log_row *work_take_back(struct billing *self, batch_t *batch,
                                    struct engagement_row *engagement,
                                    const struct work_log_row *log, struct view reason);

/* What stands in the place of a reference for the log that reverses another. */
struct id work_reversal_key(struct id log);

#endif
