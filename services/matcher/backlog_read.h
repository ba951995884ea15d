/* SPDX-License-Identifier: MPL-2.0 */
/* The backlog as it is stored. */
#ifndef ENTRAIDE_MATCHER_BACKLOG_READ_H
#define ENTRAIDE_MATCHER_BACKLOG_READ_H

#include "backlog.h"

/* The first unmet requests by urgency, then deadline (none comes last), then the order in which they were
   received; at most limit, 0 = BACKLOG_MAX. For queries and timers. In the arena. */
struct backlog_item *backlog_read(struct matcher *self, batch_t *batch, const struct call *call,
                                  int64_t limit, size_t *ret_count);

#endif
