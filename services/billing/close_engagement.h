/* SPDX-License-Identifier: MPL-2.0 */
/* The end of an engagement. */
#ifndef ENTRAIDE_BILLING_CLOSE_ENGAGEMENT_H
#define ENTRAIDE_BILLING_CLOSE_ENGAGEMENT_H

#include "billing.h"

/* Closes it and tells it; false, and nothing happens, when its state has no such step. */
bool close_engagement(batch_t *batch, struct engagement_row *engagement);

#endif
