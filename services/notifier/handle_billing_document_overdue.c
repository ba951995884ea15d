/* SPDX-License-Identifier: MPL-2.0 */
/* A document was not paid in time: the contact of who pays is reminded. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_document_overdue *event = call->data;
    letter_want(batch, call, event->contact, LETTER_OVERDUE);
}

static void write_letter(const struct letter *letter, const struct billing_document_overdue *event)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->payer)},
        {"number", event->number},
        {"due_on", moment_day(event->due_on, letter->language, arena)},
        {"total", letter_amount(letter, event->total_cents, event->currency)},
        {"open", letter_amount(letter, event->open_cents, event->currency)},
        {"count", arena_print(arena, "%lld", (long long)event->reminder)},
    };
    struct section sections[] = {
        letter_if("invoice", event->kind == DOCUMENT_INVOICE),
        letter_if("debit_note", event->kind == DOCUMENT_DEBIT_NOTE),
        letter_if("first", event->reminder == 0),
        letter_if("again", event->reminder > 0),
        letter_if("part_paid", event->open_cents < event->total_cents),
        letter_if("asked", !id_none(event->request)),
        letter_link(letter, event->id),
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, sections,
                                         sizeof sections / sizeof *sections});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_document_overdue *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_OVERDUE,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->payer};
    if (!id_none(event->contact) && letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_billing_document_overdue = {
    .message = &message_billing_document_overdue, .want = want, .handle = handle};
