/* SPDX-License-Identifier: MPL-2.0 */
/* All needs of a request are closed: the contact is told, and that it can be opened again. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_completed *event = call->data;
    letter_want(batch, call, event->contact, LETTER_COMPLETED);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_completed *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_COMPLETED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    return letter_tell(&letter);
}

const struct handler handler_intake_request_completed = {
    .message = &message_intake_request_completed, .want = want, .handle = handle};
