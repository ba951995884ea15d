/* SPDX-License-Identifier: MPL-2.0 */
/* A document was issued: the contact of who pays gets its content. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_issued *event = call->data;
    letter_want(batch, call, event->contact, LETTER_DOCUMENT);
}

static struct section list_lines(const struct letter *letter, const struct document_view *document)
{
    struct scope *items =
        arena_alloc(batch_arena(letter->batch), document->lines.count * sizeof *items + 1);
    struct list lines = document->lines;
    struct invoice_line line;
    size_t count = 0;
    while (invoice_line_next(&lines, &line)) {
        struct work work = {line.service, line.professional, line.minutes, line.hourly_cents,
                            line.amount_cents};
        items[count++] = letter_work(letter, &work, document->currency, (struct view){0});
    }
    return (struct section){"lines", items, count};
}

static void write_document(const struct letter *letter, const struct document_view *document)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value values[] = {
        {"organisation", letter_organisation(letter, document->payer)},
        {"number", document->number},
        {"issued_on", moment_day(document->issued_on, letter->language, arena)},
        {"due_on", moment_day(document->due_on, letter->language, arena)},
        {"net", letter_amount(letter, document->net_cents, document->currency)},
        {"total", letter_amount(letter, document->total_cents, document->currency)},
    };
    struct section sections[] = {
        letter_if("invoice", document->kind == DOCUMENT_INVOICE),
        letter_if("credit_note", document->kind == DOCUMENT_CREDIT_NOTE),
        letter_if("debit_note", document->kind == DOCUMENT_DEBIT_NOTE),
        letter_if("due", document->kind != DOCUMENT_CREDIT_NOTE),
        list_lines(letter, document),
        letter_taxes(letter, document->taxes, document->currency),
    };
    struct scope scope = {values, sizeof values / sizeof *values, sections,
                          sizeof sections / sizeof *sections};
    letter_queue(letter, &scope);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_document_issued *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_DOCUMENT,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->document.payer};
    if (letter_begin(&letter)) {
        write_document(&letter, &event->document);
    }
    return OK;
}

const struct handler handler_billing_document_issued = {
    .message = &message_billing_document_issued, .want = want, .handle = handle};
