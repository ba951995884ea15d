/* SPDX-License-Identifier: MPL-2.0 */
/* One feed that is read. */
#include "runtime/upstream.h"

#include <assert.h>

#include "runtime/log.h"
#include "runtime/metrics.h"

/* Two batches of messages: while one commits, the next arrives. */
enum { CREDIT_EVENTS = 2 * BATCH_MESSAGE_MAX, CREDIT_BYTES = 4 * BATCH_BYTES_MAX };

static void connect_now(struct upstream *upstream, const struct upstream_context *context,
                        int64_t now_ms)
{
    const char *endpoint = upstream->settings->endpoints[upstream->endpoint];
    upstream->socket =
        bus_dealer(context->zmq_context, context->own, upstream->settings->key, endpoint);
    if (!upstream->socket) {
        log_error("not an endpoint", log_text("endpoint", endpoint));
        return;
    }
    feed_client_connected(upstream->client, now_ms);
}

void upstream_open(struct upstream *upstream, const struct upstream_settings *settings,
                   const struct upstream_context *context, struct cursor committed)
{
    int64_t now_ms = metrics_clock_ms();
    *upstream = (struct upstream){.settings = settings};
    upstream->client =
        feed_client_new(settings->owner, context->consumer, CREDIT_EVENTS, CREDIT_BYTES);
    feed_client_select(upstream->client, context->reader);
    feed_client_start(upstream->client, committed, now_ms);
    connect_now(upstream, context, now_ms);
}

static void disconnect(struct upstream *upstream)
{
    if (upstream->socket) {
        zmq_close(upstream->socket);
        upstream->socket = NULL;
    }
}

void upstream_close(struct upstream *upstream)
{
    disconnect(upstream);
    feed_client_destroy(&upstream->client);
}

static void keep_keys(struct upstream *upstream, flow_t *flow)
{
    struct id person;
    uint8_t secret[32];
    while (feed_client_next_key(upstream->client, &person, secret)) {
        flow_keep_key(flow, person, secret);
    }
}

size_t upstream_receive(struct upstream *upstream, flow_t *flow, size_t limit, int64_t now_ms)
{
    size_t count = 0;
    enum bus_receipt receipt = BUS_FRAME;
    while (upstream->socket && count < limit && receipt != BUS_NOTHING) {
        struct bus_frame frame;
        receipt = bus_receive(upstream->socket, &frame);
        if (receipt == BUS_FRAME) {
            feed_client_input(upstream->client, frame.frame, now_ms);
            bus_frame_clear(&frame);
            keep_keys(upstream, flow);
            count++;
        }
    }
    return count;
}

static void send_all(struct upstream *upstream)
{
    struct view frame;
    upstream->blocked = upstream->socket && !bus_writable(upstream->socket);
    while (upstream->socket && !upstream->blocked && feed_client_output(upstream->client, &frame)) {
        /* One that is lost between this look and now is noticed by the client's clock. */
        bus_send(upstream->socket, frame);
        upstream->blocked = !bus_writable(upstream->socket);
    }
}

void upstream_turn(struct upstream *upstream, const struct upstream_context *context,
                   int64_t now_ms)
{
    if (feed_client_tick(upstream->client, now_ms)) {
        const struct upstream_settings *settings = upstream->settings;
        upstream->endpoint = (upstream->endpoint + 1) % settings->endpoint_count;
        log_info("feed is silent; connecting again", log_text("feed", owner_name(settings->owner)),
                 log_text("endpoint", settings->endpoints[upstream->endpoint]));
        disconnect(upstream);
        connect_now(upstream, context, now_ms);
    }
    send_all(upstream);
}
