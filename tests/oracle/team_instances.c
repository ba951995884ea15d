/* SPDX-License-Identifier: MPL-2.0 */
/* Prints random matching instances as JSON lines, each with the answer of the solver. */
#include <stdio.h>
#include <time.h>

#include "../unit/matcher/instance.h"

static void print_numbers(const char *name, const uint32_t *numbers, size_t count)
{
    printf("\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        printf("%s%lld", i ? "," : "", numbers[i] == TEAM_NOBODY ? -1LL : (long long)numbers[i]);
    }
    printf("]");
}

static void print_person(const struct team_professional *person)
{
    printf("{\"rate\":%lld,\"load\":%u,\"capacity\":%u,\"languages\":%llu,\"open\":%u,"
           "\"open_max\":%u,\"region\":%u,\"travel\":%u,\"active\":%d,\"remote\":%d,",
           (long long)person->rate_cents_per_hour, person->load_minutes, person->capacity_minutes,
           (unsigned long long)person->languages, person->open_count, person->open_max,
           person->region, person->travel_max_km, person->active, person->remote);
    print_numbers("free", person->free_minutes, INSTANCE_WEEKS);
    printf(",\"skills\":{");
    for (size_t i = 0; i < person->skill_count; i++) {
        printf("%s\"%u\":%u", i ? "," : "", person->skills[i].field, person->skills[i].level);
    }
    printf("},\"joining\":%lld,\"licences\":[", (long long)person->joining_cents);
    for (size_t i = 0; i < person->licence_count; i++) {
        printf("%s[%u,%d,%d]", i ? "," : "", person->licences[i].kind,
               person->licences[i].first_day, person->licences[i].last_day);
    }
    printf("]}");
}

static void print_rates(const struct team_rates *rates)
{
    printf(",\"rates\":");
    if (!rates) {
        printf("null}");
        return;
    }
    printf("{\"all\":%lld,\"own\":{", (long long)rates->cents_per_hour);
    for (size_t i = 0; i < rates->own_count; i++) {
        printf("%s\"%u\":%u", i ? "," : "", rates->own[i].professional, rates->own[i].value);
    }
    printf("}}}");
}

static void print_need(const struct team_need *need)
{
    static const char *const modalities[] = {"onsite", "remote", "either"};
    printf("{\"field\":%u,\"level\":%u,\"licence\":%d,\"languages\":%llu,\"wished\":%llu,"
           "\"minutes\":%u,\"first\":%d,\"last\":%d,\"region\":%u,\"modality\":\"%s\","
           "\"same\":%u,\"not_same\":%u,\"relaxed\":%u",
           need->field, need->level_min, need->licence == TEAM_LICENCE_NONE ? -1 : need->licence,
           (unsigned long long)need->languages, (unsigned long long)need->languages_wished,
           need->minutes, need->first_day, need->last_day, need->region, modalities[need->modality],
           need->same_person, need->not_same_person, need->relaxed);
    printf(",\"bids\":{");
    for (size_t i = 0; i < need->bid_count; i++) {
        printf("%s\"%u\":[%u,%lld]", i ? "," : "", need->bids[i].professional,
               need->bids[i].minutes, (long long)need->bids[i].cents);
    }
    printf("}");
    print_rates(need->rates);
}

static void print_marks(const char *name, const struct team_mark *marks, size_t count)
{
    printf("\"%s\":{", name);
    for (size_t i = 0; i < count; i++) {
        printf("%s\"%u\":%u", i ? "," : "", marks[i].professional, marks[i].value);
    }
    printf("},");
}

static void print_weights(const struct team_weights *weights)
{
    printf("\"weights\":{\"person\":%lld,\"level\":%lld,\"delay\":%lld,\"km\":%lld,"
           "\"load\":%lld,\"continuity\":%lld,\"months\":%lld,\"language\":%lld},",
           (long long)weights->person_cents, (long long)weights->level_cents,
           (long long)weights->delay_day_cents, (long long)weights->travel_km_cents,
           (long long)weights->load_cents, (long long)weights->continuity_cents,
           (long long)weights->continuity_months, (long long)weights->language_cents);
}

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
    const struct team_question *question = &instance->question;
    printf("{\"people\":[");
    for (size_t i = 0; i < instance->directory.count; i++) {
        printf(i ? "," : "");
        print_person(&instance->people[i]);
    }
    printf("],\"needs\":[");
    for (size_t i = 0; i < question->need_count; i++) {
        printf(i ? "," : "");
        print_need(&instance->needs[i]);
    }
    printf("],");
    print_marks("conflicts", question->conflicts, question->conflict_count);
    print_marks("exclusions", question->exclusions, question->exclusion_count);
    print_marks("history", question->history, question->history_count);
    print_weights(&question->weights);
    print_numbers("kept", instance->kept, question->need_count);
    printf(",");
    print_numbers("forced", question->forced, question->forced_count);
    printf(",\"km\":[");
    for (size_t i = 0; i < INSTANCE_REGIONS * INSTANCE_REGIONS; i++) {
        printf("%s%u", i ? "," : "", instance->distance_km[i]);
    }
    printf("],\"regions\":%d,\"day\":%d,\"answer\":{\"found\":%d,\"proven\":%d,"
           "\"cost\":%lld,\"steps\":%llu,\"ns\":%lld,",
           INSTANCE_REGIONS, question->day, answer->status == TEAM_STATUS_FOUND, answer->proven,
           (long long)answer->cost_cents, (unsigned long long)answer->step_count, (long long)ns);
    print_numbers("team", answer->professional, question->need_count);
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
