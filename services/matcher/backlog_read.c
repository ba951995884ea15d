/* SPDX-License-Identifier: MPL-2.0 */
/* The requests that wait, in the order in which they are decided. */
#include "backlog_read.h"

#include "offer.h"

struct backlog_item *backlog_read(struct matcher *self, batch_t *batch, const struct call *call,
                                  int64_t limit, size_t *ret_count)
{
    void **rows = store_list_backlog(batch, limit, ret_count);
    struct backlog_item *items = arena_alloc(batch_arena(batch), (*ret_count + 1) * sizeof *items);
    /* Regions heard of for the first time come first: they make the directory anew. */
    for (size_t i = 0; i < *ret_count; i++) {
        const struct plan_row *plan = rows[i];
        items[i].request = plan->request;
        question_make(&items[i].question, self, plan, call->today, batch_arena(batch));
        offer_keep_open(self, batch, plan, &items[i].question);
    }
    return items;
}
