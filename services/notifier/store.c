/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier's tables, and one function per statement. */
#include "store.h"

#include <stddef.h>

#include "runtime/define_tables.h"

const struct table *const notifier_tables[] = {
    &table_organisation, &table_service, &table_person, &table_plan,
    &table_message,      &table_words,   NULL,
};

/* A table on its way into its directory. Every row begins with its id. */
struct filling {
    const struct table *table;
    directory_t *directory;
};

static void keep_row(void *context, const row_t *row)
{
    const struct filling *filling = context;
    union {
        struct organisation_row organisation;
        struct service_row service;
        struct person_row person;
    } read;
    row_read(row, filling->table, &read);
    directory_put(filling->directory, read.organisation.id, row_clone(filling->table, &read));
}

int store_load_directories(db_t *db, directory_t *organisations, directory_t *services,
                           directory_t *people)
{
    struct filling fillings[] = {
        {&table_organisation, organisations},
        {&table_service, services},
        {&table_person, people},
    };
    static const char *const statements[] = {"select_all_organisation", "select_all_service",
                                             "select_all_person"};
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        directory_clear(fillings[i].directory);
        db_send(db, statements[i], NO_PARAMS, keep_row, &fillings[i]);
    }
    return db_run(db, 60 * 1000);
}

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
