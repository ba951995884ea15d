/* SPDX-License-Identifier: MPL-2.0 */
/* A matching question as JSON, for oracles that answer it once more. */
#ifndef TESTS_ORACLE_PRINT_H
#define TESTS_ORACLE_PRINT_H

#include <stdio.h>

#include "candidate.h"

static inline void print_numbers(const char *name, const uint32_t *numbers, size_t count)
{
    printf("\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        printf("%s%lld", i ? "," : "", numbers[i] == TEAM_NOBODY ? -1LL : (long long)numbers[i]);
    }
    printf("]");
}

static inline void print_person(const struct team_directory *directory, size_t position)
{
    const struct team_professional *person = &directory->professionals[position];
    int32_t origin = directory->first_week_day;
    printf("{\"rate\":%lld,\"load\":%u,\"capacity\":%u,\"languages\":%llu,\"open\":%u,"
           "\"open_max\":%u,\"region\":%u,\"travel\":%u,\"active\":%d,\"remote\":%d,",
           (long long)person->rate_cents_per_hour, person->load_minutes, person->capacity_minutes,
           (unsigned long long)person->languages, person->open_count, person->open_max,
           person->region, person->travel_max_km, person->active, person->remote);
    print_numbers("free", person->free_minutes, directory->week_count);
    printf(",\"skills\":{");
    for (size_t i = 0; i < person->skill_count; i++) {
        printf("%s\"%u\":%u", i ? "," : "", person->skills[i].field, person->skills[i].level);
    }
    printf("},\"joining\":%lld,\"licences\":[", (long long)person->joining_cents);
    for (size_t i = 0; i < person->licence_count; i++) {
        printf("%s[%u,%d,%d]", i ? "," : "", person->licences[i].kind,
               person->licences[i].first_day - origin, person->licences[i].last_day - origin);
    }
    printf("]}");
}

static inline void print_rates(const struct team_rates *rates)
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

static inline void print_need(const struct team_need *need, int32_t origin)
{
    static const char *const modalities[] = {"onsite", "remote", "either"};
    printf("{\"field\":%u,\"level\":%u,\"licence\":%d,\"languages\":%llu,\"wished\":%llu,"
           "\"minutes\":%u,\"first\":%d,\"last\":%d,\"region\":%u,\"modality\":\"%s\","
           "\"same\":%u,\"not_same\":%u,\"relaxed\":%u",
           need->field, need->level_min, need->licence == TEAM_LICENCE_NONE ? -1 : need->licence,
           (unsigned long long)need->languages, (unsigned long long)need->languages_wished,
           need->minutes, need->first_day - origin, need->last_day - origin, need->region,
           modalities[need->modality], need->same_person, need->not_same_person, need->relaxed);
    printf(",\"bids\":{");
    for (size_t i = 0; i < need->bid_count; i++) {
        printf("%s\"%u\":[%u,%lld]", i ? "," : "", need->bids[i].professional,
               need->bids[i].minutes, (long long)need->bids[i].cents);
    }
    printf("}");
    print_rates(need->rates);
}

static inline void print_marks(const char *name, const struct team_mark *marks, size_t count)
{
    printf("\"%s\":{", name);
    for (size_t i = 0; i < count; i++) {
        printf("%s\"%u\":%u", i ? "," : "", marks[i].professional, marks[i].value);
    }
    printf("},");
}

static inline void print_weights(const struct team_weights *weights)
{
    printf("\"weights\":{\"person\":%lld,\"level\":%lld,\"delay\":%lld,\"km\":%lld,"
           "\"load\":%lld,\"continuity\":%lld,\"months\":%lld,\"language\":%lld},",
           (long long)weights->person_cents, (long long)weights->level_cents,
           (long long)weights->delay_day_cents, (long long)weights->travel_km_cents,
           (long long)weights->load_cents, (long long)weights->continuity_cents,
           (long long)weights->continuity_months, (long long)weights->language_cents);
}

/* Everything the answer depends on, as members of an object that is open; days from the first week's. */
static inline void print_question(const struct team_directory *directory,
                                  const struct team_question *question)
{
    int32_t origin = directory->first_week_day;
    uint32_t kept[TEAM_NEED_MAX];
    printf("\"people\":[");
    for (size_t i = 0; i < directory->count; i++) {
        printf(i ? "," : "");
        print_person(directory, i);
    }
    printf("],\"needs\":[");
    for (size_t i = 0; i < question->need_count; i++) {
        kept[i] = question->kept ? question->kept[i] : TEAM_NOBODY;
        printf(i ? "," : "");
        print_need(&question->needs[i], origin);
    }
    printf("],");
    print_marks("conflicts", question->conflicts, question->conflict_count);
    print_marks("exclusions", question->exclusions, question->exclusion_count);
    print_marks("history", question->history, question->history_count);
    print_weights(&question->weights);
    print_numbers("kept", kept, question->need_count);
    printf(",");
    print_numbers("forced", question->forced, question->forced_count);
    printf(",\"km\":[");
    for (size_t i = 0; i < (size_t)directory->region_count * directory->region_count; i++) {
        printf("%s%u", i ? "," : "", directory->distance_km[i]);
    }
    printf("],\"regions\":%d,\"day\":%d,", directory->region_count, question->day - origin);
}

#endif
