/* SPDX-License-Identifier: MPL-2.0 */
/* A request was taken back, and nobody is held for it any more: the contact is told so. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_withdrawn *event = call->data;
    letter_want(batch, call, event->contact, LETTER_WITHDRAWN);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_withdrawn *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_WITHDRAWN,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    return letter_tell(&letter);
}

const struct handler handler_intake_request_withdrawn = {
    .message = &message_intake_request_withdrawn, .want = want, .handle = handle};
