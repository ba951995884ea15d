/* SPDX-License-Identifier: MPL-2.0 */
/* When work can begin: need by need, as people accept, and when the whole team has. */
#ifndef ENTRAIDE_MATCHER_STAFFING_H
#define ENTRAIDE_MATCHER_STAFFING_H

#include "matcher.h"

/* Starts the needs of a plan that can start now, and tells when the last of its team has accepted. To be
   called whenever somebody has accepted or the plan has. */
void staffing_update(batch_t *batch, const struct call *call, struct plan_row *plan);

#endif
