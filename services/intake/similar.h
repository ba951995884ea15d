/* SPDX-License-Identifier: MPL-2.0 */
/* Requests that one may repeat: open needs of the same organisation for the same services. It is a warning:
 * what the same batch has just written is not looked at. */
#ifndef ENTRAIDE_INTAKE_SIMILAR_H
#define ENTRAIDE_INTAKE_SIMILAR_H

#include "request.h"

enum { SIMILAR_MAX = 12 };

/* Names the rows that similar_find loads. */
void similar_want(batch_t *batch, struct id organisation);

/* The open needs of other requests of the organisation for a service that one of these rows is for,
   among its newest 12, which are three or four requests: a repetition follows soon. */
struct list similar_find(batch_t *batch, struct id organisation, struct id request,
                         const struct need_row *const *needs, size_t count);

#endif
