/* SPDX-License-Identifier: MPL-2.0 */
/* An invoice made of work logs: one line per need, professional, rate and period. Pure. */
#ifndef ENTRAIDE_BILLING_INVOICE_H
#define ENTRAIDE_BILLING_INVOICE_H

#include "price.h"

enum { INVOICE_LINE_MAX = 59 }; /* and the contribution to the reserve */

struct invoice {
    struct invoice_line lines[INVOICE_LINE_MAX];
    size_t line_count;
    int64_t net_cents; /* sum of the lines, which is the sum of the work's amounts */
    struct view currency;
};

/* Adds a log to its line; period is the code of what its day belongs to (borrowed). false when there is no room for one more line, or the currency differs: the log
   waits for the next invoice. */
bool invoice_add(struct invoice *invoice, const struct work_log_row *log, struct view period);

#endif
