/* SPDX-License-Identifier: MPL-2.0 */
/* What the handlers of a request share: its needs as rows and as records, and the gate of its state. */
#ifndef ENTRAIDE_INTAKE_REQUEST_H
#define ENTRAIDE_INTAKE_REQUEST_H

#include "intake.h"
#include "suggestion.h"

/* A wanted need with a new id. Copied into the batch, since the catalogue may change before it ends. */
struct need request_need_new(batch_t *batch, const struct wanted *wanted);

/* The need as a row of its request, and back. Views are borrowed. */
struct need_row request_need_row(struct id request, const struct need *need, arena_t *arena);
struct need request_need_of(const struct need_row *row);

/* Names the request that request_move will move: for want functions of events. */
void request_want(batch_t *batch, struct id request);

/* Moves a request as its table of states says: a late event is counted and ignored, one that the table
   does not know or that is about no request of ours is parked. What the handler returns. */
int request_move(batch_t *batch, struct id request, enum trigger trigger);

#endif
