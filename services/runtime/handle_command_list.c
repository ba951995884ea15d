/* SPDX-License-Identifier: MPL-2.0 */
/* command.list: the sender's own commands and what became of them, for an outbox that was lost. */
#include "proto/id.h"
#include "runtime/commands_shown.h"
#include "runtime/flow_internal.h"

enum { PAGE_MAX = 200 };

static int list_commands(void *self, batch_t *batch, const struct call *call)
{
    const struct command_list *question = call->data;
    const int64_t limit = question->limit > 0 ? question->limit : PAGE_MAX;
    const int64_t one_more = limit + 1;
    const struct view client = view_of(call->client->name);
    const struct id since = id_first(question->since_us);
    const struct id after = id_compare(question->after, since) > 0 ? question->after : since;
    const void *values[] = {&client, &after, &one_more};
    const struct param params[] = {param_of(COLUMN_TEXT, &values[0]),
                                   param_of(COLUMN_ID, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    size_t count;
    (void)self;
    const struct command_entry *entries =
        commands_shown(batch, "select_command_after", (struct params){params, 3}, &count);
    const bool more = count > (size_t)limit;
    const struct command_page page = {
        .entries = command_entry_list(entries, more ? (size_t)limit : count, batch_arena(batch)),
        .more = more};
    batch_reply(batch, &page);
    return OK;
}

const struct handler handler_command_list = {.message = &message_command_list,
                                             .handle = list_commands};
