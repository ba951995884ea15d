/* SPDX-License-Identifier: MPL-2.0 */
/* Needs that go over from one request to another. */
#ifndef ENTRAIDE_INTAKE_MERGE_H
#define ENTRAIDE_INTAKE_MERGE_H

#include "draft.h"

/* Adds to a draft the living needs of another request for services that it does not ask for itself, under ids
   of their own, each leaning on what it leant on where that is asked for here too. The services that went
   over, or refused (E_NEEDS_FULL). */
int merge_needs(struct draft *draft, const struct request *from,
                struct list *ret_services) MUST_CHECK;

#endif
