/* SPDX-License-Identifier: MPL-2.0 */
/* A request cannot be served: the contact is told so, and by which network it could be. */
#include "handlers.h"
#include "letter.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_ineligible *event = call->data;
    letter_want(batch, call, event->contact, LETTER_INELIGIBLE);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_ineligible *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_INELIGIBLE,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    return letter_tell(&letter);
}

const struct handler handler_intake_request_ineligible = {
    .message = &message_intake_request_ineligible, .want = want, .handle = handle};
