/* SPDX-License-Identifier: MPL-2.0 */
/* Each need goes by the ladder of its field; the order between fields is that of the common one. */
#include "ladder.h"

#include "offer.h"
#include "proto/id.h"

struct id ladder_id(struct view field)
{
    return id_from_text("ladder", field);
}

/* The steps that a need may be helped by: those of its field, or the common ones. */
static struct list steps_of(const struct matcher *self, struct view field)
{
    const struct ladder_row *row = directory_find(self->ladders, ladder_id(field));
    if (!row) {
        row = directory_find(self->ladders, ladder_id((struct view){0}));
    }
    return list_of_bytes(row ? row->steps : (struct view){0});
}

static void add_kinds(struct team_ladder *ladder, struct list steps)
{
    for (struct ladder_step step; ladder_step_next(&steps, &step);) {
        enum team_relaxation kind = question_relaxation((enum relaxation_kind)step.constraint);
        bool known = false;
        for (size_t i = 0; i < ladder->count; i++) {
            known = known || ladder->kinds[i] == kind;
        }
        if (!known) {
            ladder->kinds[ladder->count++] = kind;
        }
    }
}

/* The kinds in the order of the common ladder, then those that only fields have; and which of them each need
   allows. */
static void make_ladder(const struct matcher *self, const struct question *question,
                        uint8_t allowed[TEAM_NEED_MAX], struct team_ladder *ret_ladder)
{
    *ret_ladder = (struct team_ladder){.allowed = allowed};
    add_kinds(ret_ladder, steps_of(self, (struct view){0}));
    for (size_t i = 0; i < question->asked.need_count; i++) {
        struct list steps = steps_of(self, question->wanted[i].field);
        add_kinds(ret_ladder, steps);
        allowed[i] = 0;
        for (struct ladder_step step; ladder_step_next(&steps, &step);) {
            allowed[i] |= (uint8_t)question_relaxation((enum relaxation_kind)step.constraint);
        }
    }
}

static const char *word_of(enum team_relaxation kind)
{
    for (int i = 0; i < relaxation_kind_count; i++) {
        if (question_relaxation((enum relaxation_kind)i) == kind) {
            return choice_word(&choices_relaxation_kind, i);
        }
    }
    return "";
}

/* Gives up what is needed, in the question and in what the plan tells. */
static void give_up(struct question *question, const struct team_relaxed *relaxed,
                    struct plan_row *plan, arena_t *arena)
{
    struct list former = list_of_bytes(plan->relaxed);
    struct relaxation *told =
        arena_alloc(arena, (former.count + relaxed->effect_count + 1) * sizeof *told);
    size_t count = 0;
    while (relaxation_next(&former, &told[count])) {
        count++;
    }
    for (size_t i = 0; i < relaxed->effect_count; i++) {
        const struct team_relaxation_effect *effect = &relaxed->effects[i];
        if (effect->needed) {
            question->needs[effect->need].relaxed |= (uint8_t)effect->kind;
            told[count++] = (struct relaxation){.need = question->wanted[effect->need].id,
                                                .constraint = view_of(word_of(effect->kind)),
                                                .candidate_count = effect->candidate_count};
        }
    }
    plan->relaxed = list_bytes(relaxation_list(told, count, arena), arena);
}

void ladder_solve(struct matcher *self, struct question *question, struct plan_row *plan,
                  struct team_answer *ret_answer, arena_t *arena)
{
    team_solve(self->workspace, question->directory, &question->asked, ret_answer);
    if (ret_answer->status == TEAM_STATUS_FOUND || directory_count(self->ladders) == 0) {
        return;
    }
    uint8_t allowed[TEAM_NEED_MAX];
    struct team_ladder ladder;
    make_ladder(self, question, allowed, &ladder);
    struct team_relaxed *relaxed = arena_alloc(arena, sizeof *relaxed);
    team_explain_relax(self->workspace, question->directory, &question->asked, &ladder, relaxed);
    if (relaxed->found) {
        give_up(question, relaxed, plan, arena);
    }
    /* Also when nothing helps: the workspace must hold this question, not one of those tried. */
    team_solve(self->workspace, question->directory, &question->asked, ret_answer);
}

void ladder_forget(batch_t *batch, struct plan_row *plan)
{
    arena_t *arena = batch_arena(batch);
    struct list former = list_of_bytes(plan->relaxed);
    struct relaxation *kept = arena_alloc(arena, (former.count + 1) * sizeof *kept);
    size_t count = 0;
    for (struct relaxation given; relaxation_next(&former, &given);) {
        if (offer_of_need(batch, plan->id, given.need)) {
            kept[count++] = given;
        }
    }
    plan->relaxed = list_bytes(relaxation_list(kept, count, arena), arena);
}
