/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of the contract, made from messages.def and choices.def; all of them constant. */
#include <assert.h>

#include "proto/codec.h"

/* Formatted by hand: halves of declarations are beyond the formatter. */
/* clang-format off */

/* What each kind refers to: a record, a set of words, or nothing. */
#define SUB_ID(sub)     NULL, NULL
#define SUB_TEXT(sub)   NULL, NULL
#define SUB_CODE(sub)   NULL, NULL
#define SUB_LANG(sub)   NULL, NULL
#define SUB_INT(sub)    NULL, NULL
#define SUB_BOOL(sub)   NULL, NULL
#define SUB_DATE(sub)   NULL, NULL
#define SUB_CHOICE(sub) NULL, &choices_##sub
#define SUB_BYTES(sub)  NULL, NULL
#define SUB_SEALED(sub) NULL, NULL
#define SUB_MAP(sub)    NULL, NULL
#define SUB_RAW(sub)    NULL, NULL
#define SUB_NEST(sub)   &record_##sub, NULL
#define SUB_LIST(sub)   &record_##sub, NULL
#define SUB_IDS(sub)    NULL, NULL
#define SUB_TEXTS(sub)  NULL, NULL

#define REQ true
#define OPT false

#define OWNER_IS_any      OWNER_ANY
#define OWNER_IS_intake   OWNER_INTAKE
#define OWNER_IS_matcher  OWNER_MATCHER
#define OWNER_IS_billing  OWNER_BILLING
#define OWNER_IS_notifier OWNER_NOTIFIER

/* The words of each set. */
#define CHOICES(set)                static const char *const words_##set[] = {
#define CHOICE(set, constant, word) [constant] = word,
#define END_CHOICES(set)            };
#include "proto/choices.def"
#undef CHOICES
#undef CHOICE
#undef END_CHOICES

#define CHOICES(set) const struct choices choices_##set = {#set, words_##set, set##_count};
#define CHOICE(set, constant, word)
#define END_CHOICES(set)
#include "proto/choices.def"
#undef CHOICES
#undef CHOICE
#undef END_CHOICES

/* The fields of each record. The closing row keeps the table of an empty record legal. */
#define MESSAGE(name, type, class, owner, answer, doc)
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#define RECORD(name, doc) static const struct field fields_##name[] = {
#define FIELD(record, kind, member, presence, min, max, sub, doc)                       \
    {#member, sizeof #member - 1, KIND_##kind, presence, offsetof(struct record, member), \
     min,     max,                SUB_##kind(sub),       doc},
#define END(record) {0}};
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END

#define RECORD(name, doc)                                                         \
    static_assert(sizeof(struct name) <= RECORD_SIZE_MAX, #name " is too large"); \
    const struct record record_##name = {#name, doc, sizeof(struct name), fields_##name, \
                                         sizeof fields_##name / sizeof(struct field) - 1};
#define FIELD(record, kind, member, presence, min, max, sub, doc)
#define END(name)
#include "proto/messages.def"
#undef RECORD
#undef MESSAGE

#define RECORD(name, doc)
#define MESSAGE(name, type, class, owner, answer, doc)                         \
    const struct message message_##name = {#name,          type,               \
                                           class,          OWNER_IS_##owner,   \
                                           &record_##name, &record_##answer, doc};
#include "proto/messages.def"
#undef MESSAGE

static const struct message *const messages[] = {
#define MESSAGE(name, type, class, owner, answer, doc) &message_##name,
#include "proto/messages.def"
#undef MESSAGE
};

/* Beside the messages, so that a look-up compares few types: 100 sizes are two cache lines. */
static const uint8_t type_sizes[] = {
#define MESSAGE(name, type, class, owner, answer, doc) sizeof type - 1,
#include "proto/messages.def"
#undef MESSAGE
};
#undef CONSUMES
#undef CAUSES

#define MESSAGE(name, type, class, owner, answer, doc)
#define CAUSES(service, event, emitted)
static const struct {
    enum owner service;
    const struct message *event;
} consumed[] = {
#define CONSUMES(service, event) {OWNER_IS_##service, &message_##event},
#include "proto/messages.def"
#undef CONSUMES
#undef CAUSES
};

#define CONSUMES(service, event)
static const struct {
    enum owner service;
    const struct message *event, *emitted;
} caused[] = {
#define CAUSES(service, event, emitted) \
    {OWNER_IS_##service, &message_##event, &message_##emitted},
#include "proto/messages.def"
};

/* clang-format on */

static const char *const owner_names[OWNER_COUNT] = {"any", "intake", "matcher", "billing",
                                                     "notifier"};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

const struct message *message_find(struct view type)
{
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        if (type_sizes[i] == type.size && memcmp(messages[i]->type, type.bytes, type.size) == 0) {
            return messages[i];
        }
    }
    return NULL;
}

const struct message *const *message_all(size_t *ret_count)
{
    *ret_count = COUNT_OF(messages);
    return messages;
}

const char *owner_name(enum owner owner)
{
    assert((int)owner < OWNER_COUNT);
    return owner_names[owner];
}

enum owner owner_find(struct view name)
{
    for (enum owner owner = OWNER_INTAKE; (int)owner < OWNER_COUNT; owner++) {
        if (view_is(name, owner_names[owner])) {
            return owner;
        }
    }
    return OWNER_ANY;
}

bool contract_consumes(enum owner service, const struct message *event)
{
    for (size_t i = 0; i < COUNT_OF(consumed); i++) {
        if (consumed[i].service == service && consumed[i].event == event) {
            return true;
        }
    }
    return false;
}

bool contract_causes(enum owner service, const struct message *event, const struct message *emitted)
{
    for (size_t i = 0; i < COUNT_OF(caused); i++) {
        if (caused[i].service == service && caused[i].event == event &&
            caused[i].emitted == emitted) {
            return true;
        }
    }
    return false;
}

const char *choice_word(const struct choices *choices, int value)
{
    return value >= 0 && (size_t)value < choices->count ? choices->words[value] : NULL;
}

int choice_find(const struct choices *choices, struct view word)
{
    for (size_t i = 0; i < choices->count; i++) {
        if (view_is(word, choices->words[i])) {
            return (int)i;
        }
    }
    return -1;
}

bool contract_erases(struct view type)
{
    static const char ending[] = ".erased";
    const size_t size = sizeof ending - 1;
    return type.size > size && memcmp(type.bytes + type.size - size, ending, size) == 0;
}
