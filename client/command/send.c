/* SPDX-License-Identifier: MPL-2.0 */
/* entraide send: any command or query, as JSON; one, or many lines with a window. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

static json_t *reply_to_json(const struct message *message, const struct entraide_answer *answer)
{
    json_t *whole = record_to_json(&record_reply, &answer->reply);
    json_object_set_new(whole, "data", answer_to_json(message, answer));
    return whole;
}

static json_t *parse_object(const char *text, size_t size, const char *where)
{
    json_error_t error;
    json_t *value = json_loadb(text, size, 0, &error);
    if (!json_is_object(value)) {
        complain("%s:%d:%d: %s", where, error.line, error.column,
                 value ? "not a JSON object" : error.text);
        json_decref(value);
        return NULL;
    }
    return value;
}

struct send_options {
    const char *service;
    struct id id;
    bool lines;
};

static int read_options(struct invocation *invocation, struct send_options *ret_options)
{
    static const struct option options[] = {{"id", required_argument, NULL, 'i'},
                                            {"service", required_argument, NULL, 's'},
                                            {"lines", no_argument, NULL, 'l'},
                                            {"json", no_argument, NULL, 'j'},
                                            {0}};
    int option;
    while ((option = getopt_long(invocation->argc, invocation->argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'i':
            if (id_parse(view_of(optarg), &ret_options->id)) {
                complain("--id wants a UUID: %s", optarg);
                return EX_USAGE;
            }
            break;
        case 's':
            ret_options->service = optarg;
            break;
        case 'l':
            ret_options->lines = true;
            break;
        case 'j':
            invocation->json = true;
            break;
        default:
            return EX_USAGE;
        }
    }
    return EX_OK;
}

static int send_one(entraide_t *bus, const struct send_options *options, const char *type,
                    const char *path)
{
    size_t size;
    AUTO(arena_t) *arena = arena_new(16 * 1024);
    char *text __attribute__((cleanup(free_text))) = read_file(path, &size);
    json_t *data = text ? parse_object(text, size, path) : NULL;
    if (!data) {
        return text ? EX_DATAERR : EX_NOINPUT;
    }
    struct entraide_request request;
    int code = make_request(type, options->service, data, arena, &request);
    json_decref(data);
    if (code) {
        return code;
    }
    request.id = options->id;
    struct entraide_answer answer = {0};
    int result = entraide_call(bus, &request, &answer);
    if (answer.frame.bytes && result != ENTRAIDE_UNKNOWN) {
        print_json(reply_to_json(request.message, &answer));
    } else {
        char id[ID_TEXT_SIZE];
        complain("the command had the id %s", id_print(request.id, id));
    }
    return exit_code_of(result, &answer);
}

/* Many commands at once, a window of them in flight per service; every reply is counted, and every id
   that got none is called again, one by one, at the end of its window. */
enum { WINDOW = 256, LINE_TIMEOUT_MS = 10000 };

struct stream {
    entraide_t *bus;
    struct flight {
        struct entraide_request request;
        struct view line;
        arena_t *arena;
    } flights[OWNER_COUNT][WINDOW];
    size_t in_flight[OWNER_COUNT];
    int64_t done, failed;
};

static void land(struct stream *stream, enum owner service, size_t place,
                 const struct entraide_answer *answer)
{
    struct flight *flights = stream->flights[service];
    if (answer->reply.status == STATUS_DONE) {
        stream->done++;
    } else {
        stream->failed++;
        complain("line: %.*s", (int)flights[place].line.size,
                 (const char *)flights[place].line.bytes);
        exit_code_of(ENTRAIDE_REFUSED, answer);
    }
    size_t last = --stream->in_flight[service];
    struct flight finished = flights[place]; /* its arena is used again */
    flights[place] = flights[last];
    flights[last] = finished;
}

/* Calls again what got no answer: the same id, so nothing happens twice. */
static void settle(struct stream *stream, enum owner service)
{
    while (stream->in_flight[service]) {
        struct entraide_answer answer = {0};
        struct flight *flight = &stream->flights[service][0];
        int result = entraide_call(stream->bus, &flight->request, &answer);
        if (result == ENTRAIDE_UNKNOWN || result == ENTRAIDE_CLOSED) {
            exit_code_of(result, &answer);
            stream->failed += (int64_t)stream->in_flight[service];
            stream->in_flight[service] = 0;
            return;
        }
        land(stream, service, 0, &answer);
    }
}

static bool take_reply(struct stream *stream, enum owner service, int timeout_ms)
{
    struct entraide_answer answer;
    if (!entraide_receive(stream->bus, service, timeout_ms, &answer)) {
        return false;
    }
    for (size_t i = 0; i < stream->in_flight[service]; i++) {
        const struct reply *reply = &answer.reply;
        if (id_equal(stream->flights[service][i].request.id, reply->re)) {
            if (reply->code == E_BUSY) {
                settle(stream, service);
            } else {
                land(stream, service, i, &answer);
            }
            return true;
        }
    }
    return true; /* a second reply to something already settled */
}

static void post_line(struct stream *stream, enum owner service, struct flight *flight)
{
    while (entraide_post(stream->bus, &flight->request) != ENTRAIDE_DONE) {
        struct entraide_answer answer;
        int result = entraide_call(stream->bus, &flight->request, &answer);
        if (result == ENTRAIDE_UNKNOWN) {
            break; /* stays in flight: settle() tells */
        }
        stream->in_flight[service]++;
        land(stream, service, stream->in_flight[service] - 1, &answer);
        return;
    }
    stream->in_flight[service]++;
}

static bool stream_line(struct stream *stream, struct view line, size_t number)
{
    char where[32];
    snprintf(where, sizeof where, "line %zu", number);
    json_t *object = parse_object((const char *)line.bytes, line.size, where);
    const char *type = json_string_value(json_object_get(object, "type"));
    const struct message *message = message_find(view_of(type));
    if (!message || message->owner == OWNER_ANY) {
        complain("%s: no command of one service in \"type\"", where);
        json_decref(object);
        return false;
    }
    enum owner service = message->owner;
    if (stream->in_flight[service] == WINDOW && !take_reply(stream, service, LINE_TIMEOUT_MS)) {
        settle(stream, service);
    }
    struct flight *flight = &stream->flights[service][stream->in_flight[service]];
    if (!flight->arena) {
        flight->arena = arena_new(2048);
    }
    arena_reset(flight->arena);
    flight->line = line;
    int code = make_request(type, NULL, json_object_get(object, "data"), flight->arena,
                            &flight->request);
    json_decref(object);
    if (code == EX_OK) {
        flight->request.id = id_new((int64_t)time(NULL) * 1000000);
        post_line(stream, service, flight);
    }
    return code == EX_OK;
}

static void free_stream(struct stream *stream)
{
    for (size_t service = 0; service < OWNER_COUNT; service++) {
        for (size_t i = 0; i < WINDOW; i++) {
            arena_destroy(&stream->flights[service][i].arena);
        }
    }
    free(stream);
}

static int send_lines(entraide_t *bus, const char *path)
{
    size_t size, number = 0;
    char *text __attribute__((cleanup(free_text))) = read_file(path, &size);
    struct stream *stream = calloc(1, sizeof *stream);
    if (!text || !stream) {
        free(stream);
        return EX_NOINPUT;
    }
    stream->bus = bus;
    for (char *from = text, *to; from < text + size; from = to + 1) {
        to = memchr(from, '\n', (size_t)(text + size - from));
        to = to ? to : text + size;
        struct view line = {(const uint8_t *)from, (size_t)(to - from)};
        if (line.size && !stream_line(stream, line, ++number)) {
            stream->failed++;
        }
    }
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        while (stream->in_flight[service] && take_reply(stream, service, LINE_TIMEOUT_MS)) {
        }
        settle(stream, service);
    }
    printf("{\"done\":%" PRId64 ",\"failed\":%" PRId64 "}\n", stream->done, stream->failed);
    int code = stream->failed ? EX_DATAERR : EX_OK;
    free_stream(stream);
    return code;
}

int run_send(struct invocation *invocation)
{
    struct send_options options = {0};
    int code = read_options(invocation, &options);
    int left = invocation->argc - optind;
    if (code == EX_OK && (left > 2 - options.lines || left < 1 - options.lines)) {
        complain("usage: entraide send [--id ID] [--service NAME] TYPE [FILE|-], or --lines FILE");
        code = EX_USAGE;
    }
    if (code) {
        return code;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    char **words = invocation->argv + optind;
    if (options.lines) {
        return send_lines(bus, left ? words[0] : "-");
    }
    return send_one(bus, &options, words[0], left > 1 ? words[1] : "-");
}
