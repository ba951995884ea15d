/* SPDX-License-Identifier: MPL-2.0 */
/* A request waits for a person, because no path of membership was found: the contact is told so. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_flagged *event = call->data;
    letter_want(batch, call, event->contact, LETTER_FLAGGED);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_flagged *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_FLAGGED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    return letter_tell(&letter);
}

const struct handler handler_intake_request_flagged = {
    .message = &message_intake_request_flagged, .want = want, .handle = handle};
