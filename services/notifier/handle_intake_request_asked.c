/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser has a question: the contact is told that there is one. Its words are read where the request is. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_asked *event = call->data;
    letter_want(batch, call, event->contact, LETTER_QUESTION);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_asked *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_QUESTION,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    return letter_tell(&letter);
}

const struct handler handler_intake_request_asked = {
    .message = &message_intake_request_asked, .want = want, .handle = handle};
