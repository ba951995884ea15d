/* SPDX-License-Identifier: MPL-2.0 */
/* Why somebody is not on the team, and what to give up when there is no team. */
#include "team.h"

#include <assert.h>
#include <string.h>

/* All solves of one explanation together take at most as many steps as so many long ones. */
enum { RELAX_SOLVES = 10 };

/* The extra cost of the best team with somebody, or that there is none. */
static void price_with(team_workspace_t *workspace, const struct team_directory *directory,
                       const struct team_question *question, const struct team_answer *answer,
                       struct team_why_not *why_not)
{
    struct team_answer with;
    team_solve(workspace, directory, question, &with);
    why_not->proven = with.proven && answer->proven;
    if (with.status == TEAM_STATUS_FOUND && answer->status == TEAM_STATUS_FOUND) {
        why_not->failure = (struct candidate_failure){.constraint = CANDIDATE_FIT};
        why_not->extra_cents = with.cost_cents - answer->cost_cents;
    } else {
        why_not->failure = (struct candidate_failure){.constraint = CANDIDATE_TEAM};
    }
}

void team_explain_why_not(team_workspace_t *workspace, const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional,
                          struct team_why_not *ret_why_not)
{
    assert(professional < directory->count);
    struct team_answer answer;
    team_solve(workspace, directory, question, &answer);
    *ret_why_not = (struct team_why_not){.proven = true, .need_count = question->need_count};
    bool fits = false;
    for (size_t i = 0; i < question->need_count; i++) {
        struct candidate_failure *failure = &ret_why_not->per_need[i];
        fits = candidate_check(directory, question, professional, i, failure) || fits;
        if (failure->constraint > ret_why_not->failure.constraint) {
            ret_why_not->failure = *failure;
        }
    }
    for (size_t i = 0; i < answer.member_count; i++) {
        if (answer.members[i].professional == professional) {
            ret_why_not->chosen = true;
            ret_why_not->failure = (struct candidate_failure){.constraint = CANDIDATE_FIT};
            return;
        }
    }
    if (!fits) {
        return;
    }
    if (question->forced_count == TEAM_NEED_MAX) {
        ret_why_not->failure = (struct candidate_failure){.constraint = CANDIDATE_TEAM};
        return; /* As many people as needs are on the team already. */
    }
    uint32_t forced[TEAM_NEED_MAX];
    for (size_t i = 0; i < question->forced_count; i++) {
        forced[i] = question->forced[i];
    }
    forced[question->forced_count] = professional;
    struct team_question with = *question;
    with.forced = forced;
    with.forced_count++;
    price_with(workspace, directory, &with, &answer, ret_why_not);
}

/* A question whose needs may be relaxed without touching the caller's. */
struct loosened {
    team_workspace_t *workspace;
    uint64_t steps_left;
    bool complete; /* every answer so far is proven */
    const struct team_directory *directory;
    struct team_question question;
    struct team_need needs[TEAM_NEED_MAX];
};

static bool solve(struct loosened *loosened, struct team_answer *ret_answer)
{
    if (loosened->steps_left < loosened->question.step_max) {
        loosened->question.step_max = loosened->steps_left;
    }
    if (loosened->steps_left == 0) {
        loosened->complete = false;
        *ret_answer = (struct team_answer){.status = TEAM_STATUS_UNMET};
        return false;
    }
    team_solve(loosened->workspace, loosened->directory, &loosened->question, ret_answer);
    /* Going through the directory is work too. */
    uint64_t used = ret_answer->step_count + loosened->directory->count;
    loosened->steps_left = used < loosened->steps_left ? loosened->steps_left - used : 0;
    loosened->complete = loosened->complete && ret_answer->proven;
    return ret_answer->status == TEAM_STATUS_FOUND;
}

static void relax(struct loosened *loosened, const struct team_relaxation_effect *effect)
{
    loosened->needs[effect->need].relaxed |= (uint8_t)effect->kind;
}

static void restore(struct loosened *loosened, const struct team_relaxation_effect *effect)
{
    loosened->needs[effect->need].relaxed &= (uint8_t)~effect->kind;
}

/* Whether there is anything to give up. */
static bool constrains(const struct team_need *need, enum team_relaxation kind)
{
    if (need->relaxed & kind) {
        return false;
    }
    switch (kind) {
    case TEAM_RELAX_LEVEL:
        return need->level_min > 0;
    case TEAM_RELAX_REMOTE:
        return need->modality == TEAM_MODALITY_ONSITE;
    case TEAM_RELAX_LANGUAGE:
        return need->languages != 0;
    case TEAM_RELAX_REGION:
        return need->modality != TEAM_MODALITY_REMOTE;
    case TEAM_RELAX_MINUTES:
        return true;
    case TEAM_RELAX_ALL:
        break;
    }
    assert(false);
    return false;
}

/* Position of the need whose id comes after `after` (NULL: the first). */
static size_t next_need(const struct team_question *question, const uint8_t *after)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < question->need_count; i++) {
        const uint8_t *id = question->needs[i].id;
        size_t size = sizeof question->needs[i].id;
        if ((!after || memcmp(id, after, size) > 0) &&
            (next == SIZE_MAX || memcmp(id, question->needs[next].id, size) < 0)) {
            next = i;
        }
    }
    return next;
}

/* Everything that could be given up, the least easily given up first. */
static void list_effects(const struct team_question *question, const struct team_ladder *ladder,
                         struct team_relaxed *relaxed)
{
    for (size_t rung = ladder->count; rung-- > 0;) {
        const uint8_t *after = NULL;
        size_t need;
        while ((need = next_need(question, after)) != SIZE_MAX) {
            after = question->needs[need].id;
            enum team_relaxation kind = ladder->kinds[rung];
            if (constrains(&question->needs[need], kind) &&
                (!ladder->allowed || (ladder->allowed[need] & kind))) {
                relaxed->effects[relaxed->effect_count++] =
                    (struct team_relaxation_effect){.need = need, .kind = kind};
            }
        }
    }
}

/* What each thing given up alone would bring. */
static void try_singly(struct loosened *loosened, struct team_relaxed *relaxed)
{
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        struct team_relaxation_effect *effect = &relaxed->effects[i];
        struct team_answer answer;
        relax(loosened, effect);
        effect->sufficient = solve(loosened, &answer);
        effect->cost_cents = effect->sufficient ? answer.cost_cents : TEAM_NO_COST;
        effect->candidate_count = answer.candidate_count[effect->need];
        restore(loosened, effect);
    }
}

/*
 * Deletion filter: from everything given up, takes back one thing after the other if a team is
 * left. What is left could not be taken back then, so neither can it with still less given up.
 */
static void filter(struct loosened *loosened, struct team_relaxed *relaxed)
{
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        struct team_answer answer;
        restore(loosened, &relaxed->effects[i]);
        if (!solve(loosened, &answer)) {
            relax(loosened, &relaxed->effects[i]);
            relaxed->effects[i].needed = true;
            relaxed->needed_count++;
        }
    }
}

void team_explain_relax(team_workspace_t *workspace, const struct team_directory *directory,
                        const struct team_question *question, const struct team_ladder *ladder,
                        struct team_relaxed *ret_relaxed)
{
    struct loosened loosened = {.workspace = workspace,
                                .steps_left = question->step_max ? RELAX_SOLVES * question->step_max
                                                                 : UINT64_MAX,
                                .complete = true,
                                .directory = directory,
                                .question = *question};
    assert(ladder->count <= TEAM_RELAXATION_KINDS);
    assert(candidate_question_valid(directory, question));
    memcpy(loosened.needs, question->needs, question->need_count * sizeof *question->needs);
    loosened.question.needs = loosened.needs;
    *ret_relaxed = (struct team_relaxed){.found = false};
    list_effects(question, ladder, ret_relaxed);
    solve(&loosened, &ret_relaxed->answer);
    for (size_t i = 0; i < question->need_count; i++) {
        ret_relaxed->uncovered |= (uint32_t)(ret_relaxed->answer.candidate_count[i] == 0) << i;
    }
    try_singly(&loosened, ret_relaxed);
    for (size_t i = 0; i < ret_relaxed->effect_count; i++) {
        relax(&loosened, &ret_relaxed->effects[i]);
    }
    ret_relaxed->found = solve(&loosened, &ret_relaxed->answer);
    if (ret_relaxed->found) {
        filter(&loosened, ret_relaxed);
        loosened.steps_left = UINT64_MAX; /* This one was found before, so it is found again. */
        loosened.question.step_max = question->step_max;
        ret_relaxed->found = solve(&loosened, &ret_relaxed->answer);
        assert(ret_relaxed->found);
    }
    ret_relaxed->complete = loosened.complete;
}
