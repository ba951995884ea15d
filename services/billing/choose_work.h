/* SPDX-License-Identifier: MPL-2.0 */
/* Moving chosen work logs from one state to the next: named ones, or a professional's in a range of days. What
 * billing.work.submit, .approve and .return have in common, and in one place what differs. */
#ifndef ENTRAIDE_BILLING_CHOOSE_WORK_H
#define ENTRAIDE_BILLING_CHOOSE_WORK_H

#include "work.h"

enum { CHOICE_DAYS_MAX = 31 };

/* Names the rows that choose_work loads. */
void choose_work_want(void *context, batch_t *batch, const struct call *call);

/* Moves them and replies with how many and how much. A named log must exist and be in the right state; of a
   range, those in the right state are moved. OK, or what refuse returned. */
int choose_work(void *context, batch_t *batch, const struct call *call);

#endif
