/* SPDX-License-Identifier: MPL-2.0 */
/* Any bytes from a client on their way into a batch: admitted, decoded, judged, queued or refused. Whatever
   is refused is answered with a reply that our own codec reads; memory stays within its bound. */
#include <stdlib.h>

#include "proto/scan.h"
#include "runtime/flow_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool right)
{
    if (!right) {
        abort();
    }
}

static const struct handler *const no_handlers[] = {NULL};
static const struct service service = {
    .name = "intake", .owner = OWNER_INTAKE, .handlers = no_handlers};

/* A flow with its input side only: no database is behind it, so nothing is ever run. */
static flow_t *make_flow(void)
{
    flow_t *flow = calloc(1, sizeof *flow);
    require(flow != NULL);
    flow->service = &service;
    flow->reply_arena = arena_new(4096);
    flow->replies_end = &flow->replies;
    return flow;
}

static const struct client *everything(void)
{
    static bool types[1024];
    static struct client client = {.name = "fuzz", .actors = ~0U, .types = types};
    for (size_t i = 0; i < sizeof types; i++) {
        types[i] = true;
    }
    return &client;
}

static void check_replies(flow_t *flow)
{
    struct view peer, frame;
    while (flow_next_reply(flow, &peer, &frame)) {
        struct reply reply;
        struct refusal refusal;
        require(scan_frame(frame) == 0);
        require(record_decode(&record_reply, frame, "", &reply, &refusal) == 0);
        require(reply.code != 0 && error_find((int)reply.code) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { TRAY_SIZE = 512 * 1024 };
    flow_t *flow = make_flow();
    struct view frame = {data, size};
    flow_command(flow, view_of("peer1"), everything(), frame);
    flow_command(flow, view_of("peer2"), NULL, frame);
    flow_busy(flow, view_of("peer3"), frame, 100);
    check_replies(flow);
    require(flow->waiting <= 1); /* an unknown client's frame is never queued */
    require(arena_held_size(flow->reply_arena) <= 64 * 1024 + 4 * size);
    for (const struct tray *tray = flow->trays; tray; tray = tray->next) {
        require(arena_held_size(tray->arena) <= TRAY_SIZE + 4 * size);
    }
    flow_trays_destroy(flow);
    arena_destroy(&flow->reply_arena);
    free(flow);
    return 0;
}
