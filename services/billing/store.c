/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of billing, and how they become what the contract tells. */
#include "store.h"

#include <assert.h>
#include <stdio.h>

#include "proto/id.h"
#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_organisation,
    &table_service,
    &table_rate,
    &table_tax,
    &table_quote,
    &table_engagement,
    &table_work_log,
    &table_numbering,
    &table_account,
    &table_series,
    &table_document,
    &table_share,
    &table_document_tax,
    &table_exemption,
    &table_payment,
    &table_payment_part,
    &table_ledger_transaction,
    &table_ledger_entry,
    &table_pool,
    &table_cost_object,
    &table_reading,
    &table_cost,
    &table_market,
    &table_period,
    &table_allocation,
    &table_certificate,
    &table_charge,
    &table_due_note,
    NULL,
};

struct id store_source_key(const char *scope, const struct client *client, struct view source_ref)
{
    char whole[CLIENT_NAME_MAX + 16];
    snprintf(whole, sizeof whole, "%s/%s", scope, client->name);
    return id_from_text(whole, source_ref);
}

struct id store_person_day(struct id professional, int32_t day)
{
    uint8_t key[sizeof professional.bytes + sizeof day];
    memcpy(key, professional.bytes, sizeof professional.bytes);
    memcpy(key + sizeof professional.bytes, &day, sizeof day);
    return id_from_text("person_day", (struct view){key, sizeof key});
}

void **store_page(batch_t *batch, const struct table *table, const struct store_page *page,
                  size_t *ret_count)
{
    const void *key = &page->key, *after = &page->after, *limit = &page->limit;
    struct param params[] = {param_of(COLUMN_ID, &key), param_of(COLUMN_ID, &after),
                             param_of(COLUMN_INT, &limit)};
    return batch_select(batch, table, page->statement, (struct params){params, 3}, ret_count);
}

bool store_move_quote(batch_t *batch, struct quote_row *quote, enum trigger trigger)
{
    const struct transition *step =
        quote ? state_find(&state_quote, (int)quote->state, (int)trigger) : NULL;
    if (!step || step->late) {
        return false;
    }
    batch_change(batch, &table_quote, quote);
    quote->state = step->to;
    return true;
}

struct quote_view store_quote_view(const struct quote_row *row, int32_t today)
{
    bool expired = row->state == QUOTE_ISSUED && today > row->valid_until;
    return (struct quote_view){
        .id = row->id,
        .plan = row->plan,
        .version = row->version,
        .state = expired ? QUOTE_EXPIRED : (int)row->state,
        .currency = row->currency,
        .lines = list_of_bytes(row->lines),
        .net_cents = row->net_cents,
        .taxes = list_of_bytes(row->taxes),
        .total_cents = row->total_cents,
        .valid_until = row->valid_until,
        .reserve_ppm = row->reserve_ppm,
        .reserve_cents = row->reserve_cents,
        .low_cents = row->low_cents,
        .high_cents = row->high_cents,
    };
}

struct engagement_view store_engagement_view(const struct engagement_row *row)
{
    return (struct engagement_view){
        .id = row->id,
        .quote = row->quote,
        .request = row->request,
        .organisation = row->organisation,
        .state = (int)row->state,
        .cap_cents = row->cap_cents,
        .logged_minutes = row->logged_minutes,
        .logged_cents = row->logged_cents,
        .billed_cents = row->billed_cents,
        .needs = list_of_bytes(row->needs),
        .closed = list_of_bytes(row->closed),
        .currency = row->currency,
        .warned_percent = row->warned_percent,
    };
}

struct document_view store_document_view(const struct document_row *row)
{
    struct document_view view;
    struct refusal refusal;
    int result = record_decode(&record_document_view, row->body, "body", &view, &refusal);
    assert(result == 0); /* what issue_document packed */
    (void)result;
    return view;
}
