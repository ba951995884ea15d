/* SPDX-License-Identifier: MPL-2.0 */
/* Writes one message to one person. */
#include "letter.h"

#include <assert.h>

#include "proto/id.h"
#include "pump.h"

/* ---- who and what things are called ---- */

/* What to say when a name cannot be read. */
static struct view stand_in(const struct letter *letter, const char *fr, const char *en)
{
    return view_of(letter->language == LANGUAGE_FR ? fr : en);
}

static struct view open_or(const struct letter *letter, struct view sealed, struct view otherwise)
{
    struct view clear = sealed.size > 0 ? person_open(letter->batch, sealed) : (struct view){0};
    return clear.size > 0 ? clear : otherwise;
}

static const struct person_row *find_person(const struct letter *letter, struct id person)
{
    return directory_find(letter->self->people, person);
}

struct view letter_person(const struct letter *letter, struct id person)
{
    const struct person_row *row = find_person(letter, person);
    struct view otherwise = stand_in(letter, "une personne de l’équipe", "a member of the team");
    return row ? open_or(letter, row->name, otherwise) : otherwise;
}

struct view letter_email(const struct letter *letter, struct id person)
{
    const struct person_row *row = find_person(letter, person);
    return row ? open_or(letter, row->email, (struct view){0}) : (struct view){0};
}

struct view letter_phone(const struct letter *letter, struct id person)
{
    const struct person_row *row = find_person(letter, person);
    return row ? open_or(letter, row->phone, (struct view){0}) : (struct view){0};
}

struct view letter_organisation(const struct letter *letter, struct id organisation)
{
    const struct organisation_row *row = directory_find(letter->self->organisations, organisation);
    return row ? row->name : stand_in(letter, "votre organisation", "your organisation");
}

struct view letter_service(const struct letter *letter, struct view code)
{
    const struct service_row *row =
        directory_find(letter->self->services, id_from_text("service", code));
    struct view label = {0};
    if (row) {
        label = labels_best(map_of_bytes(row->labels), view_of(language_tag(letter->language)));
    }
    return label.size > 0 ? label : code;
}

/* ---- begin and queue ---- */

struct id letter_id(struct id event, struct id recipient, enum letter_kind kind)
{
    uint8_t bytes[2 * sizeof event.bytes + 1];
    memcpy(bytes, event.bytes, sizeof event.bytes);
    memcpy(bytes + sizeof event.bytes, recipient.bytes, sizeof recipient.bytes);
    bytes[2 * sizeof event.bytes] = (uint8_t)kind;
    struct id id = id_from_text("notifier.message", (struct view){bytes, sizeof bytes});
    memcpy(id.bytes, event.bytes, 6); /* the milliseconds of a UUIDv7 */
    return id;
}

void letter_want(batch_t *batch, const struct call *call, struct id recipient,
                 enum letter_kind kind)
{
    batch_want(batch, &table_message, 0, letter_id(call->envelope->id, recipient, kind));
}

bool letter_begin(struct letter *letter)
{
    assert(!id_none(letter->call->envelope->id));
    const struct notifier_settings *settings = batch_settings(letter->batch);
    const struct person_row *person = find_person(letter, letter->recipient);
    letter->id = letter_id(letter->call->envelope->id, letter->recipient, letter->kind);
    letter->language = language_choose(person ? person->language : (struct view){0},
                                       view_of(settings->default_language));
    return batch_load(letter->batch, &table_message, letter->id) == NULL;
}

/* The template's own values and those of every letter. */
static struct scope widen_scope(const struct letter *letter, const struct scope *scope)
{
    const struct notifier_settings *settings = batch_settings(letter->batch);
    arena_t *arena = batch_arena(letter->batch);
    char request[ID_TEXT_SIZE];
    struct value common[] = {
        {"name", letter_person(letter, letter->recipient)},
        {"cooperative", view_of(settings->from_name)},
        {"request", arena_copy(arena, view_of(id_print(letter->request, request)))},
    };
    size_t count = sizeof common / sizeof *common;
    struct value *values = arena_alloc(arena, (scope->value_count + count) * sizeof *values);
    memcpy(values, common, sizeof common);
    if (scope->value_count > 0) {
        memcpy(values + count, scope->values, scope->value_count * sizeof *values);
    }
    struct scope wide = *scope;
    wide.values = values;
    wide.value_count = scope->value_count + count;
    return wide;
}

/* The words, sealed with the recipient's key. */
static void insert_words(const struct letter *letter, const template_t *template,
                         const struct scope *scope)
{
    arena_t *arena = batch_arena(letter->batch);
    struct scope wide = widen_scope(letter, scope);
    struct words_row words = {.id = letter->id};
    words.subject =
        person_seal(letter->batch, letter->recipient, render_subject(template, &wide, arena));
    words.body = person_seal(letter->batch, letter->recipient, render_body(template, &wide, arena));
    batch_insert(letter->batch, &table_words, &words);
}

static struct view print_message_id(const struct letter *letter)
{
    const struct notifier_settings *settings = batch_settings(letter->batch);
    char text[ID_TEXT_SIZE];
    return arena_print(batch_arena(letter->batch), "%s@%s", id_print(letter->id, text),
                       settings->message_domain);
}

void letter_queue(const struct letter *letter, const struct scope *scope)
{
    const template_t *template = letter->self->templates[letter->kind][letter->language];
    int64_t now_us = letter->call->now_us;
    struct message_row row = {
        .id = letter->id,
        .event = letter->call->envelope->id,
        .request = letter->request,
        .organisation = letter->organisation,
        .recipient = letter->recipient,
        .recipient_kind = letter->recipient_kind,
        .template = view_of(letter_kind_name(letter->kind)),
        .template_version = template_version(template),
        .language = view_of(language_tag(letter->language)),
        .message_id = print_message_id(letter),
        .state = MESSAGE_QUEUED,
        .queued_at_us = now_us,
        .due_us = now_us,
    };
    batch_insert(letter->batch, &table_message, &row);
    if (letter_email(letter, letter->recipient).size > 0) {
        insert_words(letter, template, scope);
    }
    batch_count(letter->batch, COUNTER_QUEUED, 1);
    letter->self->queued_last_us = now_us;
    pump_wake(letter->self, letter->batch, now_us);
}

int letter_tell(struct letter *letter)
{
    if (letter_begin(letter)) {
        struct value values[] = {
            {"organisation", letter_organisation(letter, letter->organisation)}};
        letter_queue(letter, &(struct scope){.values = values, .value_count = 1});
    }
    return OK;
}
