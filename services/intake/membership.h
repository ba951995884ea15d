/* SPDX-License-Identifier: MPL-2.0 */
/* A membership that was stored: the graph follows, the others are told, everyone below is looked at. */
#ifndef ENTRAIDE_INTAKE_MEMBERSHIP_H
#define ENTRAIDE_INTAKE_MEMBERSHIP_H

#include "intake.h"

/* The graph follows, and everyone below the member is looked at: before and after, where it is another. */
void membership_change(struct intake *self, batch_t *batch, const struct call *call,
                       const struct membership_row *row);

#endif
