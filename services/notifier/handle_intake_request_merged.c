/* SPDX-License-Identifier: MPL-2.0 */
/* Two requests became one: whoever answers for either is told, and once when it is one person. */
#include "handlers.h"
#include "letter.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_merged *event = call->data;
    letter_want(batch, call, event->contact, LETTER_MERGED);
    letter_want(batch, call, event->into_contact, LETTER_MERGED);
}

static struct view id_text(const struct letter *letter, struct id id)
{
    return view_of(id_print(id, arena_alloc(batch_arena(letter->batch), ID_TEXT_SIZE)));
}

/* The services that came along, each an item. */
static struct section services_of(const struct letter *letter, struct list services)
{
    struct scope *items =
        arena_alloc(batch_arena(letter->batch), (services.count + 1) * sizeof *items);
    size_t count = 0;
    for (struct view service; list_next_text(&services, &service);) {
        const struct value value = {"service", letter_service(letter, service)};
        items[count++] = letter_item(letter, &value, 1, NULL, 0);
    }
    return (struct section){"services", items, count};
}

static void write_letter(struct letter *letter, const struct intake_request_merged *event)
{
    if (!letter_begin(letter)) {
        return;
    }
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"former", id_text(letter, event->id)},
    };
    struct section sections[] = {
        letter_if("widened", event->services.count > 0),
        services_of(letter, event->services),
    };
    letter_queue(letter, &(struct scope){values, sizeof values / sizeof *values, sections,
                                         sizeof sections / sizeof *sections});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_merged *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_MERGED,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->into,
                            .organisation = event->organisation};
    struct letter other = letter;
    other.recipient = event->into_contact;
    write_letter(&letter, event);
    if (!id_equal(event->contact, event->into_contact)) {
        write_letter(&other, event);
    }
    return OK;
}

const struct handler handler_intake_request_merged = {
    .message = &message_intake_request_merged, .want = want, .handle = handle};
