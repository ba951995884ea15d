/* SPDX-License-Identifier: MPL-2.0 */
/* entraide listen: the feeds of the services, one event a line, verified as they come. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/id.h"
#include "proto/json.h"

struct listen_options {
    int64_t from;      /* show events after this seq; -1 = only what comes now */
    int until_idle_ms; /* leave after this long without an event; 0 = never */
    const char *type;  /* prefix */
};

static bool read_from(const char *word, int64_t *ret_from)
{
    char *end;
    if (strcmp(word, "start") == 0 || strcmp(word, "now") == 0) {
        *ret_from = word[0] == 's' ? 0 : -1;
        return true;
    }
    errno = 0;
    *ret_from = strtoll(word, &end, 10);
    return errno == 0 && *end == '\0' && *ret_from >= 0;
}

static int read_options(struct invocation *invocation, struct listen_options *ret_options)
{
    static const struct option options[] = {{"from", required_argument, NULL, 'f'},
                                            {"until-idle", required_argument, NULL, 'u'},
                                            {"type", required_argument, NULL, 't'},
                                            {"json", no_argument, NULL, 'j'},
                                            {0}};
    int option;
    while ((option = getopt_long(invocation->argc, invocation->argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'f':
            if (!read_from(optarg, &ret_options->from)) {
                complain("--from wants start, now or a number: %s", optarg);
                return EX_USAGE;
            }
            break;
        case 'u':
            ret_options->until_idle_ms = atoi(optarg);
            break;
        case 't':
            ret_options->type = optarg;
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

static void print_event(const struct entraide_event *event, const struct envelope *envelope)
{
    char subject[ID_TEXT_SIZE], time[32];
    printf("%s  %-9s %8" PRId64 "  %-30.*s %s\n", print_time(envelope->time_us, time),
           owner_name(event->service), event->cursor.seq, (int)envelope->type.size,
           (const char *)envelope->type.bytes, id_print(envelope->subject, subject));
    fflush(stdout);
}

static void show_event(const struct invocation *invocation, const struct listen_options *options,
                       const struct entraide_event *event)
{
    struct envelope envelope = {.type = view_of("(not for this key)")};
    struct refusal refusal;
    if (event->frame.bytes &&
        record_decode(&record_envelope, event->frame, "", &envelope, &refusal)) {
        complain("%s %" PRId64 ": an event that cannot be read", owner_name(event->service),
                 event->cursor.seq);
        return;
    }
    size_t prefix = options->type ? strlen(options->type) : 0;
    if (event->cursor.seq <= options->from || prefix > envelope.type.size ||
        (prefix && memcmp(envelope.type.bytes, options->type, prefix) != 0)) {
        return;
    }
    if (!invocation->json) {
        print_event(event, &envelope);
    } else if (event->frame.bytes) {
        print_json_line(frame_to_json(event->frame));
    } else {
        print_json_line(json_pack("{s:s,s:I}", "service", owner_name(event->service), "seq",
                                  (json_int_t)event->cursor.seq));
    }
}

/* Without a kept cursor every reader begins at the start: the chain proves that nothing is left out;
   --from only says what is shown. "now" shows what comes after the head at the time of opening. */
static int listen_to(entraide_t *bus, const struct invocation *invocation,
                     struct listen_options *options)
{
    struct entraide_event event;
    int64_t now_from[OWNER_COUNT];
    memset(now_from, -1, sizeof now_from);
    for (;;) {
        int result = entraide_next(bus, options->until_idle_ms ? options->until_idle_ms : 3600000,
                                   &event);
        if (result == ENTRAIDE_REFUSED) {
            complain("%s: feed refused: %s", owner_name(event.service),
                     choice_word(&choices_feed_reason, entraide_follow_reason(bus, event.service)));
            return EX_NOPERM;
        }
        if (result == ENTRAIDE_UNKNOWN && options->until_idle_ms) {
            return EX_OK;
        }
        if (result != ENTRAIDE_DONE) {
            continue;
        }
        struct listen_options shown = *options;
        if (options->from < 0) {
            int64_t *from = &now_from[event.service];
            *from = *from < 0 ? entraide_follow_head(bus, event.service) : *from;
            shown.from = *from;
        }
        show_event(invocation, &shown, &event);
    }
}

int run_listen(struct invocation *invocation)
{
    struct listen_options options = {.from = -1};
    int code = read_options(invocation, &options);
    if (code) {
        return code;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    int named = invocation->argc - optind;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        bool wanted = named == 0;
        for (int i = 0; i < named; i++) {
            wanted = wanted || strcmp(invocation->argv[optind + i], owner_name(service)) == 0;
        }
        if (wanted && entraide_follow(bus, service, (struct entraide_cursor){0})) {
            complain("the profile has no service %s", owner_name(service));
            return EX_CONFIG;
        }
    }
    return listen_to(bus, invocation, &options);
}
