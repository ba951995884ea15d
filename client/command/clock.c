/* SPDX-License-Identifier: MPL-2.0 */
/* entraide clock: shows what time it is for each service, and moves the clocks of a sandbox together. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "command.h"

static const int64_t second_us = 1000000;

/* 2026-12-31 or 2026-12-31T23:59:59Z. */
static bool read_time(const char *text, int64_t *ret_time_us)
{
    struct tm calendar = {.tm_isdst = 0};
    const char *end = strptime(text, "%Y-%m-%d", &calendar);
    if (end && *end == 'T') {
        end = strptime(end, "T%H:%M:%SZ", &calendar);
    }
    *ret_time_us = (int64_t)timegm(&calendar) * second_us;
    return end && *end == '\0';
}

/* 90s, 30m, 12h, 3d or 2w. */
static bool read_span(const char *text, int64_t *ret_span_us)
{
    static const struct unit {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
    char *end;
    long long count = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (end != text && end[0] == units[i].letter && end[1] == '\0' && count > 0 &&
            count < INT32_MAX) {
            *ret_span_us = count * units[i].seconds * second_us;
            return true;
        }
    }
    return false;
}

/* ---- the services ---- */

static int ask_status(entraide_t *bus, enum owner service, struct service_status *ret_status)
{
    struct status_get question = {0};
    struct refusal refusal;
    struct entraide_answer answer;
    int code = call_service(bus, service, &message_status_get, &question, &answer);
    if (code == EX_OK &&
        record_decode(&record_service_status, answer.reply.data, "data", ret_status, &refusal)) {
        complain("%s: an answer that this program cannot read", owner_name(service));
        return EX_SOFTWARE;
    }
    return code;
}

int require_sandbox(entraide_t *bus, int64_t *ret_now_us)
{
    int64_t latest_us = 0;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        struct service_status status;
        int code = ask_status(bus, service, &status);
        if (code != EX_OK) {
            return code;
        }
        if (!status.sandbox) {
            complain("%s is not a sandbox: nothing is done", owner_name(service));
            return EX_NOPERM;
        }
        latest_us = status.now_us > latest_us ? status.now_us : latest_us;
    }
    if (ret_now_us) {
        *ret_now_us = latest_us;
    }
    return EX_OK;
}

static void show_clock(enum owner service, const struct service_status *status, bool json)
{
    char text[32];
    if (json) {
        print_json_line(json_pack("{s:s,s:I,s:b}", "service", owner_name(service), "now_us",
                                  (json_int_t)status->now_us, "sandbox", status->sandbox));
    } else {
        printf("%-9s %s%s\n", owner_name(service), print_time(status->now_us, text),
               status->sandbox ? "  sandbox" : "");
    }
}

static int show_clocks(entraide_t *bus, bool json)
{
    int code = EX_OK;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        struct service_status status;
        int result = ask_status(bus, service, &status);
        if (result == EX_OK) {
            show_clock(service, &status, json);
        }
        code = result != EX_OK ? result : code;
    }
    return code;
}

/* From right to left, against the way of events: nobody hears of a time that it has not reached. */
static int set_clocks(entraide_t *bus, int64_t now_us)
{
    struct clock_set data = {.now_us = now_us};
    struct entraide_answer answer;
    int code = EX_OK;
    for (enum owner service = OWNER_COUNT - 1; service >= OWNER_INTAKE && code == EX_OK;
         service--) {
        code = call_service(bus, service, &message_clock_set, &data, &answer);
    }
    return code;
}

int run_clock(struct invocation *invocation)
{
    int64_t value = 0, present_us;
    if (!read_words(invocation, 1, 2)) {
        return invocation->code;
    }
    const char *word = invocation->words[0], *text = invocation->words[1];
    bool set = strcmp(word, "set") == 0, advance = strcmp(word, "advance") == 0;
    if ((set || advance) != (invocation->word_count == 2) ||
        (!set && !advance && strcmp(word, "show") != 0)) {
        return usage_error(invocation, "clock: show, set TIME or advance SPAN");
    }
    if ((set && !read_time(text, &value)) || (advance && !read_span(text, &value))) {
        return usage_error(invocation, "clock %s: not %s", word, text);
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    int code = set || advance ? require_sandbox(bus, &present_us) : EX_OK;
    if (code == EX_OK && (set || advance)) {
        code = set_clocks(bus, set ? value : present_us + value);
    }
    return code == EX_OK ? show_clocks(bus, invocation->json) : code;
}
