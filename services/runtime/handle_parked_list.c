/* SPDX-License-Identifier: MPL-2.0 */
/* parked.list: the events that wait for an operator; or those that do not any more, and who ended it. */
#include "runtime/flow_internal.h"

enum { PAGE_MAX = 200 };

static struct parked_entry entry_of(const struct parked_row *row)
{
    return (struct parked_entry){.origin = view_of(owner_name((enum owner)row->origin)),
                                 .seq = row->seq,
                                 .subject = row->story,
                                 .reason = row->reason,
                                 .at_us = row->at_us,
                                 .attempts = row->attempts,
                                 .end = (int)row->ending,
                                 .by = row->client,
                                 .why = row->why,
                                 .ended_us = row->ended_us};
}

static int list_parked(void *self, batch_t *batch, const struct call *call)
{
    const struct parked_list *question = call->data;
    const int64_t limit = question->limit > 0 ? question->limit : PAGE_MAX;
    const void *value = &limit;
    const struct param param = param_of(COLUMN_INT, &value);
    const struct params params = {&param, 1};
    struct parked_entry entries[PAGE_MAX];
    size_t count;
    (void)self;
    void **rows =
        question->ended
            ? batch_select(batch, &table_parked_past, "select_parked_past", params, &count)
            : batch_select(batch, &table_parked_shown, "select_parked", params, &count);
    for (size_t i = 0; i < count; i++) {
        entries[i] = entry_of(rows[i]);
    }
    const struct parked_page page = {.entries =
                                         parked_entry_list(entries, count, batch_arena(batch))};
    batch_reply(batch, &page);
    return OK;
}

const struct handler handler_parked_list = {.message = &message_parked_list, .handle = list_parked};
