/* SPDX-License-Identifier: MPL-2.0 */
/* Debit and credit notes of a period. */
#include "true_up.h"

#include <stdio.h>
#include <stdlib.h>

#include "gather.h"
#include "issue_document.h"
#include "proto/id.h"
#include "series.h"

void true_up_want(const struct billing *self, batch_t *batch, const struct call *call)
{
    issue_document_want(self, batch, call, DOCUMENT_CREDIT_NOTE);
    issue_document_want(self, batch, call, DOCUMENT_DEBIT_NOTE);
}

/* One line: what it is opened down to is asked by billing.line.explain. */
static struct invoice_line make_line(const struct period_row *period,
                                     const struct certificate_payer *payer)
{
    return (struct invoice_line){
        .amount_cents = payer->true_up_cents, .nature = LINE_ADJUSTMENT, .period = period->code};
}

static struct document_draft make_draft(const struct billing *self, const struct period_row *period,
                                        const struct certificate_payer *payer,
                                        const struct invoice_line *line)
{
    return (struct document_draft){
        .kind = payer->true_up_cents > 0 ? DOCUMENT_DEBIT_NOTE : DOCUMENT_CREDIT_NOTE,
        .payer = directory_find(self->organisations, payer->id),
        .currency = period->currency,
        .period = period->code,
        .taxed_on = period->last_day,
        .lines = line,
        .line_count = 1,
    };
}

/* The provisional amounts of the certificate are those that the books have. */
static bool agrees(batch_t *batch, const struct period_row *period,
                   const struct certificate *certificate)
{
    size_t count;
    struct charge_sum_row **charges =
        gather_charges(batch, period->first_day, period->last_day, &count);
    struct list payers = certificate->payers;
    struct certificate_payer payer;
    size_t at = 0;
    while (certificate_payer_next(&payers, &payer)) {
        bool billed = at < count && id_equal(charges[at]->payer, payer.id);
        if (payer.provisional_cents != (billed ? charges[at]->amount_cents : 0)) {
            return false;
        }
        at += billed;
    }
    return at == count;
}

int true_up_fault(const struct billing *self, batch_t *batch, const struct period_row *period,
                  const struct certificate *certificate, char ret_expected[160])
{
    struct list payers = certificate->payers;
    struct certificate_payer payer;
    char id[ID_TEXT_SIZE];
    int64_t notes = 0;
    while (certificate_payer_next(&payers, &payer)) {
        notes += payer.true_up_cents != 0;
        struct invoice_line line = make_line(period, &payer);
        struct document_draft draft = make_draft(self, period, &payer, &line);
        int fault = payer.true_up_cents == 0 ? 0
                    : !draft.payer           ? E_UNKNOWN_ORGANISATION
                                             : issue_document_fault(&draft);
        if (fault) {
            snprintf(ret_expected, 160, "a payer that can be billed instead of %s",
                     id_print(payer.id, id));
            return fault;
        }
    }
    if (notes > self->settings->notes_max) {
        snprintf(ret_expected, 160, "at most %lld notes, not %lld",
                 (long long)self->settings->notes_max, (long long)notes);
        return E_NOTES;
    }
    if (!agrees(batch, period, certificate)) {
        snprintf(ret_expected, 160, "provisional amounts as the documents have them");
        return E_BOOKS;
    }
    return 0;
}

int true_up_series_fault(const struct billing *self, batch_t *batch, int32_t day,
                         const struct certificate *certificate)
{
    struct list payers = certificate->payers;
    struct certificate_payer payer;
    int64_t debits = 0, credits = 0;
    while (certificate_payer_next(&payers, &payer)) {
        debits += payer.true_up_cents > 0;
        credits += payer.true_up_cents < 0;
    }
    int fault = debits ? series_fault(self, batch, DOCUMENT_DEBIT_NOTE, day, debits) : 0;
    return fault || !credits ? fault
                             : series_fault(self, batch, DOCUMENT_CREDIT_NOTE, day, credits);
}

/* Whom to write to: the contact of the payer's latest engagement. Rows are by payer. */
static struct id find_contact(void **rows, size_t count, struct id payer)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct payer_contact_row *row = rows[middle];
        int order = id_compare(row->payer, payer);
        if (order == 0) {
            return row->contact;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return (struct id){{0}};
}

int64_t true_up_issue(struct billing *self, batch_t *batch, const struct call *call,
                      const struct period_row *period, struct certificate *certificate)
{
    size_t contact_count;
    void **contacts =
        batch_select(batch, &table_payer_contact, "list_payer_contacts", NO_PARAMS, &contact_count);
    struct certificate_payer *payers =
        arena_alloc(batch_arena(batch), (certificate->payers.count + 1) * sizeof *payers);
    size_t count = 0;
    int64_t issued = 0;
    while (certificate_payer_next(&certificate->payers, &payers[count])) {
        struct certificate_payer *payer = &payers[count++];
        if (payer->true_up_cents != 0) {
            struct invoice_line line = make_line(period, payer);
            struct document_draft draft = make_draft(self, period, payer, &line);
            draft.contact = find_contact(contacts, contact_count, payer->id);
            payer->note = issue_document(self, batch, call, &draft)->number;
            issued++;
        }
    }
    certificate->payers = certificate_payer_list(payers, count, batch_arena(batch));
    return issued;
}
