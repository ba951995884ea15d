/* SPDX-License-Identifier: MPL-2.0 */
/* One request: its type, its data, and what its answer means for the person at the terminal. */
#include <stdio.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

const struct message *find_message(const char *type)
{
    const struct message *message = message_find(view_of(type));
    struct guess guess = {.word = type};
    size_t count;
    char text[100];
    if (message && (message->class == COMMAND || message->class == QUERY)) {
        return message;
    }
    if (message) {
        complain("%s is told by a service, it cannot be sent", type);
        return NULL;
    }
    const struct message *const *all = message_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->class == COMMAND || all[i]->class == QUERY) {
            guess_try(&guess, all[i]->type);
        }
    }
    complain("no command or query is called %s%s", type, guess_text(&guess, text));
    return NULL;
}

int encode_data(const json_t *data, arena_t *arena, struct entraide_request *request,
                struct refusal *ret_refusal)
{
    const struct record *record = request->message->record;
    tell_unknown_keys(record, data, "data");
    request->encoded = record_from_json(record, data, "data", arena, ret_refusal);
    return request->encoded.bytes ? EX_OK : EX_DATAERR;
}

void tell_refusal(int code, struct view path, struct view expected)
{
    const struct error *error = error_find(code);
    complain("%s %d: %s", error ? error->name : "error", code,
             error ? error->text_en : "this program does not know the number");
    if (path.size) {
        complain("  at %.*s", (int)path.size, (const char *)path.bytes);
    }
    if (expected.size) {
        complain("  expected %.*s", (int)expected.size, (const char *)expected.bytes);
    }
    if (error) {
        complain("  remedy: %s (more: entraide error %d)", error->remedy_en, code);
    }
}

int exit_code_of(int result, const struct entraide_answer *answer)
{
    const struct reply *reply = &answer->reply;
    switch ((enum entraide_result)result) {
    case ENTRAIDE_DONE:
        return EX_OK;
    case ENTRAIDE_REFUSED:
        tell_refusal((int)reply->code, reply->path, reply->expected);
        return reply->code < 2000 ? EX_DATAERR : EX_NOPERM;
    case ENTRAIDE_ERROR:
        tell_refusal((int)reply->code, reply->path, reply->expected);
        return EX_SOFTWARE;
    case ENTRAIDE_CLOSED:
        complain("the profile does not name this service");
        return EX_CONFIG;
    case ENTRAIDE_UNKNOWN:
        break;
    }
    complain(reply->code ? "the service stayed busy" : "no answer");
    return EX_TEMPFAIL;
}

int call_service(entraide_t *bus, enum owner service, const struct message *message,
                 const void *data, struct entraide_answer *ret_answer)
{
    struct entraide_request request = {.message = message, .service = service, .data = data};
    int result = entraide_call(bus, &request, ret_answer);
    if (result != ENTRAIDE_DONE) {
        complain("%s: %s", owner_name(service), message->type);
    }
    return exit_code_of(result, ret_answer);
}

/* NULL with the exit code: there is no such file, or no object in it. */
static json_t *read_data(const char *path, int *ret_code)
{
    size_t size;
    char *text __attribute__((cleanup(free_text))) = read_file(path, &size);
    *ret_code = text ? EX_DATAERR : EX_NOINPUT;
    return text ? parse_object(text, size, path) : NULL;
}

/* The service refuses in the same words: a script reads one form. */
static void print_local_refusal(const struct refusal *refusal)
{
    print_json(json_pack("{s:s,s:i,s:s,s:s}", "status", "error", "code", refusal->code, "path",
                         refusal->path, "expected", refusal->expected));
}

static void tell_id(const struct entraide_request *request)
{
    char id[ID_TEXT_SIZE];
    if (request->message->class == COMMAND && !id_none(request->id)) {
        complain("what became of it is unknown: the same again with --id %s has one effect at most",
                 id_print(request->id, id));
    }
}

static int call(struct invocation *invocation, struct entraide_request *request,
                int (*show)(const struct entraide_answer *))
{
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    struct entraide_answer answer;
    if (!bus) {
        return EX_CONFIG;
    }
    int result = entraide_call(bus, request, &answer);
    bool answered = result != ENTRAIDE_UNKNOWN && result != ENTRAIDE_CLOSED;
    if (answered && (!show || invocation->json)) {
        print_json(reply_to_json(request->message, &answer));
    } else if (result == ENTRAIDE_DONE) {
        return show(&answer);
    } else if (result == ENTRAIDE_UNKNOWN) {
        tell_id(request);
    }
    return exit_code_of(result, &answer);
}

static enum owner service_of(const struct message *message, const char *name)
{
    if (message->owner != OWNER_ANY) {
        return message->owner;
    }
    if (!name) {
        complain("every service answers %s: name one with --service", message->type);
        return OWNER_ANY;
    }
    return find_service(name);
}

int send_message(struct invocation *invocation, const struct send_options *options,
                 const struct message *message, int (*show)(const struct entraide_answer *))
{
    struct refusal refusal;
    AUTO(arena_t) *arena = arena_new(16 * 1024);
    struct entraide_request request = {
        .message = message,
        .service = service_of(message, options->service),
        .id = options->id,
        .after = options->after,
        .seen_service = options->seen_service,
        .seen_seq = options->seen_seq,
        .actor = {.kind = options->actor_kind},
    };
    if (request.service == OWNER_ANY) {
        return EX_USAGE;
    }
    int code;
    AUTO(json_t) *data = read_data(options->path, &code);
    if (!data) {
        return code;
    }
    if (encode_data(data, arena, &request, &refusal)) {
        if (!show || invocation->json) {
            print_local_refusal(&refusal);
        }
        tell_refusal(refusal.code, view_of(refusal.path), view_of(refusal.expected));
        return EX_DATAERR;
    }
    return call(invocation, &request, show);
}
