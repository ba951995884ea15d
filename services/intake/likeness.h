/* SPDX-License-Identifier: MPL-2.0 */
/* Which known organisations a name may mean: the same but for case, accents, punctuation and words of up to
 * two letters; numbers count. */
#ifndef ENTRAIDE_INTAKE_LIKENESS_H
#define ENTRAIDE_INTAKE_LIKENESS_H

#include "graph.h"

enum { LIKENESS_SIZE = 256 };

/* The name as it is compared: small letters without accents and digits, a space between words, short
   words left out unless all are short. Returns its bytes in ret_text. */
size_t likeness_fold(struct view name, char ret_text[LIKENESS_SIZE]);

/* A number that is the same for names that fold alike. */
uint32_t likeness_hash(struct view name);

/* The first max organisations, by id, whose name folds alike; not sketches. Their number. */
size_t likeness_find(const graph_t *graph, struct view name, size_t max,
                     const struct organisation_row **ret_found);

#endif
