/* SPDX-License-Identifier: MPL-2.0 */
/* Counts decisions on what rules suggested. */
#include "rule_count.h"

void rule_count_note(batch_t *batch, const struct need_row *need, int state)
{
    bool accepted = state == NEED_CONFIRMED || state == NEED_ACTIVE;
    if (need->provenance != PROVENANCE_RULE || need->state != NEED_SUGGESTED ||
        (!accepted && state != NEED_REFUSED)) {
        return;
    }
    struct id rule = store_rule_id(need->rule);
    struct rule_count_row *row = batch_load(batch, &table_rule_count, rule);
    if (!row) {
        row = batch_insert(batch, &table_rule_count, &(struct rule_count_row){.id = rule});
    } else {
        batch_change(batch, &table_rule_count, row);
    }
    row->accepted += accepted;
    row->refused += !accepted;
}
