/* SPDX-License-Identifier: MPL-2.0 */
/* publisher.get: what a client did last, and how far the feeds are that it has open. */
#include <stdio.h>

#include "runtime/commands_shown.h"
#include "runtime/flow_internal.h"

enum { COMMANDS_USUAL = 20, READERS_MAX = 16, NAME_SIZE = 65 };

static int get_publisher(void *self, batch_t *batch, const struct call *call)
{
    const flow_t *flow = self;
    const struct publisher_get *question = call->data;
    const int64_t limit = question->limit > 0 ? question->limit : COMMANDS_USUAL;
    const void *values[] = {&question->client, &limit};
    const struct param params[] = {param_of(COLUMN_TEXT, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    struct publisher_reader readers[READERS_MAX];
    size_t count, reader_count = 0;
    char name[NAME_SIZE];
    const struct command_entry *entries =
        commands_shown(batch, "select_command_last", (struct params){params, 2}, &count);
    snprintf(name, sizeof name, "%.*s", (int)question->client.size,
             (const char *)question->client.bytes);
    if (flow->readers) {
        reader_count = feed_server_readers(flow->readers, name, readers, READERS_MAX);
    }
    const struct publisher_view view = {
        .client = question->client,
        .commands = command_entry_list(entries, count, batch_arena(batch)),
        .readers = publisher_reader_list(readers, reader_count, batch_arena(batch))};
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_publisher_get = {.message = &message_publisher_get,
                                              .handle = get_publisher};
