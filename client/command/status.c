/* SPDX-License-Identifier: MPL-2.0 */
/* entraide status: every service and how far it has read the others. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/json.h"

/* Long enough to look at a second endpoint after a silent first one. */
enum { STATUS_TIMEOUT_MS = 5000 };

static bool is_well(const struct service_status *status)
{
    struct list upstreams = status->upstreams;
    struct upstream_status upstream;
    bool well = status->parked == 0;
    while (upstream_status_next(&upstreams, &upstream)) {
        well = well && upstream.connected && upstream.trouble.size == 0;
    }
    return well;
}

/* One line per service, one more per feed it reads. */
static void print_status(const struct service_status *status)
{
    struct list upstreams = status->upstreams;
    struct upstream_status upstream;
    printf("%-9.*s version %.*s  up %" PRId64 " s  epoch %" PRId64 "  journal %" PRId64
           "  parked %" PRId64 "%s\n",
           (int)status->service.size, (const char *)status->service.bytes,
           (int)status->version.size, (const char *)status->version.bytes, status->uptime_ms / 1000,
           status->epoch, status->head_seq, status->parked,
           status->parked ? "  << see: entraide parked list" : "");
    while (upstream_status_next(&upstreams, &upstream)) {
        printf("          reads %-9.*s %" PRId64 " of %" PRId64 "%s%s%.*s\n",
               (int)upstream.service.size, (const char *)upstream.service.bytes,
               upstream.cursor_seq, upstream.head_seq,
               upstream.connected ? "" : "  << not connected", upstream.trouble.size ? "  << " : "",
               (int)upstream.trouble.size,
               upstream.trouble.size ? (const char *)upstream.trouble.bytes : "");
    }
}

static void show_status(const struct service_status *status, json_t *all)
{
    if (!all) {
        print_status(status);
        return;
    }
    json_t *one = record_to_json(&record_service_status, status);
    json_object_set_new(one, "well", json_boolean(is_well(status)));
    json_array_append_new(all, one);
}

static void show_silence(enum owner service, const char *why, json_t *all)
{
    complain("%s: %s", owner_name(service), why);
    if (all) {
        json_array_append_new(all, json_pack("{s:s,s:b,s:s}", "service", owner_name(service),
                                             "well", 0, "trouble", why));
    }
}

/* Answers a sysexits code: 0, 1 for a problem, 69 for silence. */
static int show_service(entraide_t *bus, enum owner service, json_t *all)
{
    struct status_get question = {0};
    struct entraide_request request = {.message = &message_status_get,
                                       .service = service,
                                       .data = &question,
                                       .timeout_ms = STATUS_TIMEOUT_MS};
    struct entraide_answer answer;
    struct service_status status;
    struct refusal refusal;
    int result = entraide_call(bus, &request, &answer);
    if (result == ENTRAIDE_UNKNOWN) {
        show_silence(service, "no answer", all);
        return EX_UNAVAILABLE;
    }
    if (result != ENTRAIDE_DONE) {
        show_silence(service, "the question is refused", all);
        return exit_code_of(result, &answer);
    }
    if (record_decode(&record_service_status, answer.reply.data, "data", &status, &refusal)) {
        show_silence(service, "an answer that this program cannot read", all);
        return EX_SOFTWARE;
    }
    show_status(&status, all);
    return is_well(&status) ? EX_OK : EX_PROBLEM;
}

int run_status(struct invocation *invocation)
{
    if (!read_words(invocation, 0, 0)) {
        return invocation->code;
    }
    AUTO(entraide_t) *bus = open_bus(invocation->profile);
    if (!bus) {
        return EX_CONFIG;
    }
    json_t *all = invocation->json ? json_array() : NULL;
    int worst = EX_OK;
    for (enum owner service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        int code = show_service(bus, service, all);
        worst = code > worst ? code : worst;
    }
    if (all) {
        print_json(all);
    }
    return worst;
}
