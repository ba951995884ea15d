/* SPDX-License-Identifier: MPL-2.0 */
/* What the matcher itself does for one request, the database left out: question, team, plan, event. */
#include <stdio.h>
#include <time.h>

#include "proto/chain.h"
#include "proto/codec.h"
#include "unit/matcher/scene.h"

enum { PEOPLE = 100, FIELDS = 15, ROUNDS = 20000, ROUND_NS_PER_S = 1000000000 };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * ROUND_NS_PER_S + now.tv_nsec;
}

/* 100 people, each with two of 15 fields, from two offices, most of whom travel. */
static void put_people(struct scene *scene)
{
    for (int i = 0; i < PEOPLE; i++) {
        struct view skills = arena_print(scene->arena, "f%d:%d f%d:%d", i % FIELDS + 10, 3 + i % 3,
                                         (i * 4 + 3) % FIELDS + 10, 1 + i % 3);
        struct professional_row row =
            scene_professional(scene, (char)(i + 1), (const char *)skills.bytes);
        row.base_region = view_of(i % 2 ? "ca.qc.montreal" : "ca.qc.capitale-nationale");
        row.regions = scene_texts(scene, i % 3 ? "ca.qc" : "");
        row.languages = scene_texts(scene, i % 5 < 3 ? "fr en" : "fr");
        row.remote = i % 7 != 6;
        row.weekly_minutes = 2100;
        people_put(scene->matcher->people, &row);
    }
}

/* The time of one part of the work, in nanoseconds a request. */
struct parts {
    int64_t question_ns, team_ns, plan_ns, digest_ns, event_ns;
    size_t people_count, case_size; /* of the last request */
};

static void match(struct scene *scene, arena_t *arena, struct parts *parts)
{
    struct question question;
    struct team_answer answer;
    struct plan_row plan = scene->plan;
    int64_t at_ns[6];
    at_ns[0] = now_ns();
    question_make(&question, scene->matcher, &plan, SCENE_TODAY, arena);
    at_ns[1] = now_ns();
    team_solve(scene->matcher->workspace, question.directory, &question.asked, &answer);
    at_ns[2] = now_ns();
    plan_take_answer(&plan, &question, &answer, arena);
    at_ns[3] = now_ns();
    struct match_case rests_on = case_of(scene->matcher, &plan, &question, &answer, arena);
    struct view kept = record_pack(&record_match_case, &rests_on, arena);
    struct digest digest = digest_of(kept);
    plan.input_digest = (struct view){digest.bytes, sizeof digest.bytes};
    parts->people_count = rests_on.people.count;
    parts->case_size = kept.size;
    at_ns[4] = now_ns();
    const struct matcher_plan_proposed event = {
        .id = plan.id,
        .request = plan.request,
        .version = 1,
        .organisation = plan.organisation,
        .contact = plan.contact,
        .cost_cents = plan.cost_cents,
        .lower_bound_cents = plan.lower_bound_cents,
        .proven = plan.proven,
        .input_digest = plan.input_digest,
        .needs = list_of_bytes(plan.team),
        .terms = list_of_bytes(plan.terms),
    };
    const struct envelope envelope = {.id = plan.id, .subject = plan.id, .root = plan.request};
    message_pack(&message_matcher_plan_proposed, &envelope, &event, arena);
    at_ns[5] = now_ns();
    parts->question_ns += at_ns[1] - at_ns[0];
    parts->team_ns += at_ns[2] - at_ns[1];
    parts->plan_ns += at_ns[3] - at_ns[2];
    parts->digest_ns += at_ns[4] - at_ns[3];
    parts->event_ns += at_ns[5] - at_ns[4];
}

int main(void)
{
    struct scene scene;
    scene_open(&scene);
    put_people(&scene);
    scene.plan.region = view_of("ca.qc.estrie");
    scene_need(&scene, 'x', "f10", 480)->min_level = 2;
    scene_need(&scene, 'y', "f13", 720)->min_level = 2;
    scene_need(&scene, 'z', "f17", 900)->min_level = 2;
    struct question warm;
    scene_ask(&scene, &warm);
    arena_t *arena = arena_new(1 << 16);
    struct parts parts = {0};
    for (int round = 0; round < ROUNDS; round++) {
        match(&scene, arena, &parts);
        arena_reset(arena);
    }
    int64_t sum_ns =
        parts.question_ns + parts.team_ns + parts.plan_ns + parts.digest_ns + parts.event_ns;
    printf(
        "{\"name\":\"request\",\"people\":%d,\"needs\":3,\"request_us\":%.1f,\"question_us\":%.1f,"
        "\"team_us\":%.1f,\"plan_us\":%.1f,\"case_us\":%.1f,\"event_us\":%.1f,"
        "\"case_people\":%zu,\"case_bytes\":%zu}\n",
        PEOPLE, (double)sum_ns / ROUNDS / 1e3, (double)parts.question_ns / ROUNDS / 1e3,
        (double)parts.team_ns / ROUNDS / 1e3, (double)parts.plan_ns / ROUNDS / 1e3,
        (double)parts.digest_ns / ROUNDS / 1e3, (double)parts.event_ns / ROUNDS / 1e3,
        parts.people_count, parts.case_size);
    arena_destroy(&arena);
    scene_close(&scene);
    return 0;
}
