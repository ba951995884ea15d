/* SPDX-License-Identifier: MPL-2.0 */
/* One solve for the team, and one for each further thing that is asked. */
#include "explain.h"

#include "plan.h"
#include "why.h"

/* What an explanation is made of. */
struct explaining {
    const struct matcher *self;
    const struct question *question;
    struct team_answer answer;
    arena_t *arena;
};

static struct id person_at(const struct explaining *explaining, uint32_t position)
{
    return people_id(explaining->self->people, position);
}

static struct list picks_of(const struct explaining *explaining, const struct team_answer *answer)
{
    struct match_pick picks[TEAM_NEED_MAX];
    for (size_t i = 0; i < answer->need_count; i++) {
        picks[i] = (struct match_pick){explaining->question->wanted[i].id,
                                       person_at(explaining, answer->professional[i]), 0};
    }
    return match_pick_list(picks, answer->need_count, explaining->arena);
}

/* The best teams, and what preferring each adds to the best. */
static void add_best(struct match_explanation *explanation, const struct explaining *explaining,
                     size_t count)
{
    struct team_best *best = arena_alloc(explaining->arena, sizeof *best);
    struct match_team teams[TEAM_BEST_MAX];
    const struct question *question = explaining->question;
    team_find_best(explaining->self->workspace, question->directory, &question->asked, count, best);
    for (size_t i = 0; i < best->count; i++) {
        const struct team_answer *team = &best->teams[i];
        teams[i] = (struct match_team){
            .cost_cents = team->cost_cents,
            .extra_cents = team->cost_cents - best->teams[0].cost_cents,
            .picks = picks_of(explaining, team),
        };
    }
    explanation->teams = match_team_list(teams, best->count, explaining->arena);
    explanation->complete = best->complete && (explanation->found || explanation->complete);
}

/* The cost of a team without what each person on it costs as such. */
static int64_t without_persons(const struct team_answer *answer, int64_t person_cents)
{
    return answer->cost_cents - (int64_t)answer->member_count * person_cents;
}

/* The best team if one more person cost nothing, beside the one that was found. */
static void add_split(struct match_explanation *explanation, const struct explaining *explaining)
{
    struct team_question free = explaining->question->asked;
    int64_t person_cents = free.weights.person_cents;
    struct team_answer split;
    free.weights.person_cents = 0;
    team_solve(explaining->self->workspace, explaining->question->directory, &free, &split);
    if (split.status == TEAM_STATUS_FOUND && split.proven) {
        int64_t all_cents = split.cost_cents + (int64_t)split.member_count * person_cents;
        explanation->split = (struct match_split){
            .people = (int64_t)split.member_count,
            .saved_cents = without_persons(&explaining->answer, person_cents) - split.cost_cents,
            .extra_cents = all_cents - explaining->answer.cost_cents,
        };
    }
}

static void add_relaxations(struct match_explanation *explanation,
                            const struct explaining *explaining)
{
    const struct question *question = explaining->question;
    struct team_relaxed *relaxed = arena_alloc(explaining->arena, sizeof *relaxed);
    struct relaxation_effect effects[TEAM_RELAXATIONS_MAX];
    struct id uncovered[TEAM_NEED_MAX];
    size_t uncovered_count = 0;
    team_explain_relax(explaining->self->workspace, question->directory, &question->asked,
                       &why_ladder, relaxed);
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        const struct team_relaxation_effect *effect = &relaxed->effects[i];
        effects[i] = (struct relaxation_effect){
            .need = question->wanted[effect->need].id,
            .constraint = (int)why_relaxation(effect->kind),
            .needed = effect->needed,
            .candidate_count = effect->candidate_count,
            .brings_count =
                (int64_t)effect->candidate_count - explaining->answer.candidate_count[effect->need],
            .sufficient = effect->sufficient,
            .cost_cents = effect->sufficient ? effect->cost_cents : 0,
        };
    }
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (relaxed->uncovered >> i & 1) {
            uncovered[uncovered_count++] = question->wanted[i].id;
        }
    }
    explanation->complete = relaxed->complete;
    explanation->uncovered = list_pack_ids(uncovered, uncovered_count, explaining->arena);
    explanation->relaxations =
        relaxation_effect_list(effects, relaxed->effect_count, explaining->arena);
}

static bool is_chosen(const struct team_answer *answer, const struct explain_wish *wish)
{
    for (size_t i = 0; i < answer->need_count; i++) {
        if (answer->professional[i] == wish->professional &&
            (wish->need == SIZE_MAX || wish->need == i)) {
            return true;
        }
    }
    return false;
}

/* The team and its terms, in the form in which plans keep them. */
static void add_team(struct match_explanation *explanation, const struct explaining *explaining)
{
    struct plan_row plan = {0};
    plan_take_answer(&plan, explaining->question, &explaining->answer, explaining->arena);
    explanation->found = explaining->answer.status == TEAM_STATUS_FOUND;
    explanation->proven = explaining->answer.proven;
    explanation->cost_cents = plan.cost_cents;
    explanation->lower_bound_cents = plan.lower_bound_cents;
    explanation->needs = list_of_bytes(plan.team);
    explanation->terms = list_of_bytes(plan.terms);
}

struct match_explanation explain_question(const struct matcher *self, const struct plan_row *plan,
                                          const struct question *question,
                                          const struct explain_wish *wish, arena_t *arena)
{
    struct explaining explaining = {.self = self, .question = question, .arena = arena};
    team_solve(self->workspace, question->directory, &question->asked, &explaining.answer);
    struct match_case rests_on = case_of(self, plan, question, &explaining.answer, arena);
    bool asks = wish->professional != TEAM_NOBODY;
    bool chosen = asks && is_chosen(&explaining.answer, wish);
    struct match_explanation explanation = {.on_team = chosen};
    if (asks && !chosen) {
        explanation = why_not_chosen(self, question, wish->need, wish->professional, arena);
    }
    add_team(&explanation, &explaining);
    explanation.input_digest = case_digest(&rests_on, arena);
    if (explanation.found) {
        add_split(&explanation, &explaining);
    } else {
        add_relaxations(&explanation, &explaining);
    }
    if (wish->best > 0) {
        add_best(&explanation, &explaining, wish->best);
    }
    return explanation;
}
