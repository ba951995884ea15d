/* SPDX-License-Identifier: MPL-2.0 */
/* entraide status: every service and how far it has read the others. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "proto/json.h"

enum { STATUS_TIMEOUT_MS = 3000 };

static bool upstream_is_well(const struct upstream_status *upstream)
{
    return upstream->connected && upstream->trouble.size == 0;
}

/* One line per service, one more per feed it reads. Answers whether all is well. */
static bool print_status(const struct service_status *status)
{
    struct list upstreams = status->upstreams;
    struct upstream_status upstream;
    bool well = status->parked == 0;
    printf("%-9.*s up %" PRId64 " s  epoch %" PRId64 "  journal %" PRId64 "  parked %" PRId64 "%s\n",
           (int)status->service.size, (const char *)status->service.bytes,
           status->uptime_ms / 1000, status->epoch, status->head_seq, status->parked,
           well ? "" : "  << parked events wait: parked.list");
    while (upstream_status_next(&upstreams, &upstream)) {
        printf("          reads %-9.*s %" PRId64 " of %" PRId64 "%s%.*s\n",
               (int)upstream.service.size, (const char *)upstream.service.bytes,
               upstream.cursor_seq, upstream.head_seq, upstream.connected ? "" : "  not connected",
               (int)upstream.trouble.size,
               upstream.trouble.size ? (const char *)upstream.trouble.bytes : "");
        well = well && upstream_is_well(&upstream);
    }
    return well;
}

static bool is_well(const struct service_status *status)
{
    struct list upstreams = status->upstreams;
    struct upstream_status upstream;
    bool well = status->parked == 0;
    while (upstream_status_next(&upstreams, &upstream)) {
        well = well && upstream_is_well(&upstream);
    }
    return well;
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
    if (result != ENTRAIDE_DONE) {
        complain("%s: no answer", owner_name(service));
        return result == ENTRAIDE_UNKNOWN ? EX_UNAVAILABLE : exit_code_of(result, &answer);
    }
    if (record_decode(&record_service_status, answer.reply.data, "data", &status, &refusal)) {
        complain("%s: an answer that this program cannot read", owner_name(service));
        return EX_SOFTWARE;
    }
    if (all) {
        json_array_append_new(all, record_to_json(&record_service_status, &status));
        return is_well(&status) ? EX_OK : 1;
    }
    return print_status(&status) ? EX_OK : 1;
}

int run_status(struct invocation *invocation)
{
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
