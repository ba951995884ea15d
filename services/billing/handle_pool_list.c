/* SPDX-License-Identifier: MPL-2.0 */
/* All pools, page by page. */
#include <stdlib.h>

#include "handlers.h"
#include "pool.h"

enum { POOLS_PAGE = 100 };

static int compare_pools(const void *a, const void *b)
{
    const struct pool_row *const *left = a, *const *right = b;
    return id_compare((*left)->id, (*right)->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_pool_list *data = call->data;
    arena_t *arena = batch_arena(batch);
    const struct pool_row **rows =
        arena_alloc(arena, (directory_count(self->pools) + 1) * sizeof(struct pool_row *));
    size_t count = 0, position = 0, limit = data->limit ? (size_t)data->limit : POOLS_PAGE;
    const struct pool_row *pool;
    while ((pool = directory_next(self->pools, &position))) {
        if (id_compare(pool->id, data->after) > 0) {
            rows[count++] = pool;
        }
    }
    qsort(rows, count, sizeof(struct pool_row *), compare_pools);
    size_t shown = count < limit ? count : limit;
    struct pool_view *views = arena_alloc(arena, (shown + 1) * sizeof *views);
    for (size_t i = 0; i < shown; i++) {
        views[i] = pool_view_of(rows[i], arena);
    }
    batch_reply(
        batch, &(struct pool_page){.pools = pool_view_list(views, shown, arena),
                                   .next = shown < count ? rows[shown - 1]->id : (struct id){{0}}});
    return OK;
}

const struct handler handler_pool_list = {.message = &message_billing_pool_list, .handle = handle};
