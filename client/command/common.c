/* SPDX-License-Identifier: MPL-2.0 */
/* What the sub-commands share: words, files, JSON, exit codes. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/scan.h"

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("entraide: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void print_json(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}

void print_json_line(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(value);
}

char *print_time(int64_t time_us, char ret_text[32])
{
    time_t seconds = time_us / 1000000;
    struct tm calendar;
    char day[24];
    gmtime_r(&seconds, &calendar);
    strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &calendar);
    snprintf(ret_text, 32, "%s.%06d", day, (int)(time_us % 1000000));
    return ret_text;
}

char *read_file(const char *path, size_t *ret_size)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return NULL;
    }
    size_t size = 0, capacity = 64 * 1024;
    char *text = malloc(capacity);
    size_t got;
    while (text && (got = fread(text + size, 1, capacity - size - 1, file)) > 0) {
        size += got;
        if (size + 1 == capacity) {
            capacity *= 2;
            text = realloc(text, capacity);
        }
    }
    if (!text) {
        abort();
    }
    text[size] = '\0';
    *ret_size = size;
    if (file != stdin) {
        fclose(file);
    }
    return text;
}

json_t *answer_to_json(const struct message *message, const struct entraide_answer *answer)
{
    union {
        uint64_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct refusal refusal;
    const struct record *record =
        answer->reply.code == E_DUPLICATE ? &record_changed : message->answer;
    if (!answer->reply.data.bytes) {
        return json_object();
    }
    if (record_decode(record, answer->reply.data, "data", &data, &refusal)) {
        json_t *raw = value_to_json(answer->reply.data); /* e.g. a newer contract */
        return raw ? raw : json_object();
    }
    return record_to_json(record, &data);
}

static void tell_refusal(const struct reply *reply)
{
    const struct error *error = error_find((int)reply->code);
    complain("%s %" PRId64 ": %s", error ? error->name : "error", reply->code,
             error ? error->text_en : "unknown to this program");
    if (reply->path.size) {
        complain("  at %.*s%s%.*s", (int)reply->path.size, (const char *)reply->path.bytes,
                 reply->expected.size ? ", expected " : "", (int)reply->expected.size,
                 reply->expected.size ? (const char *)reply->expected.bytes : "");
    }
    if (error) {
        complain("  remedy: %s (entraide error %" PRId64 ")", error->remedy_en, reply->code);
    }
}

int exit_code_of(int result, const struct entraide_answer *answer)
{
    switch (result) {
    case ENTRAIDE_DONE:
        return EX_OK;
    case ENTRAIDE_REFUSED:
        tell_refusal(&answer->reply);
        return answer->reply.code < 2000 ? EX_DATAERR : EX_NOPERM;
    case ENTRAIDE_ERROR:
        tell_refusal(&answer->reply);
        return EX_SOFTWARE;
    case ENTRAIDE_CLOSED:
        complain("the profile names no such service, or its key is not valid");
        return EX_CONFIG;
    default:
        complain("no answer: the outcome is unknown; send again with the same --id, or resolve it");
        return EX_TEMPFAIL;
    }
}

int make_request(const char *type, const char *service, const json_t *data, arena_t *arena,
                 struct entraide_request *ret_request)
{
    const struct message *message = message_find(view_of(type));
    struct refusal refusal;
    if (!message || (message->class != COMMAND && message->class != QUERY)) {
        complain("no command or query of the contract is called %s", type);
        return EX_USAGE;
    }
    *ret_request = (struct entraide_request){.message = message};
    if (message->owner == OWNER_ANY) {
        ret_request->service = owner_find(view_of(service));
        if (ret_request->service == OWNER_ANY) {
            complain("every service answers %s: name one with --service", type);
            return EX_USAGE;
        }
    }
    ret_request->encoded = record_from_json(message->record, data, "data", arena, &refusal);
    if (!ret_request->encoded.bytes) {
        const struct error *error = error_find(refusal.code);
        complain("%s %d: %s\n  at %s, expected %s", error->name, refusal.code, error->text_en,
                 refusal.path, refusal.expected);
        return EX_DATAERR;
    }
    return EX_OK;
}
