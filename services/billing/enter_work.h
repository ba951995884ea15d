/* SPDX-License-Identifier: MPL-2.0 */
/* Logging work: what one log must satisfy, and the log it becomes; for one at a time and for many. */
#ifndef ENTRAIDE_BILLING_ENTER_WORK_H
#define ENTRAIDE_BILLING_ENTER_WORK_H

#include "work.h"

/* A log that may be kept, and its engagement. */
struct work_entry {
    const char *prefix; /* given: begins every path, such as "data." */
    struct refusal refusal;
    struct engagement_row *engagement;
    struct work_log_row log;
};

/* Names the rows that enter_work_check loads. */
void enter_work_want(batch_t *batch, const struct call *call, const struct billing_work_log *item);

/* Checks an item and makes its log. 0, or -1 with entry->refusal filled. A reference that was used
   before is E_DUPLICATE, and entry->log.id that of its log. */
int enter_work_check(const struct billing *self, batch_t *batch, const struct call *call,
                     const struct billing_work_log *item, struct work_entry *entry);

#endif
