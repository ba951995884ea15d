/* SPDX-License-Identifier: MPL-2.0 */
/* Reading the plan of accounts. */
#include "plan.h"

enum { PLAN_MAX = 2000 }; /* as billing keeps */

static int add_page(const struct entraide_answer *answer, arena_t *arena, struct plan *plan,
                    struct id *ret_next)
{
    struct account_page page;
    struct account_view row;
    struct refusal refusal;
    if (record_decode(&record_account_page, answer->reply.data, "data", &page, &refusal)) {
        complain("billing: an answer that this program cannot read");
        return EX_SOFTWARE;
    }
    while (plan->count < PLAN_MAX && account_view_next(&page.accounts, &row)) {
        row.ledger = arena_copy(arena, row.ledger);
        row.name = arena_copy(arena, row.name);
        plan->rows[plan->count++] = row;
    }
    *ret_next = page.next;
    return EX_OK;
}

int plan_load(entraide_t *bus, arena_t *arena, struct plan *ret_plan)
{
    struct billing_account_list question = {.limit = 200};
    *ret_plan = (struct plan){.rows = arena_alloc(arena, PLAN_MAX * sizeof *ret_plan->rows)};
    int code;
    do {
        struct entraide_answer answer;
        code = call_service(bus, OWNER_BILLING, &message_billing_account_list, &question, &answer);
        if (code == EX_OK) {
            code = add_page(&answer, arena, ret_plan, &question.after);
        }
    } while (code == EX_OK && !id_none(question.after));
    return code;
}

/* Is it this account, or one that lies above it. */
static bool covers(struct view ledger, struct view account)
{
    return account.size >= ledger.size && memcmp(account.bytes, ledger.bytes, ledger.size) == 0 &&
           (account.size == ledger.size || account.bytes[ledger.size] == ':');
}

static bool goes_before(const struct account_view *a, const struct account_view *b)
{
    if (a->ledger.size != b->ledger.size) {
        return a->ledger.size > b->ledger.size;
    }
    return a->valid_from != b->valid_from ? a->valid_from > b->valid_from
                                          : id_compare(a->id, b->id) > 0;
}

const struct account_view *plan_find(const struct plan *plan, struct view account, int32_t day)
{
    const struct account_view *best = NULL;
    for (size_t i = 0; i < plan->count; i++) {
        const struct account_view *row = &plan->rows[i];
        if (row->valid_from <= day && covers(row->ledger, account) &&
            (!best || goes_before(row, best))) {
            best = row;
        }
    }
    return best;
}

struct view plan_name(const struct account_view *row, struct view account, arena_t *arena)
{
    if (!row) {
        return account;
    }
    size_t above = row->ledger.size;
    return arena_print(arena, "%.*s%.*s", (int)row->name.size, (const char *)row->name.bytes,
                       (int)(account.size - above), (const char *)account.bytes + above);
}
