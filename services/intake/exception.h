/* SPDX-License-Identifier: MPL-2.0 */
/* Decisions of advisers about organisations without a path, each with the by-law that it rests on. */
#ifndef ENTRAIDE_INTAKE_EXCEPTION_H
#define ENTRAIDE_INTAKE_EXCEPTION_H

#include "intake.h"

/* A decision on a request. */
struct ruling {
    bool granted;
    struct view by_law, reason;
    int32_t valid_to; /* last day; 0 = refused */
};

/* Is there an exception for the organisation on that day. */
bool exception_holds(const struct intake *self, struct id organisation, int32_t day);

/* Keeps in memory the exception of an organisation that holds longest. */
void exception_keep(struct intake *self, const struct by_law_exception_row *row);

/* Stores a decision; it is never changed. */
void exception_store(struct intake *self, batch_t *batch, const struct call *call,
                     const struct request_row *request, const struct ruling *ruling);

#endif
