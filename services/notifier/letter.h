/* SPDX-License-Identifier: MPL-2.0 */
/* Writing one message to one person: what handlers of events have in common.
 *
 *   letter_want   names the row that tells whether the message exists already
 *   letter_begin  chooses the language; false when it was written before
 *   letter_...    words for the template, in that language
 *   letter_queue  renders, seals, stores; the pump does the rest */
#ifndef ENTRAIDE_NOTIFIER_LETTER_H
#define ENTRAIDE_NOTIFIER_LETTER_H

#include "notifier.h"

struct letter {
    struct notifier *self;
    batch_t *batch;
    const struct call *call;
    enum letter_kind kind;
    struct id recipient;
    int recipient_kind;     /* enum recipient_kind */
    struct id request;      /* the story; mails about one request form a thread */
    struct id organisation; /* whom it is about */
    struct id id;           /* set by letter_begin */
    enum language language; /* set by letter_begin */
};

/* One piece of work on a quote, a document or an introduction. */
struct work {
    struct view service; /* code */
    struct id professional;
    int64_t minutes, hourly_cents, amount_cents;
};

/* The id of the one message about this event to this person in this template. Its first bytes are the
   event's, so that messages sort by time. */
struct id letter_id(struct id event, struct id recipient, enum letter_kind kind);

void letter_want(batch_t *batch, const struct call *call, struct id recipient,
                 enum letter_kind kind);
bool letter_begin(struct letter *letter);

/* Words, never absent: a stand-in when the thing is not known or the person was erased. */
struct view letter_person(const struct letter *letter, struct id person);
struct view letter_organisation(const struct letter *letter, struct id organisation);
struct view letter_service(const struct letter *letter, struct view code);

/* Sealed fields of a person, opened; absent when not known. */
struct view letter_email(const struct letter *letter, struct id person);
struct view letter_phone(const struct letter *letter, struct id person);

struct view letter_amount(const struct letter *letter, int64_t amount_cents, struct view currency);

/* A section of one item without values of its own, or of none: how a template asks "if". */
struct section letter_if(const char *name, bool holds);
/* A section of one item with the text as its value of the same name; of none when text is empty. */
struct section letter_if_text(const struct letter *letter, const char *name, struct view text);

/* The section link: the address where a document is read, by the setting; of none when there is none. */
struct section letter_link(const struct letter *letter, struct id document);

/* An item of a section, with copies of its values and sections in the arena. */
struct scope letter_item(const struct letter *letter, const struct value *values,
                         size_t value_count, const struct section *sections, size_t section_count);

/* The same with a day; of none when there is no day. */
struct section letter_day(const struct letter *letter, const char *name, int32_t day);

/* An item with service, professional, duration, rate, amount, and the section reason. */
struct scope letter_work(const struct letter *letter, const struct work *work, struct view currency,
                         struct view reason);
/* The section taxes, from a list of tax_line: tax, rate, amount, and the section registration. */
struct section letter_taxes(const struct letter *letter, struct list taxes, struct view currency);

/* Renders and stores the message. The template also sees name (the recipient's), cooperative and
   request. Without a readable address the row is stored without words and the pump ends it. */
void letter_queue(const struct letter *letter, const struct scope *scope);

/* The whole of a letter that says only about which organisation it is; nothing when it was written
   before. What a handler returns. */
int letter_tell(struct letter *letter);

#endif
