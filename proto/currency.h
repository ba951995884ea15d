/* SPDX-License-Identifier: MPL-2.0 */
/* Amounts of any currency as digits: each has its own minor unit (ISO 4217). Integers only. */
#ifndef ENTRAIDE_PROTO_CURRENCY_H
#define ENTRAIDE_PROTO_CURRENCY_H

#include "proto/view.h"

enum { AMOUNT_TEXT_SIZE = 32 };

/* How many digits the minor unit has: 0, 2 or 3. */
int currency_digits(struct view currency);

/* "-1234.50" of -123450 minor units, with point as the decimal mark; returns ret_text. */
char *amount_print(int64_t cents, struct view currency, char point,
                   char ret_text[AMOUNT_TEXT_SIZE]);

#endif
