/* SPDX-License-Identifier: MPL-2.0 */
/* Issuing a document: the one way an invoice, a credit note or a debit note comes to be. It is taxed by the
 * payer's region and the day, numbered and hashed in its series, posted to the ledger and told as
 * billing.document.issued, all in the batch's transaction; nothing changes it later. */
#ifndef ENTRAIDE_BILLING_ISSUE_DOCUMENT_H
#define ENTRAIDE_BILLING_ISSUE_DOCUMENT_H

#include "billing.h"

enum { DOCUMENT_LINE_MAX = 60 };

/* A document before it is issued. Views live as long as the batch. Amounts of a credit note are below 0. */
struct document_draft {
    int kind;                             /* enum document_kind */
    const struct organisation_row *payer; /* who pays; its region is the place of supply */
    struct view currency;
    struct id engagement; /* none when the lines name several */
    struct id request;    /* the story; none when there are several */
    struct id contact;    /* who is written to */
    struct id
        run; /* the documents that bill the same work, or the notes of a certificate; none = alone */
    int64_t weight;                      /* this payer's part of the run; 0 = 1 */
    const struct document_row *original; /* notes: what they correct; NULL for none */
    struct view period;                  /* the period that it is about; absent for none */
    struct view text;                    /* why it is issued; may be absent */
    int32_t taxed_on;                    /* the day whose taxes hold; 0 = today */
    const struct invoice_line *lines;    /* at most DOCUMENT_LINE_MAX */
    size_t line_count;
};

/* Names the rows that issue_document loads; for want functions. */
void issue_document_want(const struct billing *self, batch_t *batch, const struct call *call,
                         int kind);

/* Why it cannot be issued: an error number, or 0. To be asked before the first change, with series_fault for as
   many documents as there will be of each kind. */
int issue_document_fault(const struct document_draft *draft);

/* Issues it. Cannot fail: ask issue_document_fault and series_fault before. The row is the batch's. */
const struct document_row *issue_document(struct billing *self, batch_t *batch,
                                          const struct call *call,
                                          const struct document_draft *draft);

#endif
