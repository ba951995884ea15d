/* SPDX-License-Identifier: MPL-2.0 */
/* entraide send --lines: many messages, a window of them in flight per service. Every id that gets no
   reply is called again, so that in the end each line is counted as done or failed. */
#include <assert.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "proto/id.h"

/* Half of what a service takes from one client before it lets messages wait. */
enum { WINDOW = 256, SILENCE_TIMEOUT_MS = 10000 };

struct flight {
    struct entraide_request request;
    size_t line;
    arena_t *arena; /* of the data; used again for the next line */
};

struct stream {
    entraide_t *bus;
    struct flight flights[OWNER_COUNT][WINDOW];
    size_t in_flight[OWNER_COUNT];
    int64_t done, failed;
};

static void land(struct stream *stream, enum owner service, size_t place, int result,
                 const struct entraide_answer *answer)
{
    struct flight *flights = stream->flights[service];
    assert(flights[place].request.message);
    if (result == ENTRAIDE_DONE) {
        stream->done++;
    } else {
        stream->failed++;
        complain("line %zu: %s", flights[place].line, flights[place].request.message->type);
        exit_code_of(result, answer);
    }
    size_t last = --stream->in_flight[service];
    struct flight landed = flights[place];
    flights[place] = flights[last];
    flights[last] = landed;
}

/* Calls again what got no answer or came at a busy time: the same id, so nothing happens twice. */
static void settle(struct stream *stream, enum owner service)
{
    while (stream->in_flight[service]) {
        struct entraide_answer answer;
        struct flight *flight = &stream->flights[service][0];
        int result = entraide_call(stream->bus, &flight->request, &answer);
        land(stream, service, 0, result, &answer);
    }
}

static struct flight *find_flight(struct stream *stream, enum owner service, struct id id)
{
    for (size_t i = 0; i < stream->in_flight[service]; i++) {
        if (id_equal(stream->flights[service][i].request.id, id)) {
            return &stream->flights[service][i];
        }
    }
    return NULL; /* a second reply to something already settled */
}

static void take_reply(struct stream *stream, enum owner service)
{
    struct entraide_answer answer;
    if (!entraide_receive(stream->bus, service, SILENCE_TIMEOUT_MS, &answer)) {
        settle(stream, service);
        return;
    }
    struct flight *flight = find_flight(stream, service, answer.reply.re);
    if (flight && answer.reply.retry_after_ms > 0) {
        settle(stream, service);
    } else if (flight) {
        land(stream, service, (size_t)(flight - stream->flights[service]),
             answer.reply.status == STATUS_DONE ? ENTRAIDE_DONE : ENTRAIDE_REFUSED, &answer);
    }
}

/* The type decides the service; a line cannot name one. */
static const struct message *message_of(const json_t *object)
{
    const char *type = json_string_value(json_object_get(object, "type"));
    const struct message *message = type ? find_message(type) : NULL;
    if (!type) {
        complain("expected {\"type\": ..., \"data\": {...}}");
    } else if (message && message->owner == OWNER_ANY) {
        complain("every service answers %s: send it alone", type);
    }
    return message && message->owner != OWNER_ANY ? message : NULL;
}

static struct flight *next_flight(struct stream *stream, const struct message *message, size_t line)
{
    enum owner service = message->owner;
    while (stream->in_flight[service] == WINDOW) {
        take_reply(stream, service);
    }
    struct flight *flight = &stream->flights[service][stream->in_flight[service]];
    if (!flight->arena) {
        flight->arena = arena_new(2048);
    }
    arena_reset(flight->arena);
    flight->request =
        (struct entraide_request){.message = message, .id = id_new((int64_t)time(NULL) * 1000000)};
    flight->line = line;
    return flight;
}

static bool send_object(struct stream *stream, const json_t *object, size_t line)
{
    struct refusal refusal;
    const struct message *message = object ? message_of(object) : NULL;
    if (!message) {
        return false;
    }
    struct flight *flight = next_flight(stream, message, line);
    if (encode_data(json_object_get(object, "data"), flight->arena, &flight->request, &refusal)) {
        tell_refusal(refusal.code, view_of(refusal.path), view_of(refusal.expected));
        return false;
    }
    stream->in_flight[message->owner]++;
    if (entraide_post(stream->bus, &flight->request) != ENTRAIDE_DONE) {
        settle(stream, message->owner); /* no connection yet, or not any more */
    }
    return true;
}

static void send_line(struct stream *stream, const char *text, size_t size, size_t line)
{
    char where[32];
    snprintf(where, sizeof where, "line %zu", line);
    AUTO(json_t) *object = parse_object(text, size, where);
    if (!send_object(stream, object, line)) {
        complain("line %zu: not sent", line);
        stream->failed++;
    }
}

static void free_stream(struct stream **stream_p)
{
    struct stream *stream = *stream_p;
    for (size_t i = 0; stream && i < OWNER_COUNT * WINDOW; i++) {
        arena_destroy(&stream->flights[i / WINDOW][i % WINDOW].arena);
    }
    free(stream);
}

int send_lines(struct invocation *invocation, const char *path)
{
    size_t size, line = 0;
    char *text __attribute__((cleanup(free_text))) = read_file(path, &size);
    if (!text) {
        return EX_NOINPUT;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    struct stream *stream __attribute__((cleanup(free_stream))) = calloc(1, sizeof *stream);
    if (!stream) {
        abort();
    }
    stream->bus = bus;
    for (char *from = text, *to; from < text + size; from = to + 1) {
        to = memchr(from, '\n', (size_t)(text + size - from));
        to = to ? to : text + size;
        line++;
        if (to > from) {
            send_line(stream, from, (size_t)(to - from), line);
        }
    }
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        while (stream->in_flight[service]) {
            take_reply(stream, service);
        }
    }
    print_json_line(json_pack("{s:I,s:I}", "done", (json_int_t)stream->done, "failed",
                              (json_int_t)stream->failed));
    return stream->failed ? EX_DATAERR : EX_OK;
}
