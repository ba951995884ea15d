/* SPDX-License-Identifier: MPL-2.0 */
/* An account of the operator's own plan is new or changes. What is posted does not. */
#include "billing.h"
#include "handlers.h"
#include "runtime/revision.h"

/* A cost has its own code; so many are a large plan. */
enum { ACCOUNTS_MAX = 2000 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_account_put *data = call->data;
    batch_want(batch, &table_account, 0, data->id);
}

/* What hledger and ledger read as one account: two spaces end a name, ; begins a comment. */
static bool is_account_name(struct view name)
{
    uint8_t before = ' ';
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = name.bytes[i];
        bool gap = byte == ' ' || byte == ':', gap_before = before == ' ' || before == ':';
        if (byte < ' ' || byte == ';' || byte == '"' || (gap && gap_before)) {
            return false;
        }
        before = byte;
    }
    bool opens = name.bytes[0] == '(' || name.bytes[0] == '[' || name.bytes[0] == '*' ||
                 name.bytes[0] == '!';
    return before != ' ' && before != ':' && !opens;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_account_put *data = call->data;
    if (!is_account_name(data->name)) {
        return refuse(batch, E_ACCOUNT_NAME, "data.name", "words such as 1100 Clients");
    }
    struct account_row *former = batch_load(batch, &table_account, data->id);
    int result = revision_check(batch, &table_account, former, data->expected_rev);
    if (result != OK) {
        return result;
    }
    if (!former && directory_count(self->accounts) >= ACCOUNTS_MAX) {
        return refuse(batch, E_ACCOUNTS_FULL, "data.id", "at most 2000 accounts");
    }
    struct account_row row = {
        .id = data->id,
        .role = data->role,
        .code = data->code,
        .name = data->name,
        .valid_from = data->valid_from,
    };
    if (revision_put(batch, &table_account, &row, former)) {
        directory_put(self->accounts, row.id, row_clone(&table_account, &row));
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_account_put = {
    .message = &message_billing_account_put, .want = want, .handle = handle};
