/* SPDX-License-Identifier: MPL-2.0 */
/* Prints random backlogs as JSON lines, each with what the matcher decides and the bound it states. */
#include <stdlib.h>

#include "../../unit/matcher/scene.h"
#include "../print.h"
#include "backlog.h"

enum { REQUESTS_MAX = 4, NEEDS_MAX = 3, FIELDS = 3, STEPS = 1000000 };

static const char *const fields[FIELDS] = {"law", "tax", "web"};
static const char *const regions[] = {"qc.montreal", "qc.quebec", "qc"};

struct backlog {
    struct scene scene;
    struct plan_row plans[REQUESTS_MAX];
    struct backlog_item items[REQUESTS_MAX];
    size_t count;
    uint64_t state;
};

static uint32_t below(struct backlog *backlog, uint32_t limit)
{
    backlog->state = backlog->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(backlog->state >> 33) % limit;
}

static void add_person(struct backlog *backlog, char letter)
{
    char skills[32];
    unsigned first = below(backlog, FIELDS);
    snprintf(skills, sizeof skills, "%s:%u %s:%u", fields[first], 1 + below(backlog, 5),
             fields[(first + 1) % FIELDS], below(backlog, 4));
    struct professional_row row = scene_professional(&backlog->scene, letter, skills);
    row.weekly_minutes = 60 + below(backlog, 300);
    row.base_region = view_of(regions[below(backlog, 3)]);
    row.remote = below(backlog, 10) < 7;
    row.languages = scene_texts(&backlog->scene, below(backlog, 3) ? "fr en" : "fr");
    people_put(backlog->scene.matcher->people, &row);
}

/* A need of an hour and more, some with a licence of days, a language, or a bond to the one before. */
static struct need make_need(struct backlog *backlog, const struct need *before)
{
    struct need need = {.id = id_of(before ? (char)(before->id.bytes[0] + 1) : '1'),
                        .service = view_of("s"),
                        .field = view_of(fields[below(backlog, FIELDS)]),
                        .minutes = 60 * (3 + below(backlog, 12)),
                        .min_level = below(backlog, 3),
                        .modality = (int)below(backlog, 3)};
    arena_t *arena = backlog->scene.arena;
    need.earliest = SCENE_TODAY + (int32_t)(below(backlog, 3) ? 0 : below(backlog, 9));
    need.latest = need.earliest + 10 + (int32_t)below(backlog, 20);
    if (below(backlog, 4) == 0) {
        need.languages = list_pack_texts((struct view[]){view_of("en")}, 1, arena);
    }
    uint32_t bond = below(backlog, 6);
    if (before && bond == 0) {
        need.same_person_as = list_pack_ids(&before->id, 1, arena);
    } else if (before && bond == 1) {
        need.not_same_person_as = list_pack_ids(&before->id, 1, arena);
    }
    return need;
}

static void add_request(struct backlog *backlog, size_t turn)
{
    struct scene *scene = &backlog->scene;
    struct need needs[NEEDS_MAX];
    size_t count = 1 + below(backlog, NEEDS_MAX);
    for (size_t i = 0; i < count; i++) {
        needs[i] = make_need(backlog, i ? &needs[i - 1] : NULL);
    }
    backlog->plans[turn] = scene->plan;
    backlog->plans[turn].needs = list_bytes(need_list(needs, count, scene->arena), scene->arena);
    backlog->items[turn].request = id_of((char)('A' + turn));
    question_make(&backlog->items[turn].question, scene->matcher, &backlog->plans[turn],
                  SCENE_TODAY, scene->arena);
}

static void open_backlog(struct backlog *backlog, uint64_t seed)
{
    *backlog = (struct backlog){.state = seed};
    scene_open(&backlog->scene);
    backlog->scene.settings.load_cents = below(backlog, 3) * 40000;
    backlog->scene.settings.delay_day_cents = below(backlog, 2) * 200;
    backlog->count = 2 + below(backlog, REQUESTS_MAX - 1);
    char people_end = (char)('a' + 4 + below(backlog, 9));
    for (char letter = 'a'; letter < people_end; letter++) {
        add_person(backlog, letter);
    }
    for (size_t i = 0; i < backlog->count; i++) {
        add_request(backlog, i);
    }
}

static void print_item(const struct backlog_item *item)
{
    bool met = item->answer.status == TEAM_STATUS_FOUND;
    bool possible = item->alone.status == TEAM_STATUS_FOUND;
    printf("{");
    print_question(item->question.directory, &item->question.asked);
    printf("\"reached\":%d,\"met\":%d,\"possible\":%d,\"alone\":%lld,\"cost\":%lld,", item->reached,
           met, possible, (long long)(possible ? item->alone.lower_bound_cents : 0),
           (long long)(met ? item->answer.cost_cents : 0));
    print_numbers("team", item->answer.professional, met ? item->question.asked.need_count : 0);
    printf("}");
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 200;
    for (long seed = 1; seed <= count; seed++) {
        struct backlog backlog;
        struct backlog_report report;
        open_backlog(&backlog, (uint64_t)seed);
        backlog_decide(backlog.scene.matcher, backlog.items, backlog.count, STEPS, &report);
        printf("{\"requests\":[");
        for (size_t i = 0; i < backlog.count; i++) {
            printf(i ? "," : "");
            print_item(&backlog.items[i]);
        }
        printf("],\"cost\":%lld,\"bound\":%lld}\n", (long long)report.cost_cents,
               (long long)report.lower_bound_cents);
        scene_close(&backlog.scene);
    }
    return 0;
}
