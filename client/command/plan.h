/* SPDX-License-Identifier: MPL-2.0 */
/* The operator's own plan of accounts: what an account of the ledger is called on a day. */
#ifndef ENTRAIDE_PLAN_H
#define ENTRAIDE_PLAN_H

#include "command.h"

struct plan {
    struct account_view *rows; /* in the arena */
    size_t count;
};

/* Asks billing for the whole plan. A sysexits code. */
int plan_load(entraide_t *bus, arena_t *arena, struct plan *ret_plan);

/* The row that names an account of the ledger for transactions of a day: that of the longest ledger name, then the latest;
   NULL when the plan says nothing of it. */
const struct account_view *plan_find(const struct plan *plan, struct view account, int32_t day);

/* What the row calls the account: its name, then what lies below its ledger name. row NULL: the account itself. */
struct view plan_name(const struct account_view *row, struct view account, arena_t *arena);

#endif
