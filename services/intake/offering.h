/* SPDX-License-Identifier: MPL-2.0 */
/* What networks offer to their members themselves, in memory: subsidiarity asks here first. */
#ifndef ENTRAIDE_INTAKE_OFFERING_H
#define ENTRAIDE_INTAKE_OFFERING_H

#include "runtime/directory.h"
#include "store.h"

/* The offerings are struct offering_row by store_offering_id; put them with offering_put. */
void offering_put(directory_t *offerings, const struct offering_row *row);

/* What the organisation offers of the service on the day, or NULL. Borrowed until it is put again. */
const struct offering_row *offering_find(const directory_t *offerings, struct id network,
                                         struct view service, int32_t day);

/* Of the organisations on a path (records path_step, as in an eligibility) the nearest above the first that
   offers the service itself on the day: what it offers, or NULL. The root, where the path ends, is the
   co-operative and does not count. Borrowed until it is put again. */
const struct offering_row *offering_on_path(const directory_t *offerings, struct list path,
                                            struct view service, int32_t day);

#endif
