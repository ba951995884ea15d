/* SPDX-License-Identifier: MPL-2.0 */
/* Submitted work goes back: the professional learns what is to be corrected. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_work_returned *event = call->data;
    letter_want(batch, call, event->professional, LETTER_RETURNED);
}

static void write_letter(const struct letter *letter, const struct billing_work_returned *event)
{
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"service", letter_service(letter, event->service)},
        {"day", moment_day(event->day, letter->language, batch_arena(letter->batch))},
        {"duration", moment_duration(event->minutes, letter->language, batch_arena(letter->batch))},
        {"reason", event->reason},
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, NULL, 0});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_work_returned *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_RETURNED,
                            .recipient = event->professional,
                            .recipient_kind = RECIPIENT_PROFESSIONAL,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event);
    }
    return OK;
}

const struct handler handler_billing_work_returned = {
    .message = &message_billing_work_returned, .want = want, .handle = handle};
