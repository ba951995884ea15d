/* SPDX-License-Identifier: MPL-2.0 */
/* What the contact was asked, and what they answered: to advisers, and to the questions of the rules. */
#ifndef ENTRAIDE_INTAKE_QUESTIONS_H
#define ENTRAIDE_INTAKE_QUESTIONS_H

#include "intake.h"

enum { QUESTIONS_MAX = 8 }; /* of one request: 6 KiB each in its answer */

/* The questions about a request, with their words when the reader may see them. */
struct list questions_show(batch_t *batch, struct id request, bool words);

/* The answers given to the rules' questions so far (sealed bytes), and the newer ones, which win. At most 32
   in all: the newest stay. */
struct list answers_merged(batch_t *batch, struct view sealed, struct list newer);

#endif
