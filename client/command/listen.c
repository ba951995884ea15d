/* SPDX-License-Identifier: MPL-2.0 */
/* entraide listen: the feeds of the services, one event a line, verified as they come. Where it begins is
   kept in a file, or the head, or the start; from there on the chain proves that nothing is left out. */
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "cursors.h"
#include "proto/id.h"
#include "proto/json.h"

enum { FROM_NOW = -1, LOOK_MS = 200 };

struct listen_options {
    int64_t from;          /* show events after this seq, or FROM_NOW */
    int64_t until_idle_ms; /* leave after this long without an event; 0 = never */
    const char *type;      /* prefix; NULL = all */
    struct id subject;     /* the event's, or the request of its story; none = all */
    const char *cursor;    /* file; NULL = none */
};

struct listener {
    entraide_t *bus;
    const struct invocation *invocation;
    const struct listen_options *options;
    struct cursor_file cursors;
    int64_t idle_ms;
};

static const struct option own_options[] = {
    {"from", required_argument, NULL, 'f'},    {"cursor", required_argument, NULL, 'c'},
    {"subject", required_argument, NULL, 's'}, {"until-idle", required_argument, NULL, 'u'},
    {"type", required_argument, NULL, 't'},    {0}};

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
        case 's':
            if (id_parse(view_of(optarg), &options->subject)) {
                usage_error(invocation, "--subject wants a UUID, not %s", optarg);
            }
            break;
        case 'c':
            options->cursor = optarg;
            break;
        default:
            options->type = optarg;
        }
    }
}

/* What the key may not see has neither type nor subject. */
static bool is_wanted(const struct listen_options *options, const struct entraide_event *event,
                      const struct envelope *envelope)
{
    size_t size = options->type ? strlen(options->type) : 0;
    return event->cursor.seq > options->from && envelope->type.size >= size &&
           (!size || memcmp(envelope->type.bytes, options->type, size) == 0) &&
           (id_none(options->subject) || id_equal(options->subject, envelope->subject) ||
            id_equal(options->subject, envelope->root));
}

static void show_event(const struct listener *listener, const struct entraide_event *event)
{
    struct envelope envelope = {.type = view_of("")};
    struct refusal refusal;
    bool hidden = !event->frame.bytes;
    if (!hidden && record_decode(&record_envelope, event->frame, "", &envelope, &refusal)) {
        complain("%s %lld: an event that this program cannot read", owner_name(event->service),
                 (long long)event->cursor.seq);
    } else if (!is_wanted(listener->options, event, &envelope)) {
        return;
    } else if (listener->invocation->json) {
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

/* What was shown has left: only then its place is kept. So after a crash what came in the last moment
   is shown again, and nothing is left out. */
static bool keep_places(struct listener *listener)
{
    struct entraide_cursor cursor;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        if (!listener->cursors.known[service] &&
            entraide_follow_head(listener->bus, service) >= 0 &&
            entraide_follow_cursor(listener->bus, service, &cursor)) {
            cursors_put(&listener->cursors, service, cursor);
        }
    }
    return !ferror(stdout) && cursors_save(&listener->cursors);
}

/* One look. Answers the exit code; a feed that is refused is one less in *feeds. */
static int take_next(struct listener *listener, int timeout_ms, int *feeds)
{
    struct entraide_event event;
    switch ((enum entraide_result)entraide_next(listener->bus, timeout_ms, &event)) {
    case ENTRAIDE_DONE:
        listener->idle_ms = 0;
        show_event(listener, &event);
        cursors_put(&listener->cursors, event.service, event.cursor);
        return EX_OK;
    case ENTRAIDE_REFUSED:
        tell_refused(listener->bus, event.service);
        (*feeds)--;
        return EX_NOPERM;
    case ENTRAIDE_ERROR:
    case ENTRAIDE_UNKNOWN:
    case ENTRAIDE_CLOSED:
        listener->idle_ms += timeout_ms;
    }
    return EX_OK;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Ends with a signal, after until_idle_ms without an event, or when no feed is left. */
static int listen_to(struct listener *listener, int feeds)
{
    const int64_t until_ms = listener->options->until_idle_ms;
    int64_t kept_ms = now_ms();
    int code = EX_OK;
    bool kept = true;
    while (!stopped_by && feeds > 0 && kept && !(until_ms && listener->idle_ms >= until_ms)) {
        int64_t left_ms = until_ms ? until_ms - listener->idle_ms : LOOK_MS;
        int result = take_next(listener, left_ms < LOOK_MS ? (int)left_ms : LOOK_MS, &feeds);
        code = result != EX_OK ? result : code;
        if (now_ms() - kept_ms >= LOOK_MS) {
            kept = keep_places(listener);
            kept_ms = now_ms();
        }
    }
    kept = keep_places(listener) && kept;
    return stopped_by ? 128 + stopped_by : kept ? code : EX_IOERR;
}

static int follow_one(struct listener *listener, enum owner service)
{
    if (listener->cursors.known[service]) {
        return entraide_follow(listener->bus, service, listener->cursors.of[service]);
    }
    return listener->options->from == FROM_NOW
               ? entraide_follow_new(listener->bus, service)
               : entraide_follow(listener->bus, service, (struct entraide_cursor){0});
}

/* The services that the words name, or all. Answers how many, or -1. */
static int follow_named(struct listener *listener)
{
    const struct invocation *invocation = listener->invocation;
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
        if ((all || wanted[service]) && follow_one(listener, service)) {
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
    struct listener listener = {.invocation = invocation, .options = &options};
    int code = cursors_load(&listener.cursors, options.cursor);
    if (code != EX_OK) {
        return code;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    listener.bus = bus;
    int feeds = follow_named(&listener);
    if (feeds < 0) {
        return EX_USAGE;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    return listen_to(&listener, feeds);
}
