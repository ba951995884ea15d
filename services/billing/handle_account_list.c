/* SPDX-License-Identifier: MPL-2.0 */
/* The operator's own plan of accounts, page by page. */
#include <stdlib.h>

#include "billing.h"
#include "handlers.h"
#include "ledger.h"

enum { ACCOUNTS_PAGE = 200 };

static int compare_accounts(const void *a, const void *b)
{
    const struct account_row *const *left = a, *const *right = b;
    return id_compare((*left)->id, (*right)->id);
}

static struct account_view make_view(const struct account_row *row, arena_t *arena)
{
    return (struct account_view){
        .id = row->id,
        .rev = row->rev,
        .role = (int)row->role,
        .code = row->code,
        .ledger = ledger_account((int)row->role, row->code, arena),
        .name = row->name,
        .valid_from = row->valid_from,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_account_list *data = call->data;
    arena_t *arena = batch_arena(batch);
    const struct account_row **rows =
        arena_alloc(arena, (directory_count(self->accounts) + 1) * sizeof(struct account_row *));
    size_t count = 0, position = 0, limit = data->limit ? (size_t)data->limit : ACCOUNTS_PAGE;
    const struct account_row *row;
    while ((row = directory_next(self->accounts, &position))) {
        if (id_compare(row->id, data->after) > 0) {
            rows[count++] = row;
        }
    }
    qsort(rows, count, sizeof(struct account_row *), compare_accounts);
    size_t shown = count < limit ? count : limit;
    struct account_view *views = arena_alloc(arena, (shown + 1) * sizeof *views);
    for (size_t i = 0; i < shown; i++) {
        views[i] = make_view(rows[i], arena);
    }
    batch_reply(batch, &(struct account_page){.accounts = account_view_list(views, shown, arena),
                                              .next = shown < count ? rows[shown - 1]->id
                                                                    : (struct id){{0}}});
    return OK;
}

const struct handler handler_account_list = {.message = &message_billing_account_list,
                                             .handle = handle};
