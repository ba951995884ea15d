/* SPDX-License-Identifier: MPL-2.0 */
/* Times the solver and prints one JSON line per size, with the ratio to looking at everybody. */
#include <stdio.h>
#include <time.h>

#include "../../unit/matcher/instance.h"

/* One size to be measured; the goal is in microseconds, 0 for none. */
struct scenario {
    const char *name;
    size_t people_count;
    size_t need_count;
    unsigned skill_count;
    unsigned rate_count;
    bool tight;
    int64_t goal_us;
};

enum { QUESTIONS = 16, NANOSECONDS = 1000000000 };

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * NANOSECONDS + time.tv_nsec;
}

static int compare_times(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;
    return (*a > *b) - (*a < *b);
}

struct result {
    int64_t median_ns;
    int64_t worst_ns;
    size_t found_count;
    size_t proven_count;
    uint64_t step_max;
};

/* The same questions, each asked several times; the median of each question's best is kept. */
static struct result measure(team_workspace_t *workspace, struct instance *instance,
                             const struct scenario *scenario)
{
    struct result result = {0};
    int64_t times_ns[QUESTIONS];
    int repeats = scenario->people_count > 1000 || scenario->need_count > 8 ? 3 : 50;
    struct instance_shape shape = {.need_count = scenario->need_count,
                                   .field_count = INSTANCE_SKILLS,
                                   .tight = scenario->tight};
    for (size_t i = 0; i < QUESTIONS; i++) {
        instance->state = i + 1;
        instance_make_question(instance, &shape);
        times_ns[i] = INT64_MAX;
        struct team_answer answer;
        for (int repeat = 0; repeat < repeats; repeat++) {
            int64_t start_ns = now_ns();
            team_solve(workspace, &instance->directory, &instance->question, &answer);
            int64_t time_ns = now_ns() - start_ns;
            times_ns[i] = time_ns < times_ns[i] ? time_ns : times_ns[i];
        }
        result.found_count += answer.status == TEAM_STATUS_FOUND;
        result.proven_count += answer.proven;
        if (answer.step_count > result.step_max) {
            result.step_max = answer.step_count;
        }
    }
    qsort(times_ns, QUESTIONS, sizeof *times_ns, compare_times);
    result.median_ns = times_ns[QUESTIONS / 2];
    result.worst_ns = times_ns[QUESTIONS - 1];
    return result;
}

/* Prints one line; true when the goal is reached and every answer is proven. */
static bool run(team_workspace_t *workspace, const struct scenario *scenario)
{
    struct instance instance;
    struct instance_shape shape = {.seed = 7,
                                   .people_count = scenario->people_count,
                                   .need_count = scenario->need_count,
                                   .field_count = INSTANCE_SKILLS,
                                   .skill_count = scenario->skill_count,
                                   .rate_count = scenario->rate_count,
                                   .tight = scenario->tight};
    instance_init(&instance, &shape);
    struct result indexed = measure(workspace, &instance, scenario);
    instance.directory.index = NULL;
    struct result plain = measure(workspace, &instance, scenario);
    int64_t ratio_percent = plain.median_ns * 100 / (indexed.median_ns ? indexed.median_ns : 1);
    printf("{\"name\":\"%s\",\"people\":%zu,\"needs\":%zu,\"questions\":%d,\"found\":%zu,"
           "\"proven\":%zu,\"steps_max\":%llu,\"median_ns\":%lld,\"worst_ns\":%lld,"
           "\"plain_scan_ns\":%lld,\"ratio_to_plain_scan\":%lld.%02lld,\"goal_ns\":%lld,"
           "\"reached\":%s}\n",
           scenario->name, scenario->people_count, scenario->need_count, QUESTIONS,
           indexed.found_count, indexed.proven_count, (unsigned long long)indexed.step_max,
           (long long)indexed.median_ns, (long long)indexed.worst_ns, (long long)plain.median_ns,
           (long long)(ratio_percent / 100), (long long)(ratio_percent % 100),
           (long long)scenario->goal_us * 1000,
           !scenario->goal_us                              ? "null"
           : indexed.median_ns <= scenario->goal_us * 1000 ? "true"
                                                           : "false");
    fflush(stdout);
    instance_clear(&instance);
    bool timely = !scenario->goal_us || indexed.median_ns <= scenario->goal_us * 1000;
    return timely && indexed.proven_count == QUESTIONS;
}

int main(void)
{
    static const struct scenario scenarios[] = {
        {"typical", 100, 3, 2, 9000, false, 15},
        {"wide", 100, 5, 2, 9000, false, 50},
        {"tight", 100, 5, 3, 9000, true, 50},
        {"eight", 1000, 8, 3, 9000, true, 0},
        {"whole", 100000, 15, 2, 9000, false, 50000},
        {"whole_ties", 100000, 15, 2, 4, false, 50000},
        {"whole_tight", 100000, 15, 3, 9000, true, 50000},
        {"few_for_many", 300, 15, 4, 9000, true, 0},
        {"generalists", 1000, 15, 14, 9000, false, 0},
        {"million", 1000000, 3, 2, 9000, false, 0},
    };
    team_workspace_t *workspace = team_workspace_new();
    bool reached = true;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        reached = run(workspace, &scenarios[i]) && reached;
    }
    team_workspace_destroy(&workspace);
    return reached ? 0 : 1;
}
