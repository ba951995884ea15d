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
    int depth; /* how many causes above it are in the story */
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
        if (result) {
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
        if (id_equal(story->moments[i].envelope.id, moment->envelope.cause)) {
            return &story->moments[i];
        }
    }
    return NULL;
}

/* Stable: the earliest moment whose cause has been placed comes next. */
static void order_story(struct story *story, struct moment **order)
{
    if (story->count) {
        qsort(story->moments, story->count, sizeof *story->moments, by_time);
    }
    for (size_t n = 0; n < story->count; n++) {
        struct moment *next = NULL;
        for (size_t i = 0; i < story->count && !next; i++) {
            struct moment *moment = &story->moments[i];
            struct moment *cause = find_cause(story, moment);
            if (!moment->placed && (!cause || cause == moment || cause->placed)) {
                next = moment;
                next->depth = cause && cause != moment ? cause->depth + 1 : 0;
            }
        }
        for (size_t i = 0; i < story->count && !next; i++) { /* a circle of causes: by time */
            next = story->moments[i].placed ? NULL : &story->moments[i];
        }
        next->placed = true;
        order[n] = next;
    }
}

static void print_story(struct moment *const *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char time[32], subject[ID_TEXT_SIZE];
        const struct envelope *envelope = &order[i]->envelope;
        printf("%s  %-9s %6" PRId64 "  %*s%-*.*s %s\n", print_time(envelope->time_us, time),
               owner_name(order[i]->service), envelope->seq, order[i]->depth, "",
               34 - order[i]->depth, (int)envelope->type.size,
               (const char *)envelope->type.bytes, id_print(envelope->subject, subject));
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

static int tell_story(const struct invocation *invocation, struct story *story)
{
    struct moment **order =
        arena_alloc(story->arena, (story->count + 1) * sizeof(struct moment *));
    order_story(story, order);
    if (invocation->json) {
        print_json(story_to_json(order, story->count));
    } else {
        print_story(order, story->count);
    }
    if (!story->count) {
        complain("no event is about this id");
    }
    return story->count ? EX_OK : EX_NOINPUT;
}

int run_trace(struct invocation *invocation)
{
    struct id root;
    int argc = invocation->argc;
    if (argc == 3 && strcmp(invocation->argv[2], "--json") == 0) {
        invocation->json = true;
        argc = 2;
    }
    if (argc != 2 || id_parse(view_of(invocation->argv[1]), &root)) {
        complain("usage: entraide trace ID [--json]");
        return EX_USAGE;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    AUTO(arena_t) *arena = arena_new(256 * 1024);
    struct story story = {.arena = arena};
    int code = bus ? EX_OK : EX_CONFIG;
    int worst = EX_OK;
    for (enum owner service = OWNER_INTAKE; bus && service < OWNER_COUNT; service++) {
        int result = ask_service(bus, service, root, &story);
        worst = result > worst ? result : worst;
    }
    code = code ? code : tell_story(invocation, &story);
    free(story.moments);
    return worst ? worst : code;
}
