/* SPDX-License-Identifier: MPL-2.0 */
/* What tests of texts share: an arena for each test, and how a text is compared. */
#ifndef ENTRAIDE_TESTS_NOTIFIER_TEXTS_H
#define ENTRAIDE_TESTS_NOTIFIER_TEXTS_H

#include "proto/arena.h"

extern arena_t *arena; /* between set_up and tear_down */

int set_up(void **state);
int tear_down(void **state);

void expect(struct view text, const char *expected);

#endif
