/* SPDX-License-Identifier: MPL-2.0 */
/* trace.get: the events about one request in this journal, as far as the client may read them. */
#include "runtime/flow_internal.h"

enum { PAGE_MAX = 200, PAGE_BYTES_MAX = 192 * 1024 };

struct trace_row {
    int64_t seq;
    struct view type;
    int64_t time_us;
    struct view body;
};
static const struct column trace_columns[] = {
    {COLUMN_INT, "seq", offsetof(struct trace_row, seq)},
    {COLUMN_TEXT, "type", offsetof(struct trace_row, type)},
    {COLUMN_INT, "at_us", offsetof(struct trace_row, time_us)},
    {COLUMN_BYTES, "body", offsetof(struct trace_row, body)},
};
static const struct table table_trace = {.name = "event",
                                         .row_size = sizeof(struct trace_row),
                                         .columns = trace_columns,
                                         .column_count =
                                             sizeof trace_columns / sizeof *trace_columns};

static bool is_readable(const struct call *call, struct view type)
{
    const struct message *message = message_find(type);
    return message && client_may(call->client, message);
}

static int get_trace(void *self, batch_t *batch, const struct call *call)
{
    const struct trace_get *question = call->data;
    const int64_t limit = question->limit > 0 ? question->limit : PAGE_MAX;
    const int64_t one_more = limit + 1;
    const void *values[] = {&question->root, &question->after, &one_more};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    struct trace_entry entries[PAGE_MAX];
    size_t row_count;
    size_t count = 0;
    size_t bytes = 0;
    (void)self;
    void **rows = batch_select(batch, &table_trace, "select_event_trace",
                               (struct params){params, 3}, &row_count);
    size_t i = 0;
    for (; i < row_count && i < (size_t)limit; i++) {
        const struct trace_row *row = rows[i];
        if (!is_readable(call, row->type)) {
            continue;
        }
        bytes += row->body.size;
        if (count > 0 && bytes > PAGE_BYTES_MAX) {
            break;
        }
        entries[count++] = (struct trace_entry){
            .seq = row->seq, .type = row->type, .time_us = row->time_us, .body = row->body};
    }
    const struct trace_page page = {.entries = trace_entry_list(entries, count, batch_arena(batch)),
                                    .more = i < row_count};
    batch_reply(batch, &page);
    return OK;
}

const struct handler handler_trace_get = {.message = &message_trace_get, .handle = get_trace};
