/* SPDX-License-Identifier: MPL-2.0 */
/* parked.list: the events that wait for an operator. */
#include "runtime/flow_internal.h"

enum { PAGE_MAX = 200 };

static const struct column waiting_columns[] = {
    {COLUMN_INT, "origin", offsetof(struct parked_row, origin)},
    {COLUMN_INT, "seq", offsetof(struct parked_row, seq)},
    {COLUMN_ID, "story", offsetof(struct parked_row, story)},
    {COLUMN_TEXT, "reason", offsetof(struct parked_row, reason)},
    {COLUMN_INT, "at_us", offsetof(struct parked_row, at_us)},
};
static const struct table table_waiting = {.name = "parked",
                                           .row_size = sizeof(struct parked_row),
                                           .columns = waiting_columns,
                                           .column_count =
                                               sizeof waiting_columns / sizeof *waiting_columns};

static int list_parked(void *self, batch_t *batch, const struct call *call)
{
    const struct parked_list *question = call->data;
    const int64_t limit = question->limit > 0 ? question->limit : PAGE_MAX;
    const void *value = &limit;
    const struct param param = param_of(COLUMN_INT, &value);
    struct parked_entry entries[PAGE_MAX];
    size_t count;
    (void)self;
    void **rows =
        batch_select(batch, &table_waiting, "select_parked", (struct params){&param, 1}, &count);
    for (size_t i = 0; i < count; i++) {
        const struct parked_row *row = rows[i];
        entries[i] = (struct parked_entry){.origin = view_of(owner_name((enum owner)row->origin)),
                                           .seq = row->seq,
                                           .subject = row->story,
                                           .reason = row->reason,
                                           .at_us = row->at_us};
    }
    const struct parked_page page = {.entries =
                                         parked_entry_list(entries, count, batch_arena(batch))};
    batch_reply(batch, &page);
    return OK;
}

const struct handler handler_parked_list = {.message = &message_parked_list, .handle = list_parked};
