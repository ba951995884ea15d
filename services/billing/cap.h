/* SPDX-License-Identifier: MPL-2.0 */
/* What a payer allowed: the cap of an engagement, how much of it is used, and who is told. */
#ifndef ENTRAIDE_BILLING_CAP_H
#define ENTRAIDE_BILLING_CAP_H

#include "billing.h"

/* The net amount that work may reach: the limit was set on a total with the contribution to the reserve and
   the payer's taxes of the day. */
int64_t cap_within(const struct billing *self, const struct organisation_row *payer, int32_t day,
                   int64_t not_to_exceed_cents, int64_t reserve_ppm);

/* Of 100, rounded down, 0..100; a cap of 0 is used when there is work. Pure. */
int64_t cap_used_percent(int64_t logged_cents, int64_t cap_cents);

/* Tells the contact; ask is what more is asked for, or NULL. */
void cap_warn(batch_t *batch, const struct engagement_row *engagement,
              const struct billing_engagement_ask *ask);

#endif
