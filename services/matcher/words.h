/* SPDX-License-Identifier: MPL-2.0 */
/* Words as small numbers: the first word put is 0, the next 1, and so on. */
#ifndef ENTRAIDE_MATCHER_WORDS_H
#define ENTRAIDE_MATCHER_WORDS_H

#include "proto/view.h"

#define WORD_NONE UINT32_MAX

typedef struct words words_t;

words_t *words_new(void);
void words_destroy(words_t **words_p);
void words_clear(words_t *words);

/* The number of a word; one that is new gets the next number (its text is copied). */
uint32_t words_put(words_t *words, struct view text);

/* The number of a word, or WORD_NONE. */
uint32_t words_find(const words_t *words, struct view text);

/* The text of a number below the count; borrowed until words_clear or words_destroy. */
struct view words_text(const words_t *words, uint32_t number);

uint32_t words_count(const words_t *words);

#endif
