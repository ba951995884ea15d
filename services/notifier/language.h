/* SPDX-License-Identifier: MPL-2.0 */
/* The languages that people are written to in. */
#ifndef ENTRAIDE_NOTIFIER_LANGUAGE_H
#define ENTRAIDE_NOTIFIER_LANGUAGE_H

#include "proto/view.h"

enum language { LANGUAGE_FR, LANGUAGE_EN };
enum { LANGUAGE_COUNT = 2 };

/* "fr", "en". */
const char *language_tag(enum language language);

/* The language whose templates serve a person who reads `wish` (BCP 47): by its primary part, else by
   that of `preset`, else French. */
enum language language_choose(struct view wish, struct view preset);

#endif
