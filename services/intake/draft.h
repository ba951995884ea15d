/* SPDX-License-Identifier: MPL-2.0 */
/* The needs of a request while a command changes them: first all that is wrong is refused, then all is
 * written. Nothing of a draft is stored before draft_store. */
#ifndef ENTRAIDE_INTAKE_DRAFT_H
#define ENTRAIDE_INTAKE_DRAFT_H

#include "request.h"

/* A need as it shall be. */
struct draft_need {
    struct need_row row;
    struct need_row *former; /* NULL = new */
    bool stated;             /* wish says anew what it leans on */
    struct need_wish wish;
    const struct rule_row *rule; /* that suggests it, with what it says must come first */
    size_t place;                /* in the list that the command gives */
};

struct draft {
    struct intake *self;
    batch_t *batch;
    const struct call *call;
    struct id organisation;
    const char *list; /* of wishes in the command: "data.needs" */
    struct draft_need items[NEEDS_EVER_MAX];
    size_t count;
    size_t suggested_count; /* by rules, in this draft */
};

/* Begins with the needs of the request and its organisation; NULL = none yet. */
void draft_begin(struct draft *draft, const struct request *request);

/* Adds a need as a wish of the list at place says, by this trigger. Refused (E_UNKNOWN_SERVICE,
   E_FIELD_TWICE, E_DATES, E_NEEDS_FULL) or OK. */
int draft_wish(struct draft *draft, const struct need_wish *wish, size_t place,
               enum need_trigger trigger) MUST_CHECK;

/* Changes a need that has not begun as the wish says; what the wish leaves open stays. OK or refused. */
int draft_change(struct draft *draft, struct draft_need *item, const struct need_wish *wish,
                 size_t place) MUST_CHECK;

/* The living need for a service, or NULL. */
struct draft_need *draft_find(struct draft *draft, struct view service);

/* The need with this id, living or not, or NULL. */
struct draft_need *draft_find_id(struct draft *draft, struct id need);

/* Ends a living need: a suggestion is refused, another need cancelled. false: it is done already. */
bool draft_end(struct draft *draft, struct draft_need *item);

/* Adds a confirmed need like a closed one. false: there is no room for it. */
bool draft_repeat(struct draft *draft, const struct draft_need *closed);

/* Cancels every need that can be. */
void draft_cancel(struct draft *draft);

/* Moves a need as the table of needs says. false: not possible in its state, or not for this actor. */
bool draft_move(struct draft *draft, struct draft_need *item, enum need_trigger trigger);

/* Adds what the rules suggest for the needs that live, except what was refused before. */
void draft_suggest(struct draft *draft, const struct organisation_row *organisation,
                   struct list answers);

/* Turns what the needs lean on into ids, adds what separation of duties asks for, and refuses
   (E_NEED_LINK) what is not there, leans on itself in a circle, or asks for both the same and another
   person; E_NO_NEEDS when no need lives. OK or ERR_REFUSED. */
int draft_link(struct draft *draft) MUST_CHECK;

/* Would the matcher learn anything new from the draft. */
bool draft_changed(const struct draft *draft);

/* Writes it and fills the request with its needs. */
void draft_store(const struct draft *draft, struct request *request);

/* What the draft does to each need, for the answer; released: living needs that end. */
struct list draft_effects(const struct draft *draft, struct list *ret_released);

/* Would the needs that live be too large for an event: 40 KiB beside 17 of words and 5 of the rest keep it
   below 64. Long reasons of many suggestions could make it so. */
bool draft_is_too_large(const struct draft *draft);

/* How many needs of the draft live. */
size_t draft_live_count(const struct draft *draft);

#endif
