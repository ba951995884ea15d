/* SPDX-License-Identifier: MPL-2.0 */
/* What a change of a request does, as it is answered: also by a dry run. */
#ifndef ENTRAIDE_INTAKE_EFFECT_H
#define ENTRAIDE_INTAKE_EFFECT_H

#include "draft.h"

/* What the draft does to the request, which goes into this state. Before the draft is stored. */
struct request_effect effect_of(const struct draft *draft, const struct request_row *row,
                                int state);

/* Stores the draft, and the request goes where request_take said. What that does. */
struct request_effect effect_settle(const struct draft *draft, struct request *request);

/* The same for a change that leaves the needs as they are. */
struct request_effect effect_of_request(batch_t *batch, const struct request *request);

#endif
