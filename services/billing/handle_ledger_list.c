/* SPDX-License-Identifier: MPL-2.0 */
/* The ledger, a page at a time, with the hashes that chain it. */
#include "handlers.h"
#include "ledger.h"

enum { PAGE_SIZE = 100 };

/* A page of a table by serial. */
static void **select_serials(batch_t *batch, const struct table *table, const char *statement,
                             const int64_t range[2], size_t *ret_count)
{
    const void *first = &range[0], *second = &range[1];
    struct param params[] = {param_of(COLUMN_INT, &first), param_of(COLUMN_INT, &second)};
    return batch_select(batch, table, statement, (struct params){params, 2}, ret_count);
}

/* The entries of one transaction, which come next in all of them. */
static struct list take_entries(void **rows, size_t count, size_t *next, int64_t serial,
                                arena_t *arena)
{
    size_t first = *next;
    while (*next < count && ((const struct ledger_entry_row *)rows[*next])->serial == serial) {
        ++*next;
    }
    struct ledger_entry *entries = arena_alloc(arena, (*next - first + 1) * sizeof *entries);
    for (size_t i = first; i < *next; i++) {
        const struct ledger_entry_row *row = rows[i];
        entries[i - first] = (struct ledger_entry){row->account, row->amount_cents, 0};
    }
    return ledger_entry_list(entries, *next - first, arena);
}

static struct ledger_record make_record(const struct ledger_transaction_row *row,
                                        struct list entries)
{
    return (struct ledger_record){
        .transaction = {.id = row->id,
                        .serial = row->serial,
                        .day = row->day,
                        .kind = (int)row->kind,
                        .source = row->source,
                        .payer = row->payer,
                        .period = row->period,
                        .currency = row->currency,
                        .text = row->text,
                        .entries = entries},
        .hash = row->hash,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_ledger_list *data = call->data;
    arena_t *arena = batch_arena(batch);
    if (!may_act_for(call, (struct id){{0}})) {
        return refuse(batch, E_SCOPE, "data", "a key that may act for everybody");
    }
    int64_t limit = data->limit > 0 ? data->limit : PAGE_SIZE;
    const int64_t page[2] = {data->after, limit + 1};
    size_t count, entry_count, next = 0;
    void **rows = select_serials(batch, &table_ledger_transaction, "select_ledger_transaction_page",
                                 page, &count);
    bool more = count > (size_t)limit;
    count -= more;
    const int64_t range[2] = {data->after, data->after + (int64_t)count};
    void **entry_rows = select_serials(batch, &table_ledger_entry, "select_ledger_entry_range",
                                       range, &entry_count);
    struct ledger_record *records = arena_alloc(arena, (count + 1) * sizeof *records);
    for (size_t i = 0; i < count; i++) {
        const struct ledger_transaction_row *row = rows[i];
        records[i] =
            make_record(row, take_entries(entry_rows, entry_count, &next, row->serial, arena));
    }
    batch_reply(batch, &(struct ledger_page){.records = ledger_record_list(records, count, arena),
                                             .more = more});
    return OK;
}

const struct handler handler_ledger_list = {.message = &message_billing_ledger_list,
                                            .handle = handle};
