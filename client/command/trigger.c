/* SPDX-License-Identifier: MPL-2.0 */
/* entraide trigger: makes a sandbox tell an event, by the commands that lead to it. */
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

enum { WAIT_MS = 20000, LOOK_MS = 200, STEPS_MAX = 16, NAME_SIZE = 32, TEXT_SIZE = 64 };

enum path { PATH_world, PATH_story, PATH_refusal, PATH_nobody, PATH_stranger, PATH_erasure };

static const struct step {
    enum path path;
    const char *type, *data;
    const char *awaits; /* an event of this world; "" = none */
    const char *keep;
} steps[] = {
#define STEP(path, type, data, awaits, keep) {PATH_##path, type, data, awaits, keep},
#define GOAL(event, path, count)
#include "trigger.def"
#undef STEP
#undef GOAL
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

static const struct goal {
    const char *event;
    enum path path;
    int count; /* of the path's steps */
} goals[] = {
#define STEP(path, type, data, awaits, keep)
#define GOAL(event, path, count) {event, PATH_##path, count},
#include "trigger.def"
#undef STEP
#undef GOAL
};
enum { GOAL_COUNT = sizeof goals / sizeof *goals };

/* One trigger: what is kept by name, and the event that is waited for. */
struct world {
    entraide_t *bus;
    const struct goal *goal;
    json_t *kept;
    json_t *told;               /* the goal's event, once it has come */
    json_t *awaited;            /* the data of the event that the step awaits */
    struct entraide_event last; /* what was awaited last: its service and place */
};

static const struct goal *find_goal(const char *event)
{
    struct guess guess = {.word = event};
    char text[100];
    for (size_t i = 0; i < GOAL_COUNT; i++) {
        if (strcmp(goals[i].event, event) == 0) {
            return &goals[i];
        }
        guess_try(&guess, goals[i].event);
    }
    complain("no trigger for %s%s; there are:", event, guess_text(&guess, text));
    for (size_t i = 0; i < GOAL_COUNT; i++) {
        complain("  %s", goals[i].event);
    }
    return NULL;
}

/* ---- what is kept ---- */

static void keep_text(struct world *world, const char *name, const char *text)
{
    json_object_set_new(world->kept, name, json_string(text));
}

static void keep_id(struct world *world, const char *name, struct id id)
{
    char text[ID_TEXT_SIZE];
    keep_text(world, name, id_print(id, text));
}

/* The root is the same for all triggers, the rest is fresh. A code is the end of a fresh id. */
static void make_names(struct world *world)
{
    static const char *const fresh[] = {"organisation", "membership",   "contact",
                                        "rate",         "professional", "ref"};
    const int64_t now_us = (int64_t)time(NULL) * 1000000;
    char id[ID_TEXT_SIZE], text[TEXT_SIZE];
    world->kept = json_object();
    keep_id(world, "root", id_from_text("organisation", view_of("sandbox triggers")));
    for (size_t i = 0; i < sizeof fresh / sizeof *fresh; i++) {
        keep_id(world, fresh[i], id_new(now_us));
    }
    id_print(id_new(now_us), id);
    snprintf(text, sizeof text, "trigger.%s", id + strlen(id) - 12);
    keep_text(world, "service", text);
    snprintf(text, sizeof text, "trigger-%s", id + strlen(id) - 12);
    keep_text(world, "field", text);
}

/* "name=member name=member" of the event's data. */
static void keep_members(struct world *world, const char *list)
{
    char name[NAME_SIZE], member[NAME_SIZE];
    int size;
    while (sscanf(list, " %31[^=]=%31s%n", name, member, &size) == 2) {
        json_object_set(world->kept, name, json_object_get(world->awaited, member));
        list += size;
    }
}

/* Puts what is kept in the place of each "$name". */
static json_t *fill(const struct world *world, json_t *value)
{
    const char *key, *text = json_string_value(value);
    json_t *item;
    size_t index;
    void *next;
    if (text && text[0] == '$') {
        return json_object_get(world->kept, text + 1);
    }
    json_array_foreach(value, index, item)
    {
        json_array_set(value, index, fill(world, item));
    }
    json_object_foreach_safe(value, next, key, item)
    {
        json_object_set(value, key, fill(world, item));
    }
    return value;
}

/* ---- events ---- */

static bool is_kept(const struct world *world, const json_t *value)
{
    const char *name, *root = json_string_value(json_object_get(world->kept, "root"));
    const json_t *kept;
    if (!json_is_string(value) || strcmp(json_string_value(value), root) == 0) {
        return false;
    }
    json_object_foreach(world->kept, name, kept)
    {
        if (json_equal(kept, value)) {
            return true;
        }
    }
    return false;
}

/* Is the event about something of this world. */
static bool is_ours(const struct world *world, const json_t *event)
{
    const json_t *data = json_object_get(event, "data"), *value;
    const char *name;
    if (is_kept(world, json_object_get(event, "root")) ||
        is_kept(world, json_object_get(event, "subject"))) {
        return true;
    }
    json_object_foreach((json_t *)(uintptr_t)data, name, value)
    {
        if (is_kept(world, value)) {
            return true;
        }
    }
    return false;
}

/* Takes events until the one of this type has come (NULL: until none comes); false when time is over. */
static bool await(struct world *world, const char *type)
{
    struct entraide_event event;
    json_decref(world->awaited);
    world->awaited = NULL;
    for (int left_ms = WAIT_MS; left_ms > 0 && !world->awaited;) {
        int result = entraide_next(world->bus, LOOK_MS, &event);
        if (result != ENTRAIDE_DONE || !event.frame.bytes) {
            left_ms -= result == ENTRAIDE_DONE ? 0 : LOOK_MS;
            continue;
        }
        AUTO(json_t) *value = frame_to_json(event.frame);
        const char *told = json_string_value(json_object_get(value, "type"));
        if (!told || !is_ours(world, value)) {
            continue;
        }
        if (strcmp(told, world->goal->event) == 0 && !world->told) {
            world->told = json_incref(value);
        }
        if (strcmp(told, type) == 0) {
            world->awaited = json_incref(json_object_get(value, "data"));
            world->last = event;
        }
    }
    return world->awaited != NULL;
}

/* Every feed is open at its head before the first command is sent. */
static int open_feeds(struct world *world)
{
    struct entraide_event event;
    struct entraide_cursor cursor;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        if (entraide_follow_new(world->bus, service)) {
            complain("the profile does not name the service %s", owner_name(service));
            return EX_CONFIG;
        }
    }
    for (int left_ms = WAIT_MS; left_ms > 0; left_ms -= LOOK_MS) {
        int open = 0;
        (void)entraide_next(world->bus, LOOK_MS, &event);
        for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
            open += entraide_follow_cursor(world->bus, service, &cursor);
        }
        if (open == OWNER_COUNT - OWNER_INTAKE) {
            return EX_OK;
        }
    }
    complain("the feeds cannot be opened");
    return EX_UNAVAILABLE;
}

/* ---- steps ---- */

/* The tables write JSON with single quotes, which none of their texts holds. */
static json_t *read_template(const char *text)
{
    char copy[1024];
    snprintf(copy, sizeof copy, "%s", text);
    for (char *quote = copy; (quote = strchr(quote, '\''));) {
        *quote = '"';
    }
    return json_loads(copy, 0, NULL);
}

static int send_step(struct world *world, const struct step *step)
{
    struct refusal refusal;
    struct entraide_answer answer;
    AUTO(arena_t) *arena = arena_new(16 * 1024);
    AUTO(json_t) *data = read_template(step->data);
    struct entraide_request request = {.message = message_find(view_of(step->type))};
    if (!data || !request.message || encode_data(fill(world, data), arena, &request, &refusal)) {
        complain("%s: the step does not fit the contract", step->type);
        return EX_SOFTWARE;
    }
    request.service = request.message->owner;
    request.seen_service = world->last.service;
    request.seen_seq = world->last.cursor.seq;
    int result = entraide_call(world->bus, &request, &answer);
    if (result != ENTRAIDE_DONE) {
        complain("%s", step->type);
        return exit_code_of(result, &answer);
    }
    AUTO(json_t) *said = answer_to_json(request.message, &answer);
    if (request.message == &message_intake_request_submit) {
        json_object_set(world->kept, "request", json_object_get(said, "id"));
    }
    return EX_OK;
}

static int run_step(struct world *world, const struct step *step)
{
    int code = send_step(world, step);
    if (code != EX_OK || !step->awaits[0]) {
        return code;
    }
    if (!await(world, step->awaits)) {
        complain("%s did not come after %s", step->awaits, step->type);
        return EX_UNAVAILABLE;
    }
    keep_members(world, step->keep);
    return EX_OK;
}

static int run_path(struct world *world, enum path path, int count)
{
    int code = EX_OK, done = 0;
    for (size_t i = 0; i < STEP_COUNT && code == EX_OK && done < count; i++) {
        if (steps[i].path == path) {
            code = run_step(world, &steps[i]);
            done++;
        }
    }
    return code;
}

static int run_goal(struct world *world)
{
    int code = open_feeds(world);
    if (code == EX_OK) {
        code = run_path(world, PATH_world, STEPS_MAX);
    }
    if (code == EX_OK) {
        code = run_path(world, world->goal->path, world->goal->count);
    }
    if (code == EX_OK && !world->told && !await(world, world->goal->event)) {
        complain("%s did not come", world->goal->event);
        code = EX_UNAVAILABLE;
    }
    return code;
}

int run_trigger(struct invocation *invocation)
{
    if (!read_words(invocation, 1, 1)) {
        return invocation->code;
    }
    struct world world = {.goal = find_goal(invocation->words[0])};
    if (!world.goal) {
        return EX_USAGE;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    world.bus = bus;
    int code = require_sandbox(bus, NULL);
    if (code == EX_OK) {
        make_names(&world);
        code = run_goal(&world);
    }
    if (code == EX_OK) {
        print_json(json_incref(world.told));
    }
    json_decref(world.kept);
    json_decref(world.told);
    json_decref(world.awaited);
    return code;
}
