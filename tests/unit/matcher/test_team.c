/* SPDX-License-Identifier: MPL-2.0 */
/* The solver against trying everything, and what must hold for any optimum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "brute.h"

static int make_workspace(void **state)
{
    *state = team_workspace_new();
    return 0;
}

static int drop_workspace(void **state)
{
    team_workspace_t *workspace = *state;
    team_workspace_destroy(&workspace);
    assert_null(workspace);
    team_workspace_destroy(&workspace);
    return 0;
}

/* A small instance that tends to have teams: few fields, so that everybody can do several needs. */
static struct instance_shape small_shape(uint64_t seed)
{
    return (struct instance_shape){.seed = seed,
                                   .people_count = 3 + seed % 7,
                                   .need_count = 1 + seed % 5,
                                   .field_count = 2 + (unsigned)(seed % 3),
                                   .skill_count = 2,
                                   .rate_count = seed % 4 == 0 ? 2 : 9000,
                                   .tight = seed % 3 == 0};
}

/* People who are easily available, so that costs and not constraints decide. */
static void ease(struct instance *instance)
{
    for (size_t i = 0; i < instance->directory.count; i++) {
        instance->people[i].active = true;
        instance->people[i].open_max = 9;
        instance->people[i].remote = true;
        instance->people[i].travel_max_km = 1000;
        candidate_index_put(instance->index, &instance->directory, (uint32_t)i);
    }
}

static void make_all_equal(struct instance *instance)
{
    instance->question.weights = (struct team_weights){.continuity_months = 1};
    instance->question.history_count = 0;
    for (size_t i = 0; i < instance->directory.count; i++) {
        instance->people[i].rate_cents_per_hour = 6000 + 1000 * (int64_t)(i % 2);
    }
}

/* Now and then somebody has accepted a need already, or must be on the team. */
static void bind_people(struct instance *instance, uint32_t *forced)
{
    struct team_question *question = &instance->question;
    if (instance_chance(instance, 25)) {
        for (size_t i = 0; i < question->need_count; i++) {
            uint32_t somebody = instance_below(instance, (uint32_t)instance->directory.count);
            instance->kept[i] = instance_chance(instance, 30) ? somebody : TEAM_NOBODY;
        }
        question->kept = instance->kept;
    }
    if (instance_chance(instance, 25)) {
        *forced = instance_below(instance, (uint32_t)instance->directory.count);
        question->forced = forced;
        question->forced_count = 1;
    }
}

static void check_answer(const struct brute *brute, const struct team_answer *answer)
{
    assert_true(answer->proven);
    assert_int_equal(answer->status, brute->found ? TEAM_STATUS_FOUND : TEAM_STATUS_UNMET);
    if (!brute->found) {
        return;
    }
    assert_int_equal(answer->cost_cents, brute->best_cents);
    assert_int_equal(answer->lower_bound_cents, brute->best_cents);
    for (size_t i = 0; i < brute->question->need_count; i++) {
        assert_int_equal(answer->professional[i], brute->best_owner[i]);
    }
}

/* The parts of the answer add up to its cost and to its assignment. */
static void check_terms(const struct team_answer *answer)
{
    int64_t cents = 0;
    uint32_t needs = 0;
    for (size_t i = 0; i < answer->member_count; i++) {
        const struct team_member *member = &answer->members[i];
        cents += candidate_person_cents(&member->terms);
        assert_false(needs & member->needs);
        needs |= member->needs;
        for (size_t need = 0; need < answer->need_count; need++) {
            if (member->needs >> need & 1) {
                assert_int_equal(answer->professional[need], member->professional);
            }
        }
    }
    for (size_t i = 0; answer->member_count > 0 && i < answer->need_count; i++) {
        cents += candidate_need_cents(&answer->terms[i]);
    }
    assert_int_equal(cents, answer->cost_cents);
    assert_true(answer->member_count == 0 || needs == (1U << answer->need_count) - 1);
}

/* Who would take the need next, by trying everybody; bound needs move together. */
static struct team_runner_up try_runners_up(const struct brute *brute,
                                            const struct team_answer *answer, size_t need)
{
    struct team_runner_up best = {TEAM_NOBODY, 0};
    for (uint32_t person = 0; person < brute->directory->count; person++) {
        uint32_t had[BRUTE_PEOPLE_MAX] = {0};
        for (size_t i = 0; i < answer->need_count; i++) {
            had[answer->professional[i]] |= 1U << i;
        }
        uint32_t owner = answer->professional[need];
        uint32_t left = had[owner] & ~(1U << need);
        uint32_t gained = had[person] | 1U << need;
        bool leaves_forced =
            brute->question->forced_count && !left && brute->question->forced[0] == owner;
        if (person == owner || brute->cents[person][gained] == TEAM_NO_COST || leaves_forced) {
            continue;
        }
        int64_t extra = brute->cents[person][gained] - brute->cents[owner][had[owner]];
        extra += left ? brute->cents[owner][left] : 0;
        extra -= had[person] ? brute->cents[person][had[person]] : 0;
        if (best.professional == TEAM_NOBODY || extra < best.extra_cents) {
            best = (struct team_runner_up){person, extra};
        }
    }
    return best;
}

static void check_runners_up(const struct brute *brute, const struct team_answer *answer)
{
    for (size_t i = 0; i < answer->need_count; i++) {
        bool bound = false;
        for (size_t other = 0; other < answer->need_count; other++) {
            bound = bound || brute->question->needs[other].same_person;
        }
        if (!bound && answer->status == TEAM_STATUS_FOUND) {
            struct team_runner_up best = try_runners_up(brute, answer, i);
            bool none = best.professional == TEAM_NOBODY;
            assert_int_equal(answer->runner_up[i].professional == TEAM_NOBODY, none);
            assert_true(none || answer->runner_up[i].extra_cents == best.extra_cents);
        }
    }
}

/* Member by member: the bytes between the members of a struct are nobody's. */
static void check_same_answer(const struct team_answer *a, const struct team_answer *b)
{
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->proven, b->proven);
    assert_int_equal(a->cost_cents, b->cost_cents);
    assert_int_equal(a->lower_bound_cents, b->lower_bound_cents);
    assert_int_equal(a->step_count, b->step_count);
    assert_int_equal(a->need_count, b->need_count);
    assert_int_equal(a->member_count, b->member_count);
    assert_memory_equal(a->candidate_count, b->candidate_count, sizeof a->candidate_count);
    for (size_t i = 0; a->status == TEAM_STATUS_FOUND && i < a->need_count; i++) {
        assert_int_equal(a->professional[i], b->professional[i]);
        assert_memory_equal(&a->terms[i], &b->terms[i], sizeof a->terms[i]);
        assert_int_equal(a->runner_up[i].professional, b->runner_up[i].professional);
        assert_int_equal(a->runner_up[i].extra_cents, b->runner_up[i].extra_cents);
    }
    for (size_t i = 0; i < a->member_count; i++) {
        assert_int_equal(a->members[i].professional, b->members[i].professional);
        assert_int_equal(a->members[i].needs, b->members[i].needs);
        assert_memory_equal(&a->members[i].terms, &b->members[i].terms, sizeof a->members[i].terms);
    }
}

static void agrees_with_trying_everything(void **state)
{
    size_t found_count = 0;
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        struct instance instance;
        struct instance_shape shape = small_shape(seed);
        instance_init(&instance, &shape);
        if (seed % 8 != 1) {
            ease(&instance);
        }
        if (seed % 10 == 4) {
            make_all_equal(&instance);
        }
        uint32_t forced;
        bind_people(&instance, &forced);
        struct brute brute;
        struct team_answer answer;
        brute_solve(&brute, &instance.directory, &instance.question);
        team_solve(*state, &instance.directory, &instance.question, &answer);
        check_answer(&brute, &answer);
        check_terms(&answer);
        check_runners_up(&brute, &answer);
        instance.directory.index = NULL;
        struct team_answer plain;
        team_solve(*state, &instance.directory, &instance.question, &plain);
        check_same_answer(&answer, &plain);
        found_count += brute.found;
        instance_clear(&instance);
    }
    assert_true(found_count > 4000);
}

/* Marks of the same people in a directory that was reversed. */
static void reverse_marks(struct team_mark *marks, size_t count, size_t people_count)
{
    struct team_mark old[8];
    assert_true(count <= sizeof old / sizeof *old);
    memcpy(old, marks, count * sizeof *marks);
    for (size_t i = 0; i < count; i++) {
        marks[i] = old[count - 1 - i];
        marks[i].professional = (uint32_t)people_count - 1 - marks[i].professional;
    }
}

/* Bids of the same people in a directory that was reversed. */
static void reverse_bids(struct team_bid *bids, size_t count, size_t people_count)
{
    for (size_t i = 0; i < (count + 1) / 2; i++) {
        struct team_bid other = bids[i];
        bids[i] = bids[count - 1 - i];
        bids[count - 1 - i] = other;
    }
    for (size_t i = 0; i < count; i++) {
        bids[i].professional = (uint32_t)people_count - 1 - bids[i].professional;
    }
}

/* Reverses the directory and rotates the needs; fills where each need went. */
static void permute(struct instance *instance, size_t *ret_position)
{
    size_t count = instance->directory.count;
    for (size_t i = 0; i < count / 2; i++) {
        struct team_professional other = instance->people[i];
        instance->people[i] = instance->people[count - 1 - i];
        instance->people[count - 1 - i] = other;
    }
    for (size_t i = 0; i < count; i++) {
        candidate_index_put(instance->index, &instance->directory, (uint32_t)i);
    }
    reverse_marks(instance->own_rates, instance->rates.own_count, count);
    struct team_need old[TEAM_NEED_MAX];
    size_t need_count = instance->question.need_count;
    memcpy(old, instance->needs, sizeof old);
    for (size_t i = 0; i < need_count; i++) {
        reverse_bids(instance->bids[i], old[i].bid_count, count);
        ret_position[i] = (i + 2) % need_count;
        struct team_need *need = &instance->needs[ret_position[i]];
        *need = old[i];
        need->same_person = 0;
        need->not_same_person = 0;
        for (size_t bit = 0; bit < need_count; bit++) {
            size_t to = (bit + 2) % need_count;
            need->same_person |= (uint16_t)((old[i].same_person >> bit & 1) << to);
            need->not_same_person |= (uint16_t)((old[i].not_same_person >> bit & 1) << to);
        }
    }
}

static void order_of_input_changes_nothing(void **state)
{
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct instance instance;
        struct instance_shape shape = small_shape(seed);
        shape.people_count = 20;
        instance_init(&instance, &shape);
        ease(&instance);
        if (seed % 2 == 0) {
            make_all_equal(&instance);
        }
        struct team_question *question = &instance.question;
        question->conflict_count = question->exclusion_count = question->history_count = 0;
        struct team_answer before;
        struct team_answer after;
        team_solve(*state, &instance.directory, question, &before);
        size_t position[TEAM_NEED_MAX];
        permute(&instance, position);
        team_solve(*state, &instance.directory, question, &after);
        assert_int_equal(before.status, after.status);
        assert_int_equal(before.cost_cents, after.cost_cents);
        assert_int_equal(before.step_count, after.step_count);
        for (size_t i = 0; before.status == TEAM_STATUS_FOUND && i < question->need_count; i++) {
            assert_int_equal(before.professional[i],
                             instance.directory.count - 1 - after.professional[position[i]]);
        }
        instance_clear(&instance);
    }
}

/* Solves with one person set inactive. */
static struct team_answer solve_without(team_workspace_t *workspace, struct instance *instance,
                                        uint32_t person)
{
    struct team_answer answer;
    instance->people[person].active = false;
    candidate_index_put(instance->index, &instance->directory, person);
    team_solve(workspace, &instance->directory, &instance->question, &answer);
    instance->people[person].active = true;
    candidate_index_put(instance->index, &instance->directory, person);
    return answer;
}

static void one_person_less(void **state)
{
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct instance instance;
        struct instance_shape shape = small_shape(seed);
        shape.people_count = 12;
        shape.need_count = 2 + seed % 6;
        instance_init(&instance, &shape);
        ease(&instance);
        struct team_answer all;
        team_solve(*state, &instance.directory, &instance.question, &all);
        for (uint32_t person = 0; person < instance.directory.count; person++) {
            struct team_answer less = solve_without(*state, &instance, person);
            bool used = false;
            for (size_t i = 0; i < all.member_count; i++) {
                used = used || all.members[i].professional == person;
            }
            /* Nobody worsens the optimum by being there; nobody unused is missed. */
            assert_true(all.status == TEAM_STATUS_FOUND || less.status == TEAM_STATUS_UNMET);
            assert_true(less.status == TEAM_STATUS_UNMET || less.cost_cents >= all.cost_cents);
            if (!used) {
                assert_int_equal(less.status, all.status);
                assert_int_equal(less.cost_cents, all.cost_cents);
                assert_memory_equal(less.professional, all.professional, sizeof all.professional);
            }
        }
        instance_clear(&instance);
    }
}

/* Cuts the needs among a few people who ask half of what anybody else does: that is the optimum. */
static void plant_team(struct instance *instance, uint32_t *ret_owner)
{
    size_t planted = 1 + instance->question.need_count / 3;
    for (size_t i = 0; i < instance->question.need_count; i++) {
        uint32_t person = (uint32_t)(i % planted);
        ret_owner[i] = person;
        struct team_need *need = &instance->needs[i];
        need->field = (uint16_t)i;
        need->level_min = 0;
        need->languages = need->languages_wished = 1;
        need->modality = TEAM_MODALITY_REMOTE;
        need->first_day = 3;
    }
    for (uint32_t person = 0; person < planted; person++) {
        struct team_professional *row = &instance->people[person];
        row->rate_cents_per_hour = 3000;
        row->capacity_minutes = 100000;
        row->load_minutes = 0;
        row->skill_count = 0;
        for (size_t i = 0; i < instance->question.need_count; i++) {
            if (ret_owner[i] == person) {
                instance->rows[person].skills[row->skill_count++] =
                    (struct team_skill){(uint16_t)i, 0};
            }
        }
        for (int week = 0; week < INSTANCE_WEEKS; week++) {
            instance->rows[person].free_minutes[week] = 2400;
        }
    }
}

static void finds_a_planted_team(void **state)
{
    for (uint64_t seed = 1; seed <= 45; seed++) {
        struct instance instance;
        struct instance_shape shape = {.seed = seed,
                                       .people_count = 400,
                                       .need_count = 1 + seed % 15,
                                       .field_count = 15,
                                       .skill_count = 4,
                                       .rate_count = 900};
        instance_init(&instance, &shape);
        uint32_t owner[TEAM_NEED_MAX];
        plant_team(&instance, owner);
        ease(&instance);
        instance.question.weights = (struct team_weights){
            .person_cents = 10, .level_cents = 100, .delay_day_cents = 10, .load_cents = 1};
        instance.question.conflict_count = instance.question.exclusion_count = 0;
        struct team_answer answer;
        team_solve(*state, &instance.directory, &instance.question, &answer);
        assert_int_equal(answer.status, TEAM_STATUS_FOUND);
        assert_true(answer.proven);
        for (size_t i = 0; i < shape.need_count; i++) {
            assert_int_equal(answer.professional[i], owner[i]);
        }
        instance_clear(&instance);
    }
}

/* When the steps run out the gap is stated and holds the optimum; never is a wrong one proven. */
static void running_out_of_steps_is_said(void **state)
{
    size_t unproven_count = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct instance instance;
        struct instance_shape shape = {.seed = seed,
                                       .people_count = 30,
                                       .need_count = 8,
                                       .field_count = 5,
                                       .skill_count = 3,
                                       .rate_count = 9000,
                                       .tight = true};
        instance_init(&instance, &shape);
        ease(&instance);
        struct team_answer whole;
        team_solve(*state, &instance.directory, &instance.question, &whole);
        assert_true(whole.proven);
        for (uint64_t step_max = 1; step_max < 5000; step_max = step_max * 3 + 1) {
            struct team_answer cut;
            instance.question.step_max = step_max;
            team_solve(*state, &instance.directory, &instance.question, &cut);
            check_terms(&cut);
            unproven_count += !cut.proven;
            assert_true(!cut.proven || cut.cost_cents == whole.cost_cents);
            if (whole.status == TEAM_STATUS_FOUND) {
                assert_true(cut.lower_bound_cents <= whole.cost_cents);
                assert_true(cut.status == TEAM_STATUS_UNMET || cut.cost_cents >= whole.cost_cents);
            } else {
                assert_int_equal(cut.status, TEAM_STATUS_UNMET);
            }
        }
        instance_clear(&instance);
    }
    assert_true(unproven_count > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_trying_everything),
        cmocka_unit_test(order_of_input_changes_nothing),
        cmocka_unit_test(one_person_less),
        cmocka_unit_test(finds_a_planted_team),
        cmocka_unit_test(running_out_of_steps_is_said),
    };
    return cmocka_run_group_tests(tests, make_workspace, drop_workspace);
}
