/* SPDX-License-Identifier: MPL-2.0 */
/* The own network offers what is asked for: the contact is asked whether to go on. */
#include "handlers.h"
#include "letter.h"

enum { OFFERS_MAX = 15 }; /* as many as needs in a request */

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_consent_asked *event = call->data;
    letter_want(batch, call, event->contact, LETTER_OWN_NETWORK);
}

static void write_letter(const struct letter *letter, struct list offered)
{
    struct scope items[OFFERS_MAX];
    size_t count = 0;
    for (struct network_offer offer; count < OFFERS_MAX && network_offer_next(&offered, &offer);) {
        struct value values[] = {{"service", letter_service(letter, offer.service)},
                                 {"network", letter_organisation(letter, offer.network)}};
        items[count++] = letter_item(letter, values, 2, NULL, 0);
    }
    struct value values[] = {{"organisation", letter_organisation(letter, letter->organisation)}};
    struct section sections[] = {{"offers", items, count}};
    letter_queue(letter,
                 &(struct scope){
                     .values = values, .value_count = 1, .sections = sections, .section_count = 1});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_consent_asked *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_OWN_NETWORK,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->id,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_letter(&letter, event->offered);
    }
    return OK;
}

const struct handler handler_intake_consent_asked = {
    .message = &message_intake_consent_asked, .want = want, .handle = handle};
