/* SPDX-License-Identifier: MPL-2.0 */
/* Reading what belongs to a period: one look at the database as it was committed. */
#ifndef ENTRAIDE_BILLING_GATHER_H
#define ENTRAIDE_BILLING_GATHER_H

#include "assembly.h"

/* The period's row, as committed, is rows.period: earlier messages of the batch may have gone further, which
   its entry_rev tells. period is NULL when the database failed. Borrowed from the batch. */
struct period_rows gather_period(const struct billing *self, batch_t *batch, struct id period,
                                 const struct bylaws *laws);

/* A certificate of a period, or NULL. */
const struct certificate_row *gather_certificate(batch_t *batch, struct id period, int64_t number);

/* The numbers of a period: its latest certificate, or the allocation that is to become the next one. false
   when it has neither. Borrowed from the batch. */
bool gather_numbers(batch_t *batch, const struct period_row *period,
                    struct certificate *ret_certificate);

/* An engagement of the period with a payer who has not answered yet, or NULL. */
const struct engagement_payer_row *gather_open_share(batch_t *batch,
                                                     const struct period_row *period);

/* What each payer was billed for the days. */
struct charge_sum_row **gather_charges(batch_t *batch, int32_t first_day, int32_t last_day,
                                       size_t *ret_count);

#endif
