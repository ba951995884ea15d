/* SPDX-License-Identifier: MPL-2.0 */
/* A service of the catalogue as an answer shows it. */
#ifndef ENTRAIDE_INTAKE_SERVICE_SHOW_H
#define ENTRAIDE_INTAKE_SERVICE_SHOW_H

#include "catalogue.h"

/* The row, present or past (rev is its version), with what the catalogue says of it on the day. The view
   borrows from the row and from the catalogue; its list of rules is in the arena. */
struct service_view service_show(const catalogue_t *catalogue, const struct service_row *row,
                                 int32_t day, arena_t *arena);

#endif
