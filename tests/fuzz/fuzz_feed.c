/* SPDX-License-Identifier: MPL-2.0 */
/* Any bytes as frames of a feed, to its reader and to its producer: no crash, and no event is ever given out
   that the chain does not vouch for. The input is cut into frames by its first byte. */
#include <stdlib.h>

#include "proto/scan.h"
#include "runtime/feed_client.h"
#include "runtime/feed_server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool yes(void *context, const char *client)
{
    (void)context;
    (void)client;
    return true;
}

static bool may_read(void *context, const char *client, struct view type)
{
    (void)context;
    (void)client;
    return type.size % 2 == 0;
}

static const char *name_of(void *context, const char *client)
{
    (void)context;
    return client;
}

static bool no_secret(void *context, struct id person, uint8_t ret_secret[32])
{
    (void)context;
    (void)person;
    (void)ret_secret;
    return false;
}

static void to_server(feed_server_t *server, struct view frame)
{
    union {
        max_align_t align;
        uint8_t bytes[RECORD_SIZE_MAX];
    } data;
    struct envelope envelope;
    const struct message *message;
    struct refusal refusal;
    struct feed_output output;
    if (message_decode(frame, &envelope, &message, &data, &refusal) == 0 &&
        message->class == FEED) {
        feed_server_input(server, view_of("peer"), "reader", message, &data);
    }
    for (int i = 0; i < 8 && feed_server_output(server, &output); i++) {
        if (output.kind == FEED_READ) {
            feed_server_take(server, NULL, 0);
        } else if (output.kind == FEED_VERIFY) {
            feed_server_verified(server, output.peer, frame.size % 2 == 0);
        }
    }
}

static void to_client(feed_client_t *client, struct view frame)
{
    struct feed_arrival arrival;
    struct id person;
    uint8_t secret[32];
    struct view sent;
    feed_client_input(client, frame, 2000);
    while (feed_client_next_key(client, &person, secret)) {
    }
    while (feed_client_peek(client, &arrival)) {
        feed_client_take(client);
        if (arrival.body.bytes && scan_frame(arrival.body) != 0) {
            continue; /* a producer may be wrong; the flow parks what it cannot read */
        }
    }
    while (feed_client_output(client, &sent)) {
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed_rights rights = {NULL, yes, may_read, yes, no_secret, name_of};
    feed_server_t *server = feed_server_new(OWNER_INTAKE, (struct id){{1}}, 65536, rights);
    feed_client_t *client = feed_client_new(OWNER_INTAKE, "fuzz", 1024, 1 << 20);
    feed_server_start(server, (struct cursor){.epoch = 1, .seq = 3}, 1, 1000);
    feed_client_start(client, (struct cursor){0}, 1000);
    feed_client_connected(client, 1000);
    feed_client_tick(client, 1300);
    size_t piece = size ? (size_t)data[0] * 16 + 1 : 1;
    for (size_t from = 1; from < size; from += piece) {
        struct view frame = {data + from, size - from < piece ? size - from : piece};
        to_server(server, frame);
        to_client(client, frame);
        feed_server_tick(server, 2000);
        feed_client_tick(client, 2000);
    }
    feed_client_destroy(&client);
    feed_server_destroy(&server);
    return 0;
}
