/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier's rows, and the statements that are not a table's own. */
#ifndef ENTRAIDE_NOTIFIER_STORE_H
#define ENTRAIDE_NOTIFIER_STORE_H

#include "runtime/batch.h"
#include "runtime/define_rows.h"

/* All tables, NULL-terminated. */
extern const struct table *const store_tables[];

/* Messages queued or sending, the most urgent first, at most limit; only what is committed. */
struct message_row **store_open_messages(batch_t *batch, int64_t limit, size_t *ret_count);

/* Which messages a list is about: those of a request, or to a recipient; ids above `after`. */
struct message_page_key {
    bool by_request;
    struct id key;
    struct id after;
    int64_t limit;
};
struct message_row **store_message_page(batch_t *batch, const struct message_page_key *page,
                                        size_t *ret_count);
struct words_row **store_words_page(batch_t *batch, const struct message_page_key *page,
                                    size_t *ret_count);

#endif
