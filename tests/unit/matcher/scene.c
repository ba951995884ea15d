/* SPDX-License-Identifier: MPL-2.0 */
/* Rows are made from a few words; everything they borrow lies in the scene's arena. */
#include "scene.h"

#include <assert.h>

struct id id_of(char letter)
{
    struct id id;
    memset(id.bytes, letter, sizeof id.bytes);
    return id;
}

void scene_open(struct scene *scene)
{
    *scene = (struct scene){
        .settings = {.direct_only = true,
                     .planning_weeks = 4,
                     .default_hourly_cents = 10000,
                     .region_step_km = 60,
                     .person_cents = 6000,
                     .level_cents = 500,
                     .delay_day_cents = 200,
                     .travel_km_cents = 61,
                     .load_cents = 20000,
                     .continuity_cents = 3000,
                     .continuity_months = 24,
                     .language_cents = 1500,
                     .day_minutes = 480,
                     .adverse_months = 36,
                     .solver_steps = 1000000},
        .arena = arena_new(1 << 16),
    };
    scene->matcher = matcher_service.open(&scene->settings);
    const struct id path[] = {id_of('o'), id_of('n')};
    scene->plan = (struct plan_row){
        .id = id_of('p'),
        .request = id_of('r'),
        .version = 1,
        .organisation = id_of('o'),
        .contact = id_of('c'),
        .path = list_bytes(list_pack_ids(path, 2, scene->arena), scene->arena),
        .region = view_of("qc.montreal"),
        .language = view_of("fr-CA"),
    };
}

void scene_close(struct scene *scene)
{
    void *matcher = scene->matcher;
    matcher_service.close(&matcher);
    arena_destroy(&scene->arena);
}

/* Takes the next word off the text; absent at its end. */
static struct view next_word(const char **text)
{
    size_t size = strcspn(*text, " ");
    struct view word = {(const uint8_t *)*text, size};
    *text += size + (size_t)((*text)[size] == ' ');
    return size > 0 ? word : (struct view){0};
}

struct view scene_texts(struct scene *scene, const char *texts)
{
    struct view words[8];
    size_t count = 0;
    for (struct view word = next_word(&texts); word.bytes; word = next_word(&texts)) {
        assert(count < 8);
        words[count++] = word;
    }
    return list_bytes(list_pack_texts(words, count, scene->arena), scene->arena);
}

static struct view skills_of(struct scene *scene, const char *text)
{
    struct skill skills[8];
    size_t count = 0;
    for (struct view word = next_word(&text); word.bytes; word = next_word(&text)) {
        assert(count < 8 && word.size > 2 && word.bytes[word.size - 2] == ':');
        skills[count++] = (struct skill){.field = {word.bytes, word.size - 2},
                                         .level = word.bytes[word.size - 1] - '0'};
    }
    return list_bytes(skill_list(skills, count, scene->arena), scene->arena);
}

struct professional_row scene_professional(struct scene *scene, char letter, const char *skills)
{
    return (struct professional_row){
        .id = id_of(letter),
        .rev = 1,
        .language = view_of("fr"),
        .languages = scene_texts(scene, "fr"),
        .skills = skills_of(scene, skills),
        .base_region = view_of("qc.quebec"),
        .remote = true,
        .direct = true,
        .weekly_minutes = 600,
    };
}

void scene_put(struct scene *scene, char letter, const char *skills)
{
    struct professional_row row = scene_professional(scene, letter, skills);
    people_put(scene->matcher->people, &row);
}

struct need *scene_need(struct scene *scene, char letter, const char *field, int64_t minutes)
{
    struct need *need = &scene->needs[scene->need_count++];
    *need = (struct need){.id = id_of(letter),
                          .service = view_of(field),
                          .field = view_of(field),
                          .minutes = minutes};
    return need;
}

void scene_ask(struct scene *scene, struct question *ret_question)
{
    scene->plan.needs =
        list_bytes(need_list(scene->needs, scene->need_count, scene->arena), scene->arena);
    question_make(ret_question, scene->matcher, &scene->plan, SCENE_TODAY, scene->arena);
    assert(candidate_question_valid(ret_question->directory, &ret_question->asked));
}

void scene_solve(struct scene *scene, struct question *ret_question, struct team_answer *ret_answer)
{
    scene_ask(scene, ret_question);
    team_solve(scene->matcher->workspace, ret_question->directory, &ret_question->asked,
               ret_answer);
}

struct match_case scene_case(struct scene *scene)
{
    struct question question;
    struct team_answer answer;
    scene_solve(scene, &question, &answer);
    return case_of(scene->matcher, &scene->plan, &question, &answer, scene->arena);
}
