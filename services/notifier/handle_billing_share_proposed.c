/* SPDX-License-Identifier: MPL-2.0 */
/* A payer is asked to bear a part of the cost; without an answer it is not bound. */
#include "handlers.h"
#include "letter.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_share_proposed *event = call->data;
    letter_want(batch, call, event->contact, LETTER_SHARE);
}

static void write_letter(const struct letter *letter, const struct billing_share_proposed *event)
{
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"asker", letter_organisation(letter, event->proposer)},
        {"part", arena_print(batch_arena(letter->batch), "%lld/%lld", (long long)event->weight,
                             (long long)event->weights)},
        {"total", letter_amount(letter, event->total_cents, event->currency)},
        {"share",
         view_of(id_print(event->id, arena_alloc(batch_arena(letter->batch), ID_TEXT_SIZE)))},
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, NULL, 0});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_share_proposed *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_SHARE,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_billing_share_proposed = {
    .message = &message_billing_share_proposed, .want = want, .handle = handle};
