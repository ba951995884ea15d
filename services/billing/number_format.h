/* SPDX-License-Identifier: MPL-2.0 */
/* How a number is written: a text around {number} and perhaps {year}, such as F-{year}-{number}. The text with its year
 * is what names a series, so one text counts once. Pure. */
#ifndef ENTRAIDE_BILLING_NUMBER_FORMAT_H
#define ENTRAIDE_BILLING_NUMBER_FORMAT_H

#include "proto/arena.h"

/* What is wrong with a format, as what would be right, or NULL. yearly: it must have {year}; else it must not. */
const char *number_format_fault(struct view format, bool yearly);

/* Can two formats that differ give one and the same number? Rather yes than no. */
bool number_formats_meet(struct view a, struct view b);

/* The series that the format counts in: "F" of F-{number}, "F-2026" of F-{year}-{number}, "{number}/2026" of
   {number}/{year}. Different formats have different series. */
struct view number_format_series(struct view format, struct view year, arena_t *arena);

/* A number as it is printed, with at least so many digits. */
struct view number_format_print(struct view format, struct view year, int64_t digits,
                                int64_t serial, arena_t *arena);

#endif
