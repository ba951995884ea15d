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

/* What a line says: the work of one person, or another amount; and which part of it this payer bears. */
static struct scope write_line(const struct letter *letter, const struct invoice_line *line,
                               struct view currency)
{
    arena_t *arena = batch_arena(letter->batch);
    bool work = !id_none(line->professional),
         titled = line->text.size > 0 || line->service.size > 0;
    struct value values[] = {
        {"title", line->text.size > 0 ? line->text : letter_service(letter, line->service)},
        {"professional", letter_person(letter, line->professional)},
        {"duration", moment_duration(line->minutes, letter->language, arena)},
        {"rate", letter_amount(letter, line->hourly_cents, currency)},
        {"amount", letter_amount(letter, line->amount_cents, currency)},
        {"period", line->period},
        {"part",
         arena_print(arena, "%lld/%lld", (long long)line->weight, (long long)line->weights)},
    };
    struct section sections[] = {
        letter_if("titled", titled),
        letter_if("adjustment", !titled && line->nature == LINE_ADJUSTMENT),
        letter_if("disbursement", !titled && line->nature == LINE_DISBURSEMENT),
        letter_if("reserve", !titled && line->nature == LINE_RESERVE),
        letter_if("dated", line->period.size > 0),
        letter_if("work", work),
        letter_if("other", !work),
        letter_if("shared", line->weights > 0),
    };
    return letter_item(letter, values, sizeof values / sizeof *values, sections,
                       sizeof sections / sizeof *sections);
}

static struct section list_lines(const struct letter *letter, const struct document_view *document)
{
    struct scope *items =
        arena_alloc(batch_arena(letter->batch), document->lines.count * sizeof *items + 1);
    struct list lines = document->lines;
    struct invoice_line line;
    size_t count = 0;
    while (invoice_line_next(&lines, &line)) {
        items[count++] = write_line(letter, &line, document->currency);
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
        {"original", document->original_number},
        {"reason", document->text},
        {"net", letter_amount(letter, document->net_cents, document->currency)},
        {"total", letter_amount(letter, document->total_cents, document->currency)},
    };
    struct section sections[] = {
        letter_if("invoice", document->kind == DOCUMENT_INVOICE),
        letter_if("credit_note", document->kind == DOCUMENT_CREDIT_NOTE),
        letter_if("debit_note", document->kind == DOCUMENT_DEBIT_NOTE),
        letter_if("due", document->kind != DOCUMENT_CREDIT_NOTE),
        letter_if("corrects", document->original_number.size > 0),
        letter_if("explained", document->text.size > 0),
        list_lines(letter, document),
        letter_taxes(letter, document->taxes, document->currency),
        letter_link(letter, document->id),
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
