/* SPDX-License-Identifier: MPL-2.0 */
/* An organisation that is not known here, as it describes itself: kept as a sketch until a network or an
 * adviser decides about it. */
#ifndef ENTRAIDE_INTAKE_SKETCH_H
#define ENTRAIDE_INTAKE_SKETCH_H

#include "intake.h"

/* Makes the organisation and the person to answer from the sketch, and tells of both. */
void sketch_take(struct intake *self, batch_t *batch, const struct sketch *sketch,
                 struct id organisation, struct id contact);

/* The organisation gets another standing: active when its membership or an exception is settled, left when
   it cannot be served. Nothing happens to one that is no sketch. */
void sketch_settle(struct intake *self, batch_t *batch, const struct call *call,
                   struct id organisation, enum organisation_status status);

#endif
