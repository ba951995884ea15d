/* SPDX-License-Identifier: MPL-2.0 */
/* Billing work to its payers. */
#include "bill.h"

#include <assert.h>

#include "period.h"
#include "series.h"

/* The lines of one payer: those in which it has a part. */
struct part {
    struct invoice_line lines[DOCUMENT_LINE_MAX];
    size_t count;
};

static int64_t sum_weights(const struct payer *payers, size_t count)
{
    int64_t weights = 0;
    for (size_t i = 0; i < count; i++) {
        weights += payers[i].weight;
    }
    return weights;
}

static void add_line(struct part *part, const struct invoice_line *line, int64_t amount_cents,
                     const struct payer *payer, int64_t weights)
{
    if (amount_cents == 0) {
        return;
    }
    struct invoice_line *own = &part->lines[part->count++];
    *own = *line;
    own->amount_cents = amount_cents;
    if (payer->weight != weights) {
        own->weight = payer->weight;
        own->weights = weights;
    }
}

/* What is contributed to the reserve beside the lines of a payer. */
static void add_reserve(struct part *part, int64_t reserve_ppm)
{
    int64_t work_cents = 0;
    for (size_t i = 0; i < part->count; i++) {
        work_cents += part->lines[i].amount_cents;
    }
    int64_t reserve_cents = price_reserve(work_cents, reserve_ppm);
    if (reserve_cents != 0) {
        part->lines[part->count++] =
            (struct invoice_line){.amount_cents = reserve_cents, .nature = LINE_RESERVE};
    }
}

/* Every line split among the payers. */
static struct part *split_lines(const struct invoice_line *lines, size_t line_count,
                                const struct payer *payers, size_t payer_count, arena_t *arena)
{
    assert(line_count <= INVOICE_LINE_MAX);
    struct part *parts = arena_alloc(arena, payer_count * sizeof *parts);
    int64_t weights = sum_weights(payers, payer_count);
    for (size_t i = 0; i < line_count; i++) {
        int64_t cents[PAYER_MAX];
        split_amount(lines[i].amount_cents, payers, payer_count, cents);
        for (size_t j = 0; j < payer_count; j++) {
            add_line(&parts[j], &lines[i], cents[j], &payers[j], weights);
        }
    }
    return parts;
}

int bill_fault(const struct billing *self, batch_t *batch, const struct call *call,
               const struct bill *bill)
{
    if (bill->payer_count == 0) {
        return E_SHARE_OPEN;
    }
    for (size_t i = 0; i < bill->payer_count; i++) {
        if (!directory_find(self->organisations, bill->payers[i].organisation)) {
            return E_UNKNOWN_ORGANISATION;
        }
    }
    int fault = issue_document_fault(&(struct document_draft){
        .kind = DOCUMENT_INVOICE, .lines = bill->lines, .line_count = bill->line_count});
    return fault ? fault
                 : series_fault(self, batch, DOCUMENT_INVOICE, call->today,
                                (int64_t)bill->payer_count);
}

const struct document_row *bill_issue(struct billing *self, batch_t *batch, const struct call *call,
                                      const struct bill *bill)
{
    const struct engagement_row *engagement = bill->engagement;
    struct part *parts = split_lines(bill->lines, bill->line_count, bill->payers, bill->payer_count,
                                     batch_arena(batch));
    struct id run = batch_id_new(batch);
    const struct document_row *first = NULL;
    for (size_t i = 0; i < bill->payer_count; i++) {
        const struct payer *payer = &bill->payers[i];
        if (parts[i].count == 0) {
            continue;
        }
        add_reserve(&parts[i], engagement->reserve_ppm);
        const struct document_row *document =
            issue_document(self, batch, call,
                           &(struct document_draft){
                               .kind = DOCUMENT_INVOICE,
                               .payer = directory_find(self->organisations, payer->organisation),
                               .currency = bill->currency,
                               .engagement = engagement->id,
                               .request = engagement->request,
                               .contact = payer->contact,
                               .run = run,
                               .weight = payer->weight,
                               .lines = parts[i].lines,
                               .line_count = parts[i].count,
                           });
        first = first ? first : document;
    }
    return first;
}

static struct invoice_line line_of(const struct billing *self, const struct work_log_row *log,
                                   arena_t *arena)
{
    return (struct invoice_line){
        .need = log->need,
        .service = log->service,
        .professional = log->professional,
        .minutes = log->minutes,
        .hourly_cents = log->hourly_cents,
        .amount_cents = log->amount_cents,
        .period = period_code(self, log->day, arena),
    };
}

const struct document_row *bill_credit(struct billing *self, batch_t *batch,
                                       const struct call *call, const struct work_log_row *reversal,
                                       const struct document_run *run)
{
    assert(run->count > 0 && run->count <= PAYER_MAX);
    struct payer payers[PAYER_MAX];
    for (size_t i = 0; i < run->count; i++) {
        const struct document_row *document = run->documents[i];
        payers[i] = (struct payer){document->payer, document->contact, document->weight};
    }
    struct invoice_line line = line_of(self, reversal, batch_arena(batch));
    struct part *parts = split_lines(&line, 1, payers, run->count, batch_arena(batch));
    struct id notes = batch_id_new(batch);
    const struct document_row *first = NULL;
    for (size_t i = 0; i < run->count; i++) {
        const struct document_row *original = run->documents[i];
        if (parts[i].count == 0) {
            continue;
        }
        add_reserve(&parts[i], run->reserve_ppm);
        const struct document_row *note =
            issue_document(self, batch, call,
                           &(struct document_draft){
                               .kind = DOCUMENT_CREDIT_NOTE,
                               .payer = directory_find(self->organisations, original->payer),
                               .currency = original->currency,
                               .engagement = original->engagement,
                               .request = original->request,
                               .contact = original->contact,
                               .original = original,
                               .text = reversal->reason,
                               .taxed_on = original->issued_on,
                               .run = notes,
                               .weight = original->weight,
                               .lines = parts[i].lines,
                               .line_count = parts[i].count,
                           });
        first = first ? first : note;
    }
    return first;
}
