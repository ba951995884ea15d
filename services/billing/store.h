/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of billing, and what its handlers share when they read and write them. */
#ifndef ENTRAIDE_BILLING_STORE_H
#define ENTRAIDE_BILLING_STORE_H

#include "runtime/batch.h"
#include "runtime/define_rows.h"
#include "state.h"

extern const struct table *const store_tables[]; /* NULL-terminated */

/* What stands for a client's own reference, and for a professional on one day. */
struct id store_source_key(const char *scope, const struct client *client, struct view source_ref);
struct id store_person_day(struct id professional, int32_t day);

/* A page of rows in the order of their ids: the statement takes a key, ids above after, and how many. Does not
   see what is not committed. */
struct store_page {
    const char *statement;
    struct id key, after;
    int64_t limit;
};
void **store_page(batch_t *batch, const struct table *table, const struct store_page *page,
                  size_t *ret_count);

/* Pulls a trigger on a quote: its state moves, or false when the news is late or there is no quote. */
bool store_move_quote(batch_t *batch, struct quote_row *quote, enum trigger trigger);

/* A quote as the contract tells it; lists borrow from the row. One that nobody answered in time is expired. */
struct quote_view store_quote_view(const struct quote_row *row, int32_t today);

/* An engagement as the contract tells it; lists borrow from the row. */
struct engagement_view store_engagement_view(const struct engagement_row *row);

/* A document as the contract tells it; lists borrow from the row. */
struct document_view store_document_view(const struct document_row *row);

#endif
