/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier's tables, and one function per statement. */
#include "store.h"

#include <stddef.h>

#include "runtime/define_tables.h"

const struct table *const store_tables[] = {
    &table_organisation, &table_service, &table_person, &table_message, &table_words, NULL,
};

struct message_row **store_open_messages(batch_t *batch, int64_t limit, size_t *ret_count)
{
    const void *limit_p = &limit;
    struct param params[] = {param_of(COLUMN_INT, &limit_p)};
    return (struct message_row **)batch_select(batch, &table_message, "select_message_open",
                                               (struct params){params, 1}, ret_count);
}

static void **select_page(batch_t *batch, const struct table *table, const char *statement,
                          const struct message_page_key *page, size_t *ret_count)
{
    const void *key = &page->key, *after = &page->after, *limit = &page->limit;
    struct param params[] = {param_of(COLUMN_ID, &key), param_of(COLUMN_ID, &after),
                             param_of(COLUMN_INT, &limit)};
    return batch_select(batch, table, statement, (struct params){params, 3}, ret_count);
}

struct message_row **store_message_page(batch_t *batch, const struct message_page_key *page,
                                        size_t *ret_count)
{
    const char *statement =
        page->by_request ? "select_message_page_by_request" : "select_message_page_by_recipient";
    return (struct message_row **)select_page(batch, &table_message, statement, page, ret_count);
}

struct words_row **store_words_page(batch_t *batch, const struct message_page_key *page,
                                    size_t *ret_count)
{
    const char *statement =
        page->by_request ? "select_words_page_by_request" : "select_words_page_by_recipient";
    return (struct words_row **)select_page(batch, &table_words, statement, page, ret_count);
}
