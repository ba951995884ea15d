/* SPDX-License-Identifier: MPL-2.0 */
/* status.get: how the service is, and how far it has read what it listens to. */
#include "runtime/flow_internal.h"

static const char *trouble_of(enum feed_client_state state)
{
    switch (state) {
    case FEED_DIVERGENT:
        return "diverged: the cursor is not of that journal";
    case FEED_CUT:
        return "truncated: the cursor lies before the first event kept";
    case FEED_CLOSED:
    case FEED_OPENING:
    case FEED_OPENED:
        return NULL;
    }
    return NULL;
}

static size_t fill_upstreams(const flow_t *flow, struct upstream_status *ret_upstreams)
{
    size_t count = 0;
    for (int owner = OWNER_ANY + 1; owner < OWNER_COUNT; owner++) {
        const feed_client_t *feed = flow->feeds[owner];
        if (feed) {
            const enum feed_client_state state = feed_client_state(feed);
            ret_upstreams[count++] =
                (struct upstream_status){.service = view_of(owner_name((enum owner)owner)),
                                         .cursor_seq = flow->journal.cursors.of[owner].seq,
                                         .head_seq = feed_client_head(feed),
                                         .connected = state == FEED_OPENED,
                                         .trouble = view_of(trouble_of(state))};
        }
    }
    return count;
}

static int get_status(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    struct upstream_status upstreams[OWNER_COUNT];
    const size_t count = fill_upstreams(flow, upstreams);
    const struct service_status status = {
        .service = view_of(flow->service->name),
        .version = view_of(ENTRAIDE_VERSION),
        .contract_level = CONTRACT_LEVEL,
        .epoch = flow->journal.head.epoch,
        .head_seq = flow->journal.head.seq,
        .parked = flow->parked.count,
        .uptime_ms = flow_monotonic_ms() - flow->started_ms,
        .upstreams = upstream_status_list(upstreams, count, batch_arena(batch)),
        .sandbox = flow->options.sandbox,
        .now_us = flow_now_us(flow)};
    (void)call;
    batch_reply(batch, &status);
    return OK;
}

const struct handler handler_status_get = {.message = &message_status_get, .handle = get_status};
