/* SPDX-License-Identifier: MPL-2.0 */
/* Amounts and rates as people write them. Integers only. */
#ifndef ENTRAIDE_NOTIFIER_MONEY_H
#define ENTRAIDE_NOTIFIER_MONEY_H

#include "language.h"
#include "proto/arena.h"

/* "1 234,56 $" (with no-break spaces) or "$1,234.56". amount_cents counts minor units of the currency
   (ISO 4217), of which a unit may have 1, 100 or 1000. The text is in the arena. */
struct view money_amount(int64_t amount_cents, struct view currency, enum language language,
                         arena_t *arena);

/* "9,975 %" or "9.975%" of 99750 parts per million, without trailing zeros. */
struct view money_rate(int64_t rate_ppm, enum language language, arena_t *arena);

#endif
