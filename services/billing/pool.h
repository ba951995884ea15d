/* SPDX-License-Identifier: MPL-2.0 */
/* Pools of cost and what they share their cost by. */
#ifndef ENTRAIDE_BILLING_POOL_H
#define ENTRAIDE_BILLING_POOL_H

#include "period.h"

/* Does the pool exist on some day of the period. */
bool pool_holds(const struct pool_row *pool, const struct period_row *period);

/* Is this one of the pool's drivers, or what fills its denominator. */
bool pool_uses(const struct pool_row *pool, int driver);

/* Is the driver counted by billing itself, not read. */
bool driver_counted(int driver);

/* Does what a cost or a reading names exist: an error number, or 0. engagement and object are loaded. */
int target_fault(const struct billing *self, batch_t *batch, int target, struct id id);

/* Names the row of the target, for want functions. */
void target_want(batch_t *batch, int target, struct id id);

struct pool_view pool_view_of(const struct pool_row *pool, arena_t *arena);

#endif
