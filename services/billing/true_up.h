/* SPDX-License-Identifier: MPL-2.0 */
/* The notes that bring what was billed at provisional rates to what it cost. */
#ifndef ENTRAIDE_BILLING_TRUE_UP_H
#define ENTRAIDE_BILLING_TRUE_UP_H

#include "certificate.h"

/* Names the rows that notes need; for want functions. */
void true_up_want(const struct billing *self, batch_t *batch, const struct call *call);

/* Why the notes of a certificate cannot be issued: an error number with ret_expected, or 0. Before the first
   change. */
int true_up_fault(const struct billing *self, batch_t *batch, const struct period_row *period,
                  const struct certificate *certificate, char ret_expected[160]);

/* Are there numbers for the notes issued on a day: an error number, or 0. Before the first change. */
int true_up_series_fault(const struct billing *self, batch_t *batch, int32_t day,
                         const struct certificate *certificate);

/* Issues a debit or credit note to each payer whose true-up is not 0, and writes their numbers into the
   certificate. Returns how many. */
int64_t true_up_issue(struct billing *self, batch_t *batch, const struct call *call,
                      const struct period_row *period, struct certificate *certificate);

#endif
