/* SPDX-License-Identifier: MPL-2.0 */
/* A contact as an answer shows it. */
#ifndef ENTRAIDE_INTAKE_CONTACT_H
#define ENTRAIDE_INTAKE_CONTACT_H

#include "intake.h"

/* The row opened; its personal fields only with personal. Views are borrowed or in the batch's arena. */
struct contact_view contact_show(batch_t *batch, const struct contact_row *row, bool personal);

/* Tells everybody what a stored row says now. */
void contact_tell(batch_t *batch, const struct contact_row *row);

#endif
