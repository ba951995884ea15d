/* SPDX-License-Identifier: MPL-2.0 */
/* Whom a case is against: known before anything of its content is shown to anybody. */
#ifndef ENTRAIDE_INTAKE_ADVERSE_H
#define ENTRAIDE_INTAKE_ADVERSE_H

#include "intake.h"

/* Each adverse party is named, or an organisation that is known. OK or ERR_REFUSED. */
int adverse_check(struct intake *self, batch_t *batch, struct list parties) MUST_CHECK;

/* The adverse parties of a request that are organisations known here: those given by id, and those whose
   name is that of exactly one known organisation. Other names stay sealed. */
struct list adverse_organisations(struct intake *self, batch_t *batch,
                                  const struct request_row *row);

/* The adverse parties of both requests, each once, sealed nowhere. OK, or refused (E_FIELD_COUNT) when they
   are too many for one request. */
int adverse_join(batch_t *batch, const struct request_row *into, const struct request_row *from,
                 struct list *ret_parties) MUST_CHECK;

#endif
