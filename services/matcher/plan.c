/* SPDX-License-Identifier: MPL-2.0 */
/* The solver's numbers become ids and words again. */
#include "plan.h"

#include <assert.h>

enum { TERMS_MAX = 256, TERMS_PER_NEED = 4, TERMS_PER_PERSON = 4 };

static struct id id_of(const struct question *question, uint32_t professional)
{
    struct id id;
    memcpy(id.bytes, question->directory->professionals[professional].id, sizeof id.bytes);
    return id;
}

/* ---- a team ---- */

static struct plan_need need_of(const struct question *question, const struct team_answer *answer,
                                size_t i)
{
    const struct need *wanted = &question->wanted[i];
    const struct team_runner_up *next = &answer->runner_up[i];
    struct plan_need need = {
        .need = wanted->id,
        .service = wanted->service,
        .minutes = wanted->minutes,
        .provenance = wanted->provenance,
        .reason = wanted->reason,
        .professional = id_of(question, answer->professional[i]),
        .candidate_count = answer->candidate_count[i],
    };
    if (next->professional != TEAM_NOBODY) {
        need.runner_up = id_of(question, next->professional);
        need.runner_up_extra_cents = next->extra_cents > 0 ? next->extra_cents : 0;
    }
    return need;
}

/* The terms of a plan, those that add nothing left out. */
struct term_list {
    struct plan_term items[TERMS_MAX];
    size_t count;
};

static void add_term(struct term_list *terms, struct id professional, struct id need,
                     const char *name, int64_t amount_cents)
{
    if (amount_cents != 0) {
        terms->items[terms->count++] =
            (struct plan_term){professional, need, view_of(name), amount_cents, 0};
    }
}

_Static_assert(TEAM_NEED_MAX *(TERMS_PER_NEED + TERMS_PER_PERSON) <= TERMS_MAX, "terms fit");

static void list_terms(struct term_list *terms, const struct question *question,
                       const struct team_answer *answer)
{
    for (size_t i = 0; i < answer->need_count; i++) {
        struct id professional = id_of(question, answer->professional[i]);
        struct id need = question->wanted[i].id;
        add_term(terms, professional, need, "rate", answer->terms[i].work_cents);
        add_term(terms, professional, need, "over_level", answer->terms[i].level_cents);
        add_term(terms, professional, need, "delay", answer->terms[i].delay_cents);
        add_term(terms, professional, need, "language", answer->terms[i].language_cents);
    }
    for (size_t i = 0; i < answer->member_count; i++) {
        const struct team_member *member = &answer->members[i];
        struct id professional = id_of(question, member->professional);
        struct id none = {{0}};
        add_term(terms, professional, none, "person", member->terms.person_cents);
        add_term(terms, professional, none, "travel", member->terms.travel_cents);
        add_term(terms, professional, none, "load", member->terms.load_cents);
        add_term(terms, professional, none, "continuity", member->terms.continuity_cents);
    }
}

void plan_take_answer(struct plan_row *plan, const struct question *question,
                      const struct team_answer *answer, arena_t *arena)
{
    plan->team = plan->terms = (struct view){0};
    plan->cost_cents = plan->lower_bound_cents = 0;
    plan->proven = false;
    if (answer->status != TEAM_STATUS_FOUND) {
        return;
    }
    struct plan_need needs[TEAM_NEED_MAX];
    for (size_t i = 0; i < answer->need_count; i++) {
        needs[i] = need_of(question, answer, i);
    }
    struct term_list terms;
    terms.count = 0;
    list_terms(&terms, question, answer);
    plan->team = list_bytes(plan_need_list(needs, answer->need_count, arena), arena);
    plan->terms = list_bytes(plan_term_list(terms.items, terms.count, arena), arena);
    plan->cost_cents = answer->cost_cents;
    plan->lower_bound_cents = answer->lower_bound_cents;
    plan->proven = answer->proven;
}
