/* SPDX-License-Identifier: MPL-2.0 */
/* entraide trace: one timeline of a request, from the journals of all services. An event stands after
   the one that caused it; where nothing says so, time decides. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/scan.h"

struct moment {
    enum owner service;
    struct envelope envelope; /* borrows from the copy in the arena */
    struct view frame;
    struct moment *cause; /* in the story, or NULL */
    int depth;            /* how many causes above it are in the story */
    bool placed;
};

struct story {
    arena_t *arena;
    struct moment *moments;
    size_t count, capacity;
};

static void keep_moment(struct story *story, enum owner service, struct view body)
{
    if (story->count == story->capacity) {
        story->capacity = story->capacity ? 2 * story->capacity : 64;
        story->moments = realloc(story->moments, story->capacity * sizeof *story->moments);
        if (!story->moments) {
            abort();
        }
    }
    struct moment *moment = &story->moments[story->count];
    struct refusal refusal;
    *moment = (struct moment){.service = service, .frame = arena_copy(story->arena, body)};
    if (scan_frame(moment->frame) == 0 &&
        record_decode(&record_envelope, moment->frame, "", &moment->envelope, &refusal) == 0) {
        story->count++;
    } else {
        complain("%s: an event that cannot be read", owner_name(service));
    }
}

static int ask_service(entraide_t *bus, enum owner service, struct id root, struct story *story)
{
    struct trace_get question = {.root = root};
    struct trace_page page = {.more = true};
    while (page.more) {
        struct entraide_request request = {
            .message = &message_trace_get, .service = service, .data = &question};
        struct entraide_answer answer;
        struct refusal refusal;
        struct trace_entry entry;
        int result = entraide_call(bus, &request, &answer);
        if (result != ENTRAIDE_DONE) {
            complain("%s: its part of the story is missing", owner_name(service));
            return exit_code_of(result, &answer);
        }
        if (record_decode(&record_trace_page, answer.reply.data, "data", &page, &refusal)) {
            complain("%s: an answer that this program cannot read", owner_name(service));
            return EX_SOFTWARE;
        }
        while (trace_entry_next(&page.entries, &entry)) {
            keep_moment(story, service, entry.body);
            question.after = entry.seq;
        }
    }
    return EX_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;
    if (x->envelope.time_us != y->envelope.time_us) {
        return x->envelope.time_us < y->envelope.time_us ? -1 : 1;
    }
    if (x->service != y->service) {
        return x->service < y->service ? -1 : 1;
    }
    return x->envelope.seq < y->envelope.seq ? -1 : x->envelope.seq > y->envelope.seq;
}

static struct moment *find_cause(struct story *story, const struct moment *moment)
{
    for (size_t i = 0; i < story->count; i++) {
        struct moment *other = &story->moments[i];
        if (other != moment && id_equal(other->envelope.id, moment->envelope.cause)) {
            return other;
        }
    }
    return NULL;
}

/* The earliest whose cause has been placed; the earliest at all if the causes form a circle. */
static struct moment *next_moment(struct story *story)
{
    struct moment *earliest = NULL;
    for (size_t i = 0; i < story->count; i++) {
        struct moment *moment = &story->moments[i];
        if (!moment->placed && (!moment->cause || moment->cause->placed)) {
            return moment;
        }
        earliest = earliest || moment->placed ? earliest : moment;
    }
    return earliest;
}

static void order_story(struct story *story, struct moment **order)
{
    if (story->count) {
        qsort(story->moments, story->count, sizeof *story->moments, by_time);
    }
    for (size_t i = 0; i < story->count; i++) {
        story->moments[i].cause = find_cause(story, &story->moments[i]);
    }
    for (size_t i = 0; i < story->count; i++) {
        struct moment *next = next_moment(story);
        next->placed = true;
        next->depth = next->cause ? next->cause->depth + 1 : 0;
        order[i] = next;
    }
}

static json_t *story_to_json(struct moment *const *order, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, frame_to_json(order[i]->frame));
    }
    return list;
}

/* Whose request it is; only a heading, so silence says nothing about the story. */
static void print_heading(entraide_t *bus, struct id root)
{
    struct intake_request_get question = {.id = root};
    struct entraide_request request = {.message = &message_intake_request_get, .data = &question};
    struct entraide_answer answer;
    struct request_view view;
    struct path_step first;
    struct refusal refusal;
    char id[ID_TEXT_SIZE];
    if (entraide_call(bus, &request, &answer) == ENTRAIDE_DONE &&
        record_decode(&record_request_view, answer.reply.data, "data", &view, &refusal) == 0) {
        bool named = path_step_next(&view.path, &first);
        printf("request %s, %s%s%.*s\n\n", id_print(root, id),
               choice_word(&choices_request_state, view.state), named ? ", by " : "",
               named ? (int)first.name.size : 0, named ? (const char *)first.name.bytes : "");
    }
}

static int tell_story(const struct invocation *invocation, entraide_t *bus, struct id root,
                      struct story *story)
{
    struct moment **order = arena_alloc(story->arena, (story->count + 1) * sizeof(struct moment *));
    order_story(story, order);
    if (invocation->json) {
        print_json(story_to_json(order, story->count));
    } else if (story->count) {
        print_heading(bus, root);
    }
    for (size_t i = 0; !invocation->json && i < story->count; i++) {
        const struct envelope *envelope = &order[i]->envelope;
        print_event(order[i]->service, envelope->seq, envelope, order[i]->depth);
    }
    if (!story->count) {
        complain("no event that this key may see is about this id");
    }
    return story->count ? EX_OK : EX_NOINPUT;
}

int run_trace(struct invocation *invocation)
{
    struct id root;
    if (!read_words(invocation, 1, 1)) {
        return invocation->code;
    }
    if (id_parse(view_of(invocation->words[0]), &root)) {
        return usage_error(invocation, "trace wants the UUID of a request, not %s",
                           invocation->words[0]);
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    AUTO(arena_t) *arena = arena_new(256 * 1024);
    struct story story = {.arena = arena};
    int worst = EX_OK;
    if (!bus) {
        return EX_CONFIG;
    }
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        int code = ask_service(bus, service, root, &story);
        worst = code > worst ? code : worst;
    }
    int code = tell_story(invocation, bus, root, &story);
    free(story.moments);
    return worst ? worst : code;
}
