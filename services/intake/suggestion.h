/* SPDX-License-Identifier: MPL-2.0 */
/* Which further needs a request has, and by which rule: reasoned rules, all that hold.
 *
 * Rules have no negation, so one more answer or need never takes a suggestion away. */
#ifndef ENTRAIDE_INTAKE_SUGGESTION_H
#define ENTRAIDE_INTAKE_SUGGESTION_H

#include "catalogue.h"
#include "proto/error.h"

enum { NEEDS_MAX = 15, ANSWERS_MAX = 32 };

/* A need before it has an id. Borrows from the catalogue. */
struct wanted {
    const struct service_row *service;
    const struct rule_row *rule; /* that suggested it; NULL = declared */
    int64_t minutes;
    int64_t min_level;
    int modality;
};

struct wanted_list {
    struct wanted items[NEEDS_MAX];
    size_t count;
};

/* What rules may look at besides the needs. */
struct facts {
    struct view kind;   /* word of the organisation's kind */
    struct view region; /* its dotted code */
    int32_t today;
    size_t answer_count;
    struct view keys[ANSWERS_MAX], answers[ANSWERS_MAX];
};

/* Takes the first ANSWERS_MAX answers of a request, which borrow from the map. */
void facts_take_answers(struct facts *facts, struct list answers);

/* The need that a wish stands for: what it leaves open is as usual for the service. */
struct wanted suggestion_declared(const struct service_row *service, const struct need_wish *wish);

/* Adds what the rules suggest, until nothing new follows or there are NEEDS_MAX needs. Each round looks at
   the needs of the round before; a service that several rules suggest in one round has the first by code
   as its reason, so no reason rests on itself. */
void suggestion_complete(const catalogue_t *catalogue, const struct facts *facts,
                         struct wanted_list *wanted);

/* Can this rule be read and ever apply. 0, or -1 with the refusal filled (E_RULE, E_DATES). */
int suggestion_check(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                     struct refusal *refusal);

#endif
