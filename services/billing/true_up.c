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
static struct invoice_line make_line(const struct period_row *period, int64_t amount_cents)
{
    return (struct invoice_line){
        .amount_cents = amount_cents, .nature = LINE_ADJUSTMENT, .period = period->code};
}

static struct document_draft make_draft(const struct billing *self, const struct period_row *period,
                                        struct id payer, const struct invoice_line *line)
{
    return (struct document_draft){
        .kind = line->amount_cents > 0 ? DOCUMENT_DEBIT_NOTE : DOCUMENT_CREDIT_NOTE,
        .payer = directory_find(self->organisations, payer),
        .currency = period->currency,
        .run = period->run,
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
    while (certificate_payer_next(&payers, &payer)) {
        struct invoice_line line = make_line(period, payer.true_up_cents);
        struct document_draft draft = make_draft(self, period, payer.id, &line);
        int fault = payer.true_up_cents == 0 ? 0
                    : !draft.payer           ? E_UNKNOWN_ORGANISATION
                                             : issue_document_fault(&draft);
        if (fault) {
            snprintf(ret_expected, 160, "a payer that can be billed instead of %s",
                     id_print(payer.id, id));
            return fault;
        }
    }
    if (!agrees(batch, period, certificate)) {
        snprintf(ret_expected, 160, "provisional amounts as the documents have them");
        return E_BOOKS;
    }
    return 0;
}

int true_up_series_fault(const struct billing *self, batch_t *batch, int32_t day,
                         const struct due_notes *dues)
{
    int64_t debits = 0;
    for (size_t i = 0; i < dues->count; i++) {
        debits += dues->items[i]->amount_cents > 0;
    }
    int64_t credits = (int64_t)dues->count - debits;
    int fault = debits ? series_fault(self, batch, DOCUMENT_DEBIT_NOTE, day, debits) : 0;
    return fault || !credits ? fault
                             : series_fault(self, batch, DOCUMENT_CREDIT_NOTE, day, credits);
}

/* Whom to write to: the contact of the payer's latest engagement or share. Rows are by payer. */
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

struct due_notes true_up_list(batch_t *batch, struct id run, const struct certificate *certificate)
{
    arena_t *arena = batch_arena(batch);
    size_t contact_count;
    void **contacts =
        batch_select(batch, &table_payer_contact, "list_payer_contacts", NO_PARAMS, &contact_count);
    struct list payers = certificate->payers;
    struct due_note_row *rows = arena_alloc(arena, (payers.count + 1) * sizeof *rows);
    struct due_notes dues = {arena_alloc(arena, (payers.count + 1) * sizeof(struct due_note_row *)),
                             0};
    struct certificate_payer payer;
    while (certificate_payer_next(&payers, &payer)) {
        if (payer.true_up_cents != 0) {
            struct due_note_row *row = dues.items[dues.count] = &rows[dues.count];
            *row = (struct due_note_row){.id = batch_id_new(batch),
                                         .run = run,
                                         .payer = payer.id,
                                         .contact = find_contact(contacts, contact_count, payer.id),
                                         .amount_cents = payer.true_up_cents};
            dues.count++;
        }
    }
    for (size_t i = 0; i < dues.count; i++) {
        rows[i].place = (int64_t)(dues.count - i);
    }
    return dues;
}

struct issued_note_row true_up_issue(struct billing *self, batch_t *batch, const struct call *call,
                                     const struct period_row *period,
                                     const struct due_note_row *due)
{
    struct invoice_line line = make_line(period, due->amount_cents);
    struct document_draft draft = make_draft(self, period, due->payer, &line);
    draft.contact = due->contact;
    return (struct issued_note_row){due->payer, issue_document(self, batch, call, &draft)->number};
}

bool true_up_number(struct certificate *certificate, struct issued_note_row *const *notes,
                    size_t count, arena_t *arena)
{
    struct list list = certificate->payers;
    struct certificate_payer *payers = arena_alloc(arena, (list.count + 1) * sizeof *payers);
    size_t payer_count = 0, at = 0;
    while (certificate_payer_next(&list, &payers[payer_count])) {
        struct certificate_payer *payer = &payers[payer_count++];
        if (payer->true_up_cents == 0) {
            continue;
        }
        if (at == count || !id_equal(notes[at]->payer, payer->id)) {
            return false;
        }
        payer->note = notes[at++]->number;
    }
    certificate->payers = certificate_payer_list(payers, payer_count, arena);
    return at == count;
}
