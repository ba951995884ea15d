/* SPDX-License-Identifier: MPL-2.0 */
/* An invoice made of work logs: one line per need, professional, rate and month. Pure. */
#ifndef ENTRAIDE_BILLING_INVOICE_H
#define ENTRAIDE_BILLING_INVOICE_H

#include "price.h"

enum { INVOICE_LINE_MAX = 60 };

struct invoice {
    struct invoice_line lines[INVOICE_LINE_MAX];
    size_t line_count;
    int64_t net_cents; /* sum of the lines, which is the sum of the work's amounts */
    struct view currency;
    arena_t *arena; /* where the periods of the lines are */
};

/* The month of a day, such as 2026-11: the period that its work belongs to. */
struct view invoice_period(int32_t day, arena_t *arena);

/* Adds a log to its line. false when there is no room for one more line, or the currency differs: the log
   waits for the next invoice. */
bool invoice_add(struct invoice *invoice, const struct work_log_row *log);

#endif
