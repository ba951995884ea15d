/* SPDX-License-Identifier: MPL-2.0 */
/* The solver's reasons in words: what stands in the way of a need, and of a professional. */
#include "why.h"

#include <assert.h>
#include <limits.h>

/* ---- no team ---- */

const struct team_ladder why_ladder = {
    .kinds = {TEAM_RELAX_LEVEL, TEAM_RELAX_REMOTE, TEAM_RELAX_LANGUAGE, TEAM_RELAX_REGION,
              TEAM_RELAX_MINUTES},
    .count = TEAM_RELAXATION_KINDS,
};

enum relaxation_kind why_relaxation(enum team_relaxation kind)
{
    switch (kind) {
    case TEAM_RELAX_LEVEL:
        return RELAX_LEVEL;
    case TEAM_RELAX_REMOTE:
        return RELAX_MODALITY;
    case TEAM_RELAX_LANGUAGE:
        return RELAX_LANGUAGE;
    case TEAM_RELAX_REGION:
        return RELAX_REGION;
    case TEAM_RELAX_MINUTES:
        return RELAX_MINUTES;
    case TEAM_RELAX_ALL:
        break;
    }
    assert(false);
    return RELAX_LEVEL;
}

static const char *word_of_constraint(enum candidate_constraint constraint)
{
    static const char *const words[] = {
        [CANDIDATE_FIT] = "",
        [CANDIDATE_INACTIVE] = "status",
        [CANDIDATE_OPEN_MAX] = "open_max",
        [CANDIDATE_CONFLICT] = "conflict",
        [CANDIDATE_EXCLUDED] = "declined",
        [CANDIDATE_KEPT] = "kept",
        [CANDIDATE_FIELD] = "skill",
        [CANDIDATE_LEVEL] = "level",
        [CANDIDATE_LICENCE] = "licence",
        [CANDIDATE_EXPIRY] = "licence",
        [CANDIDATE_LANGUAGE] = "language",
        [CANDIDATE_REMOTE] = "modality",
        [CANDIDATE_REGION] = "region",
        [CANDIDATE_MINUTES] = "minutes",
        [CANDIDATE_SEPARATED] = "separated",
        [CANDIDATE_TOGETHER] = "together",
        [CANDIDATE_TEAM] = "team",
    };
    return words[constraint];
}

/* The last thing that stops somebody: those who could do the need but for themselves come nearest. */
static enum candidate_constraint last_obstacle(const struct question *question,
                                               uint32_t professional, size_t need,
                                               int *ret_distance)
{
    struct candidate_failure failure;
    if (candidate_check_need(question->directory, &question->asked, professional, need, &failure)) {
        candidate_check(question->directory, &question->asked, professional, need, &failure);
        *ret_distance = 0;
    } else {
        *ret_distance = CANDIDATE_TEAM - (int)failure.constraint;
    }
    return failure.constraint;
}

/* What stops those who come nearest to doing a need, and how many they are. */
static struct relaxation nearest(const struct question *question, size_t need)
{
    enum candidate_constraint obstacle = CANDIDATE_FIELD; /* when there is nobody at all */
    int best = INT_MAX;
    int64_t count = 0;
    for (uint32_t i = 0; i < question->directory->count; i++) {
        int distance;
        enum candidate_constraint found = last_obstacle(question, i, need, &distance);
        if (distance < best) {
            best = distance;
            obstacle = found;
            count = 0;
        }
        count += found == obstacle;
    }
    return (struct relaxation){
        .need = question->wanted[need].id,
        .constraint = view_of(word_of_constraint(obstacle)),
        .candidate_count = count,
    };
}

static size_t list_needed(const struct team_relaxed *relaxed, const struct question *question,
                          struct relaxation *ret_items)
{
    size_t count = 0;
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        const struct team_relaxation_effect *effect = &relaxed->effects[i];
        if (effect->needed) {
            ret_items[count++] = (struct relaxation){
                .need = question->wanted[effect->need].id,
                .constraint = view_of(
                    choice_word(&choices_relaxation_kind, (int)why_relaxation(effect->kind))),
                .candidate_count = effect->candidate_count,
            };
        }
    }
    return count;
}

static size_t list_nearest(const struct team_relaxed *relaxed, const struct question *question,
                           struct relaxation *ret_items)
{
    size_t count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (relaxed->uncovered >> i & 1) {
            ret_items[count++] = nearest(question, i);
        }
    }
    return count;
}

void why_unmet(struct matcher_plan_unmet *event, team_workspace_t *workspace,
               const struct question *question, arena_t *arena)
{
    enum { RELAXATIONS_TOLD_MAX = 60 };
    struct team_relaxed *relaxed = arena_alloc(arena, sizeof *relaxed);
    team_explain_relax(workspace, question->directory, &question->asked, &why_ladder, relaxed);
    struct relaxation items[TEAM_RELAXATIONS_MAX];
    size_t count = relaxed->found ? list_needed(relaxed, question, items)
                                  : list_nearest(relaxed, question, items);
    struct id uncovered[TEAM_NEED_MAX];
    size_t uncovered_count = 0;
    for (size_t i = 0; i < question->asked.need_count; i++) {
        if (relaxed->uncovered >> i & 1) {
            uncovered[uncovered_count++] = question->wanted[i].id;
        }
    }
    event->needs = list_pack_ids(uncovered, uncovered_count, arena);
    event->relaxations =
        relaxation_list(items, count < RELAXATIONS_TOLD_MAX ? count : RELAXATIONS_TOLD_MAX, arena);
}

/* ---- why not ---- */

static struct view describe(const struct question *question,
                            const struct candidate_failure *failure, arena_t *arena)
{
    long long required = failure->required;
    long long actual = failure->actual;
    const struct need *wanted = &question->wanted[failure->need];
    char day[DATE_TEXT_SIZE];
    switch (failure->constraint) {
    case CANDIDATE_OPEN_MAX:
        return arena_print(arena, "%lld open assignments, at most %lld", actual, required);
    case CANDIDATE_FIELD:
        return arena_print(arena, "no skill in %.*s", (int)wanted->field.size,
                           (const char *)wanted->field.bytes);
    case CANDIDATE_LEVEL:
        return arena_print(arena, "level %lld, asked %lld", actual, required);
    case CANDIDATE_LICENCE:
        return arena_print(arena, "does not hold %.*s", (int)wanted->licence.size,
                           (const char *)wanted->licence.bytes);
    case CANDIDATE_EXPIRY:
        return actual ? arena_print(arena, "licence ends %s, before the work",
                                    date_print((int32_t)actual, day))
                      : arena_print(arena, "licence does not hold on %s",
                                    date_print((int32_t)required, day));
    case CANDIDATE_REGION:
        return view_of("outside the regions travelled to");
    case CANDIDATE_MINUTES:
        return arena_print(arena, "%lld free minutes, asked %lld", actual, required);
    case CANDIDATE_INACTIVE:
        return view_of("not available");
    case CANDIDATE_CONFLICT:
        return view_of("a conflict of interest with the requester, its path or an adverse party");
    case CANDIDATE_EXCLUDED:
        return view_of("declined this need, did not answer in time, or was ruled out");
    case CANDIDATE_KEPT:
        return view_of("somebody else has the need already");
    case CANDIDATE_LANGUAGE:
        return view_of("does not work in the contact's language");
    case CANDIDATE_REMOTE:
        return view_of("does not work at a distance");
    case CANDIDATE_TEAM:
        return view_of("could do it, but no team with them covers every need");
    case CANDIDATE_FIT:
    case CANDIDATE_SEPARATED:
    case CANDIDATE_TOGETHER:
        break;
    }
    return (struct view){0};
}

struct match_explanation why_not_chosen(const struct matcher *self, const struct question *question,
                                        size_t need, uint32_t professional, arena_t *arena)
{
    struct team_why_not *why_not = arena_alloc(arena, sizeof *why_not);
    team_explain_why_not(self->workspace, question->directory, &question->asked, professional,
                         why_not);
    struct candidate_failure failure =
        need == SIZE_MAX ? why_not->failure : why_not->per_need[need];
    if (failure.constraint == CANDIDATE_FIT) {
        failure = why_not->failure; /* fits this need: what speaks against them on the team */
    }
    if (failure.constraint == CANDIDATE_FIT) {
        return (struct match_explanation){.extra_cents =
                                              why_not->extra_cents > 0 ? why_not->extra_cents : 0};
    }
    const char *word = word_of_constraint(failure.constraint);
    struct view detail = describe(question, &failure, arena);
    if (failure.constraint == CANDIDATE_INACTIVE && !people_is_direct(self->people, professional)) {
        word = "direct";
        detail = view_of("does not work directly with enterprises");
    }
    return (struct match_explanation){.constraint = view_of(word), .detail = detail};
}
