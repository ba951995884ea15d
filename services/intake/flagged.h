/* SPDX-License-Identifier: MPL-2.0 */
/* A flagged request goes on once it is known by which path its organisation may be served. */
#ifndef ENTRAIDE_INTAKE_FLAGGED_H
#define ENTRAIDE_INTAKE_FLAGGED_H

#include "request.h"

/* Looks at the organisation of a request that was taken as it is today, and keeps the path. With one, or by an
   exception, the request enters the state that request_take found, and that is told; without, it stays
   flagged. */
void flagged_go_on(struct intake *self, batch_t *batch, const struct call *call,
                   struct request *request, enum confirm_basis basis);

#endif
