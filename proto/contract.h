/* SPDX-License-Identifier: MPL-2.0 */
/* The contract as C: a struct for every record, a constant for every word, and the tables that
   the one codec, the JSON bridge and the documents are made from. All of it comes from
   messages.def and choices.def. */
#ifndef ENTRAIDE_PROTO_CONTRACT_H
#define ENTRAIDE_PROTO_CONTRACT_H

#include "proto/view.h"

/* Newest contract level of this program: raised by one with each release that adds an event type. */
enum { CONTRACT_LEVEL = 1 };

/* Largest event frame; a journal row holds one. */
enum { EVENT_SIZE_MAX = 64 * 1024 };

/* In the order of the feeds: who stands left is read by those to the right. */
enum owner { OWNER_ANY, OWNER_INTAKE, OWNER_MATCHER, OWNER_BILLING, OWNER_NOTIFIER, OWNER_COUNT };
enum message_class { COMMAND, QUERY, EVENT, FEED };

enum kind {
    KIND_ID,
    KIND_TEXT,
    KIND_CODE,
    KIND_LANG,
    KIND_INT,
    KIND_BOOL,
    KIND_DATE,
    KIND_CHOICE,
    KIND_BYTES,
    KIND_SEALED,
    KIND_MAP,
    KIND_RAW,
    KIND_NEST,
    KIND_LIST,
    KIND_IDS,
    KIND_TEXTS
};

/* Bytes of one text: of a MAP (labels, reasons, answers: a paragraph, so that 32 of them stay below
   64 KiB, the largest event), and of a TEXTS (codes and languages, which are 64 bytes at most). */
enum { MAP_TEXT_SIZE_MAX = 2000, TEXTS_ITEM_SIZE_MAX = 64 };

/* A borrowed slice of encoded items, already validated: walk it with list_next or its kin. */
struct list {
    struct view items; /* the encoded items, without the head of the array or map */
    uint32_t count;    /* items left */
    bool canonical;    /* packed here from structs: the items can be sent as they are */
};

/* The words of a set, in the order of their constants. */
struct choices {
    const char *name;
    const char *const *words;
    size_t count;
};

struct record;

struct field {
    const char *name;
    uint8_t name_size;
    uint8_t kind; /* enum kind */
    bool required;
    uint16_t offset; /* of the member in the struct */
    int64_t min, max;
    const struct record *record;   /* KIND_NEST, KIND_LIST */
    const struct choices *choices; /* KIND_CHOICE */
    const char *doc;
};

struct record {
    const char *name;
    const char *doc;
    size_t size; /* of the struct */
    const struct field *fields;
    size_t field_count;
};

struct message {
    const char *name; /* "intake_request_submit" */
    const char *type; /* "intake.request.submit" */
    enum message_class class;
    enum owner owner;
    const struct record *record;
    const struct record *answer;
    const char *doc;
};

/* The constants of every set: enum urgency { URGENCY_NORMAL, ... }. */
#define CHOICES(set) enum set {
#define CHOICE(set, constant, word) constant,
/* clang-format off */
#define END_CHOICES(set) set##_count };
/* clang-format on */
#include "proto/choices.def"
#undef CHOICES
#undef CHOICE
#undef END_CHOICES

/* The C type of each kind. */
#define MEMBER_ID(sub) struct id
#define MEMBER_TEXT(sub) struct view
#define MEMBER_CODE(sub) struct view
#define MEMBER_LANG(sub) struct view
#define MEMBER_INT(sub) int64_t
#define MEMBER_BOOL(sub) bool
#define MEMBER_DATE(sub) int32_t
#define MEMBER_CHOICE(sub) int
#define MEMBER_BYTES(sub) struct view
#define MEMBER_SEALED(sub) struct view
#define MEMBER_MAP(sub) struct list
#define MEMBER_RAW(sub) struct view
#define MEMBER_NEST(sub) struct sub
#define MEMBER_LIST(sub) struct list
#define MEMBER_IDS(sub) struct list
#define MEMBER_TEXTS(sub) struct list

/* struct envelope, struct need, struct intake_request_submit, ... The reserved byte keeps a
   record without fields a legal struct. */
#define RECORD(name, doc) struct name {
#define FIELD(record, kind, member, presence, min, max, sub, doc) MEMBER_##kind(sub) member;
/* clang-format off */
#define END(name) char reserved; };
/* clang-format on */
#define MESSAGE(name, type, class, owner, answer, doc)
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END
#undef MESSAGE
#undef CONSUMES
#undef CAUSES

/* extern tables: record_need, message_intake_request_submit, choices_urgency, ... */
#define CHOICES(set) extern const struct choices choices_##set;
#define CHOICE(set, constant, word)
#define END_CHOICES(set)
#include "proto/choices.def"
#undef CHOICES
#undef CHOICE
#undef END_CHOICES

#define RECORD(name, doc) extern const struct record record_##name;
#define FIELD(record, kind, member, presence, min, max, sub, doc)
#define END(name)
#define MESSAGE(name, type, class, owner, answer, doc) extern const struct message message_##name;
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END
#undef MESSAGE
#undef CONSUMES
#undef CAUSES

/* The row of a wire type, or NULL when the contract has no such type. */
const struct message *message_find(struct view type);

/* All messages, in the order of the contract. */
const struct message *const *message_all(size_t *ret_count);

/* "intake", ... ; owner_find answers OWNER_ANY for an unknown name. */
const char *owner_name(enum owner owner);
enum owner owner_find(struct view name);

/* Does this service have a handler for the event; may that handler emit this other event. */
bool contract_consumes(enum owner service, const struct message *event);
bool contract_causes(enum owner service, const struct message *event,
                     const struct message *emitted);

/* Does an event of this type say that a person's key is destroyed: those end in ".erased", and have the
   person as their subject. */
bool contract_erases(struct view type);

/* The word of a choice, or NULL when value is not one; and back: -1 when the word is unknown. */
const char *choice_word(const struct choices *choices, int value);
int choice_find(const struct choices *choices, struct view word);

#endif
