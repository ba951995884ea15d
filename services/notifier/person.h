/* SPDX-License-Identifier: MPL-2.0 */
/* Keeping whom messages go to. */
#ifndef ENTRAIDE_NOTIFIER_PERSON_H
#define ENTRAIDE_NOTIFIER_PERSON_H

#include "notifier.h"

/* Adds or replaces the person, in the table and in the directory. Wanted by id before. */
void person_keep(struct notifier *self, batch_t *batch, const struct person_row *row);

#endif
