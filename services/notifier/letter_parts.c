/* SPDX-License-Identifier: MPL-2.0 */
/* Parts that several letters have: amounts, lines of work, taxes. */
#include "letter.h"

#include "moment.h"
#include "money.h"
#include "proto/id.h"

struct view letter_amount(const struct letter *letter, int64_t amount_cents, struct view currency)
{
    return money_amount(amount_cents, currency, letter->language, batch_arena(letter->batch));
}

struct section letter_if(const char *name, bool holds)
{
    static const struct scope nothing = {0};
    return (struct section){name, &nothing, holds};
}

struct section letter_if_text(const struct letter *letter, const char *name, struct view text)
{
    if (text.size == 0) {
        return (struct section){name, NULL, 0};
    }
    arena_t *arena = batch_arena(letter->batch);
    struct value *value = arena_alloc(arena, sizeof *value);
    struct scope *item = arena_alloc(arena, sizeof *item);
    *value = (struct value){name, text};
    *item = (struct scope){.values = value, .value_count = 1};
    return (struct section){name, item, 1};
}

struct section letter_link(const struct letter *letter, struct id document)
{
    static const char place[] = "{id}";
    const struct notifier_settings *settings = batch_settings(letter->batch);
    const char *url = settings->document_url, *found = strstr(url, place);
    if (!found) {
        return letter_if_text(letter, "link", view_of(url));
    }
    char id[ID_TEXT_SIZE];
    return letter_if_text(letter, "link",
                          arena_print(batch_arena(letter->batch), "%.*s%s%s", (int)(found - url),
                                      url, id_print(document, id), found + strlen(place)));
}

struct section letter_day(const struct letter *letter, const char *name, int32_t day)
{
    struct view none = {0};
    return letter_if_text(letter, name,
                          day == 0 ? none
                                   : moment_day(day, letter->language, batch_arena(letter->batch)));
}

struct scope letter_item(const struct letter *letter, const struct value *values,
                         size_t value_count, const struct section *sections, size_t section_count)
{
    arena_t *arena = batch_arena(letter->batch);
    struct value *own_values = arena_alloc(arena, value_count * sizeof *own_values);
    struct section *own_sections = arena_alloc(arena, section_count * sizeof *own_sections);
    memcpy(own_values, values, value_count * sizeof *own_values);
    memcpy(own_sections, sections, section_count * sizeof *own_sections);
    return (struct scope){own_values, value_count, own_sections, section_count};
}

struct scope letter_work(const struct letter *letter, const struct work *work, struct view currency,
                         struct view reason)
{
    struct value values[] = {
        {"service", letter_service(letter, work->service)},
        {"professional", letter_person(letter, work->professional)},
        {"duration", moment_duration(work->minutes, letter->language, batch_arena(letter->batch))},
        {"rate", letter_amount(letter, work->hourly_cents, currency)},
        {"amount", letter_amount(letter, work->amount_cents, currency)},
    };
    struct section section = letter_if_text(letter, "reason", reason);
    return letter_item(letter, values, sizeof values / sizeof *values, &section, 1);
}

struct section letter_taxes(const struct letter *letter, struct list taxes, struct view currency)
{
    arena_t *arena = batch_arena(letter->batch);
    struct scope *items = arena_alloc(arena, taxes.count * sizeof *items + 1);
    struct tax_line tax;
    size_t count = 0;
    while (tax_line_next(&taxes, &tax)) {
        struct view label = labels_best(tax.labels, view_of(language_tag(letter->language)));
        struct value values[] = {
            {"tax", label.size > 0 ? label : tax.code},
            {"rate", money_rate(tax.rate_ppm, letter->language, arena)},
            {"amount", letter_amount(letter, tax.amount_cents, currency)},
        };
        struct section section = letter_if_text(letter, "registration", tax.registration);
        items[count++] = letter_item(letter, values, sizeof values / sizeof *values, &section, 1);
    }
    return (struct section){"taxes", items, count};
}
