/* SPDX-License-Identifier: MPL-2.0 */
/* Cost entries: never edited, taken back by a new one. */
#ifndef ENTRAIDE_BILLING_COST_H
#define ENTRAIDE_BILLING_COST_H

#include "pool.h"

/* What stands for a client's own reference of a cost. */
struct id cost_source_key(const struct client *client, struct view source_ref);

/* Keeps the entry, counts it for its period by the step, posts it to the ledger (against what is owed for it;
   a contribution to the reserve against the reserve) and answers. */
void cost_keep(struct billing *self, batch_t *batch, struct period_row *period,
               const struct transition *step, const struct cost_row *row);

#endif
