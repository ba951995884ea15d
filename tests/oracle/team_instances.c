/* SPDX-License-Identifier: MPL-2.0 */
/* Prints random matching instances as JSON lines, each with the answer of the solver. */
#include <time.h>

#include "../unit/matcher/instance.h"
#include "print.h"

enum { REPEATS = 5 };

/* The shortest of a few times that an answer takes. */
static int64_t solve(team_workspace_t *workspace, const struct instance *instance,
                     struct team_answer *ret_answer)
{
    int64_t best_ns = INT64_MAX;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        struct timespec from;
        struct timespec to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        team_solve(workspace, &instance->directory, &instance->question, ret_answer);
        clock_gettime(CLOCK_MONOTONIC, &to);
        int64_t ns = (int64_t)(to.tv_sec - from.tv_sec) * 1000000000 + to.tv_nsec - from.tv_nsec;
        best_ns = ns < best_ns ? ns : best_ns;
    }
    return best_ns;
}

static void print_instance(const struct instance *instance, const struct team_answer *answer,
                           int64_t ns)
{
    printf("{");
    print_question(&instance->directory, &instance->question);
    printf("\"answer\":{\"found\":%d,\"proven\":%d,"
           "\"cost\":%lld,\"steps\":%llu,\"ns\":%lld,",
           answer->status == TEAM_STATUS_FOUND, answer->proven, (long long)answer->cost_cents,
           (unsigned long long)answer->step_count, (long long)ns);
    print_numbers("team", answer->professional, instance->question.need_count);
    printf("}}\n");
}

/* Most people can be had, so that most instances have a team and cost decides. */
static void ease(struct instance *instance)
{
    for (size_t i = 0; i < instance->directory.count; i++) {
        struct team_professional *person = &instance->people[i];
        person->open_count = instance_chance(instance, 10) ? person->open_max : 0;
        person->travel_max_km = (uint16_t)(100 * instance_below(instance, 6));
        candidate_index_put(instance->index, &instance->directory, (uint32_t)i);
    }
}

static void bind_people(struct instance *instance, uint32_t *forced)
{
    struct team_question *question = &instance->question;
    uint32_t count = (uint32_t)instance->directory.count;
    bool keeps = instance_chance(instance, 25);
    for (size_t i = 0; i < question->need_count; i++) {
        bool kept = keeps && instance_chance(instance, 25);
        instance->kept[i] = kept ? instance_below(instance, count) : TEAM_NOBODY;
        if (instance_chance(instance, 10)) {
            instance->needs[i].relaxed = (uint8_t)instance_below(instance, TEAM_RELAX_ALL + 1);
        }
    }
    question->kept = instance->kept;
    *forced = instance_below(instance, count);
    question->forced = forced;
    question->forced_count = instance_chance(instance, 20) ? 1 : 0;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 200;
    team_workspace_t *workspace = team_workspace_new();
    for (long seed = 1; seed <= count; seed++) {
        struct instance instance;
        struct instance_shape shape = {.seed = (uint64_t)seed,
                                       .people_count = (size_t)(10 + seed * 7 % 51),
                                       .need_count = (size_t)(1 + seed % 8),
                                       .field_count = (unsigned)(3 + seed % 6),
                                       .skill_count = 2,
                                       .rate_count = seed % 5 ? 9000 : 3,
                                       .tight = seed % 4 != 0};
        uint32_t forced;
        struct team_answer answer;
        instance_init(&instance, &shape);
        ease(&instance);
        bind_people(&instance, &forced);
        int64_t ns = solve(workspace, &instance, &answer);
        print_instance(&instance, &answer, ns);
        instance_clear(&instance);
    }
    team_workspace_destroy(&workspace);
    return 0;
}
