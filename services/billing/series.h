/* SPDX-License-Identifier: MPL-2.0 */
/* Which series the next document of a kind is numbered in: the one that was put and began last, after older ranges
 * that still have numbers; the settings' own where none was put. */
#ifndef ENTRAIDE_BILLING_SERIES_H
#define ENTRAIDE_BILLING_SERIES_H

#include "billing.h"
#include "number.h"

/* Most series that are kept: some ranges of each kind for many years, and all fit in one answer. */
enum { SERIES_MAX = 200 };

struct series {
    struct numbering_row *row; /* in memory; NULL: by the settings */
    struct view name, format, year;
    int64_t digits, first;
};

/* The setting's format for a kind of document: "F-{number}". */
struct view series_preset(const struct billing *self, int kind, arena_t *arena);

/* A row's series on a day; its year is absent when no period says it. */
struct series series_of(const struct billing *self, struct numbering_row *row, int32_t day,
                        arena_t *arena);

/* Names the counters that the next documents of a kind may take numbers of; for want functions. */
void series_want(const struct billing *self, batch_t *batch, int kind, int32_t day);

/* Numbers that a range has left; INT64_MAX when it has no end. */
int64_t series_left(const struct billing *self, batch_t *batch, struct numbering_row *row,
                    int32_t day);

/* The series of the next document. An error number, or 0. */
int series_find(const struct billing *self, batch_t *batch, int kind, int32_t day,
                struct series *ret_series);

/* Are there numbers for so many documents? An error number, or 0. To be asked before the first change. */
int series_fault(const struct billing *self, batch_t *batch, int kind, int32_t day, int64_t count);

/* The series has given a number: it can no longer change, and a range that is nearly used up is told. */
void series_use(batch_t *batch, const struct series *series, int64_t serial);

#endif
