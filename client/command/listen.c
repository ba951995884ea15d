/* SPDX-License-Identifier: MPL-2.0 */
/* entraide listen: the feeds of the services, one event a line, verified as they come. Every reader
   begins at the start, for only so the chain proves that nothing is left out; --from says what is shown. */
#include <signal.h>
#include <stdio.h>

#include "command.h"
#include "proto/json.h"

enum { FROM_NOW = -1, LOOK_MS = 200 };

struct listen_options {
    int64_t from;          /* show events after this seq, or FROM_NOW */
    int64_t until_idle_ms; /* leave after this long without an event; 0 = never */
    const char *type;      /* prefix; NULL = all */
};

static const struct option own_options[] = {{"from", required_argument, NULL, 'f'},
                                            {"until-idle", required_argument, NULL, 'u'},
                                            {"type", required_argument, NULL, 't'},
                                            {0}};

static volatile sig_atomic_t stopped_by;

static void stop(int number)
{
    stopped_by = number;
}

static bool read_from(const char *word, int64_t *ret_from)
{
    if (strcmp(word, "start") == 0 || strcmp(word, "now") == 0) {
        *ret_from = word[0] == 's' ? 0 : FROM_NOW;
        return true;
    }
    return read_number(word, 0, INT64_MAX, ret_from);
}

static void read_options(struct invocation *invocation, struct listen_options *options)
{
    int option;
    while ((option = next_option(invocation, own_options)) != -1) {
        switch (option) {
        case 'f':
            if (!read_from(optarg, &options->from)) {
                usage_error(invocation, "--from wants start, now or a seq, not %s", optarg);
            }
            break;
        case 'u':
            if (!read_number(optarg, 1, INT32_MAX, &options->until_idle_ms)) {
                usage_error(invocation, "--until-idle wants milliseconds, not %s", optarg);
            }
            break;
        default:
            options->type = optarg;
        }
    }
}

static bool is_wanted(const struct listen_options *options, const entraide_t *bus,
                      const struct entraide_event *event, struct view type)
{
    int64_t from =
        options->from == FROM_NOW ? entraide_follow_head(bus, event->service) : options->from;
    size_t size = options->type ? strlen(options->type) : 0;
    return event->cursor.seq > from && type.size >= size &&
           (!size || memcmp(type.bytes, options->type, size) == 0);
}

static void show_event(const struct invocation *invocation, const struct listen_options *options,
                       const entraide_t *bus, const struct entraide_event *event)
{
    struct envelope envelope = {.type = view_of("")};
    struct refusal refusal;
    bool hidden = !event->frame.bytes;
    if (!hidden && record_decode(&record_envelope, event->frame, "", &envelope, &refusal)) {
        complain("%s %lld: an event that this program cannot read", owner_name(event->service),
                 (long long)event->cursor.seq);
    } else if (!is_wanted(options, bus, event, envelope.type)) {
        return;
    } else if (invocation->json) {
        print_json_line(hidden ? json_pack("{s:s,s:I,s:b}", "source", owner_name(event->service),
                                           "seq", (json_int_t)event->cursor.seq, "hidden", 1)
                               : frame_to_json(event->frame));
    } else if (hidden) {
        printf("%-26s  %-9s %6lld  (not for this key)\n", "", owner_name(event->service),
               (long long)event->cursor.seq);
    } else {
        print_event(event->service, event->cursor.seq, &envelope, 0);
    }
    fflush(stdout);
}

/* What the operator has to know about a feed that ends. */
static void tell_refused(const entraide_t *bus, enum owner service)
{
    static const char *const remedies[] = {
        [FEED_DIVERGED] = "its journal does not verify: tell the operator",
        [FEED_TRUNCATED] = "its journal does not go back to the start",
        [FEED_DENIED] = "this key may not read it: ask the operator for a role with feed.open",
    };
    int reason = entraide_follow_reason(bus, service);
    complain("%s: the feed is refused, %s: %s", owner_name(service),
             choice_word(&choices_feed_reason, reason), remedies[reason]);
}

/* Ends with a signal, after until_idle_ms without an event, or when no feed is left. */
static int listen_to(entraide_t *bus, const struct invocation *invocation,
                     const struct listen_options *options, int feeds)
{
    struct entraide_event event;
    int64_t idle_ms = 0;
    int code = EX_OK;
    while (!stopped_by && feeds > 0 &&
           !(options->until_idle_ms && idle_ms >= options->until_idle_ms)) {
        int64_t left_ms = options->until_idle_ms ? options->until_idle_ms - idle_ms : LOOK_MS;
        int timeout_ms = left_ms < LOOK_MS ? (int)left_ms : LOOK_MS;
        switch ((enum entraide_result)entraide_next(bus, timeout_ms, &event)) {
        case ENTRAIDE_DONE:
            idle_ms = 0;
            show_event(invocation, options, bus, &event);
            break;
        case ENTRAIDE_REFUSED:
            tell_refused(bus, event.service);
            code = EX_NOPERM;
            feeds--;
            break;
        case ENTRAIDE_ERROR:
        case ENTRAIDE_UNKNOWN:
        case ENTRAIDE_CLOSED:
            idle_ms += timeout_ms;
        }
    }
    return stopped_by ? 128 + stopped_by : code;
}

/* The services that the words name, or all. Answers how many, or -1. */
static int follow_named(entraide_t *bus, const struct invocation *invocation)
{
    int count = 0;
    bool wanted[OWNER_COUNT] = {false};
    for (int i = 0; i < invocation->word_count; i++) {
        enum owner service = find_service(invocation->words[i]);
        if (service == OWNER_ANY) {
            return -1;
        }
        wanted[service] = true;
    }
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        bool all = invocation->word_count == 0;
        if ((all || wanted[service]) &&
            entraide_follow(bus, service, (struct entraide_cursor){0})) {
            complain("the profile does not name the service %s", owner_name(service));
            return -1;
        }
        count += all || wanted[service];
    }
    return count;
}

int run_listen(struct invocation *invocation)
{
    struct listen_options options = {.from = FROM_NOW};
    read_options(invocation, &options);
    if (invocation->ended) {
        return invocation->code;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    int feeds = follow_named(bus, invocation);
    if (feeds < 0) {
        return EX_USAGE;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    return listen_to(bus, invocation, &options, feeds);
}
