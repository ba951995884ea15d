/* SPDX-License-Identifier: MPL-2.0 */
/* A plan has its price: the contact is told who would do what, why some of it was suggested, and what
 * it costs; from the second version on, also why there is a new one. */
#include "handlers.h"
#include "letter.h"
#include "moment.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_quote_issued *event = call->data;
    letter_want(batch, call, event->contact, LETTER_QUOTE);
}

/* Why the need was suggested; absent when it was asked for. */
static struct view find_reason(const struct letter *letter,
                               const struct billing_quote_issued *event, struct id need)
{
    struct list suggested = event->suggested;
    for (struct suggested_need item; suggested_need_next(&suggested, &item);) {
        if (id_equal(item.need, need)) {
            return labels_best(item.reason, view_of(language_tag(letter->language)));
        }
    }
    return (struct view){0};
}

/* What the service of a need is called. */
static struct view find_service(const struct letter *letter,
                                const struct billing_quote_issued *event, struct id need)
{
    struct list lines = event->lines;
    for (struct quote_line line; quote_line_next(&lines, &line);) {
        if (id_equal(line.need, need)) {
            return letter_service(letter, line.service);
        }
    }
    return view_of("-");
}

static struct section list_lines(const struct letter *letter,
                                 const struct billing_quote_issued *event)
{
    struct scope *items =
        arena_alloc(batch_arena(letter->batch), event->lines.count * sizeof *items + 1);
    struct list lines = event->lines;
    struct quote_line line;
    size_t count = 0;
    while (quote_line_next(&lines, &line)) {
        struct work work = {line.service, line.professional, line.minutes, line.hourly_cents,
                            line.amount_cents};
        items[count++] =
            letter_work(letter, &work, event->currency, find_reason(letter, event, line.need));
    }
    return (struct section){"lines", items, count};
}

/* What the operator's ladder gave up to find the team, need by need. */
static struct section list_relaxed(const struct letter *letter,
                                   const struct billing_quote_issued *event)
{
    static const char *const kinds[] = {"level", "modality", "language", "region", "minutes"};
    enum { KIND_COUNT = sizeof kinds / sizeof *kinds };
    arena_t *arena = batch_arena(letter->batch);
    struct list list = event->relaxed;
    struct scope *items = arena_alloc(arena, list.count * sizeof *items + 1);
    size_t count = 0;
    for (struct relaxation given; relaxation_next(&list, &given);) {
        struct value service = {"service", find_service(letter, event, given.need)};
        struct section sections[KIND_COUNT];
        for (size_t i = 0; i < KIND_COUNT; i++) {
            sections[i] = letter_if(kinds[i], view_equal(given.constraint, view_of(kinds[i])));
        }
        items[count++] = letter_item(letter, &service, 1, sections, KIND_COUNT);
    }
    return (struct section){"relaxed", items, count};
}

/* Around the list; none when nothing was given up. */
static struct section letter_relaxing(const struct letter *letter,
                                      const struct billing_quote_issued *event)
{
    arena_t *arena = batch_arena(letter->batch);
    struct section *list = arena_alloc(arena, sizeof *list);
    struct scope *item = arena_alloc(arena, sizeof *item);
    *list = list_relaxed(letter, event);
    *item = (struct scope){.sections = list, .section_count = 1};
    return (struct section){"relaxing", item, list->count > 0};
}

static void write_quote(const struct letter *letter, const struct billing_quote_issued *event)
{
    bool first = event->version == 1;
    struct value values[] = {
        {"organisation", letter_organisation(letter, event->organisation)},
        {"net", letter_amount(letter, event->net_cents, event->currency)},
        {"reserve", letter_amount(letter, event->reserve_cents, event->currency)},
        {"low", letter_amount(letter, event->low_cents, event->currency)},
        {"high", letter_amount(letter, event->high_cents, event->currency)},
        {"total", letter_amount(letter, event->total_cents, event->currency)},
        {"valid_until",
         moment_day(event->valid_until, letter->language, batch_arena(letter->batch))},
    };
    struct section sections[] = {
        letter_if("first", first),
        letter_if("ranged", event->low_cents < event->high_cents),
        letter_if("reserved", event->reserve_cents > 0),
        letter_if("again", !first),
        letter_if("declined", !first && event->basis == BASIS_DECLINED),
        letter_if("expired", !first && event->basis == BASIS_EXPIRED),
        letter_if("subset", !first && event->basis == BASIS_SUBSET),
        letter_if("update", !first && event->basis == BASIS_UPDATE),
        letter_if("released", !first && event->basis == BASIS_RELEASED),
        letter_if("capacity", !first && event->basis == BASIS_CAPACITY),
        letter_if("renewed", !first && event->basis == BASIS_RENEWED),
        letter_if("changed", !first && event->basis == BASIS_REQUEST),
        letter_relaxing(letter, event),
        list_lines(letter, event),
        letter_taxes(letter, event->taxes, event->currency),
    };
    struct scope scope = {values, sizeof values / sizeof *values, sections,
                          sizeof sections / sizeof *sections};
    letter_queue(letter, &scope);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_quote_issued *event = call->data;
    struct letter letter = {.self = context,
                            .batch = batch,
                            .call = call,
                            .kind = LETTER_QUOTE,
                            .recipient = event->contact,
                            .recipient_kind = RECIPIENT_CONTACT,
                            .request = event->request,
                            .organisation = event->organisation};
    if (letter_begin(&letter)) {
        write_quote(&letter, event);
    }
    return OK;
}

const struct handler handler_billing_quote_issued = {
    .message = &message_billing_quote_issued, .want = want, .handle = handle};
