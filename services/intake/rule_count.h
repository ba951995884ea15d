/* SPDX-License-Identifier: MPL-2.0 */
/* How often what a rule suggested was accepted, and refused: what a rule is worth. */
#ifndef ENTRAIDE_INTAKE_RULE_COUNT_H
#define ENTRAIDE_INTAKE_RULE_COUNT_H

#include "intake.h"

/* A need, which still has its former state, goes into another: counted when it was suggested by a rule and
   a person decides on it. */
void rule_count_note(batch_t *batch, const struct need_row *need, int state);

#endif
