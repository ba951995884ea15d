/* SPDX-License-Identifier: MPL-2.0 */
/* Billing work to those who pay it: a document for each payer, with its part of every line. */
#ifndef ENTRAIDE_BILLING_BILL_H
#define ENTRAIDE_BILLING_BILL_H

#include "invoice.h"
#include "issue_document.h"
#include "split.h"

/* What is billed, and to whom. */
struct bill {
    const struct engagement_row *engagement;
    struct view currency;
    const struct invoice_line *lines;
    size_t line_count;
    struct payer payers[PAYER_MAX];
    size_t payer_count;
};

/* Why it cannot be billed: an error number, or 0. To be asked before the first change. */
int bill_fault(const struct billing *self, batch_t *batch, const struct call *call,
               const struct bill *bill);

/* Issues an invoice to every payer whose part is not 0. Returns the first one; all of them have its run. */
const struct document_row *bill_issue(struct billing *self, batch_t *batch, const struct call *call,
                                      const struct bill *bill);

/* The rows of documents that bill the same work; at least one. */
struct document_run {
    void *const *documents;
    size_t count;
    int64_t reserve_ppm; /* what was contributed to the reserve with them */
};

/* Credits one line of work to those who were billed it: a note for each document of the run, taxed as on the
   day of that. Returns the first note. */
const struct document_row *bill_credit(struct billing *self, batch_t *batch,
                                       const struct call *call, const struct work_log_row *reversal,
                                       const struct document_run *run);

#endif
