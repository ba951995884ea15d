/* SPDX-License-Identifier: MPL-2.0 */
/* Appends to the journal and reads it. Nothing here is ever updated. */
#include "runtime/journal.h"

#include <assert.h>

#include "proto/id.h"

enum { PAGE_BYTES_MAX = 1024 * 1024 };

static const struct column event_columns[] = {
    {COLUMN_INT, "part", offsetof(struct event_row, part)},
    {COLUMN_INT, "seq", offsetof(struct event_row, seq)},
    {COLUMN_INT, "tx_no", offsetof(struct event_row, tx_no)},
    {COLUMN_TEXT, "type", offsetof(struct event_row, type)},
    {COLUMN_ID, "subject", offsetof(struct event_row, subject)},
    {COLUMN_ID, "root", offsetof(struct event_row, root)},
    {COLUMN_BYTES, "keys", offsetof(struct event_row, keys)},
    {COLUMN_BYTES, "body", offsetof(struct event_row, body)},
};
static const struct table table_event = {.name = "event",
                                         .row_size = sizeof(struct event_row),
                                         .columns = event_columns,
                                         .column_count =
                                             sizeof event_columns / sizeof *event_columns};

static struct view chain_view(const struct digest *chain)
{
    return (struct view){chain->bytes, sizeof chain->bytes};
}

static struct digest digest_from(struct view bytes)
{
    struct digest digest;
    assert(bytes.size == sizeof digest.bytes);
    memcpy(digest.bytes, bytes.bytes, sizeof digest.bytes);
    return digest;
}

/* ---- the head ---- */

struct head {
    struct journal journal;
    bool found;
    bool malformed;
};

static void take_head(void *context, const row_t *row)
{
    struct head *head = context;
    head->found = true;
    head->journal.tx_no = row_int(row, 0);
    head->journal.head =
        (struct cursor){row_int(row, 1), row_int(row, 2), digest_from(row_view(row, 3))};
    head->malformed = cursors_read(row_view(row, 4), &head->journal.cursors) != 0;
    head->journal.at_us = row_int(row, 5);
}

static int read_head(const struct journal *journal, db_t *db, struct head *ret_head)
{
    const void *part = &journal->part;
    const struct param param = param_of(COLUMN_INT, &part);
    *ret_head = (struct head){.journal = {.part = journal->part}};
    db_send(db, "select_journal_head", (struct params){&param, 1}, take_head, ret_head);
    return db_run(db, 0);
}

int journal_check(const struct journal *journal, db_t *db)
{
    struct head head;
    const int result = read_head(journal, db, &head);
    if (result) {
        return result;
    }
    const bool same = head.found && head.journal.tx_no == journal->tx_no &&
                      head.journal.head.epoch == journal->head.epoch &&
                      digest_equal(head.journal.head.chain, journal->head.chain);
    return same ? OK : ERR_FENCED;
}

/* ---- appending ---- */

void journal_count(struct journal *next, struct view body)
{
    next->head.seq++;
    next->head.chain = chain_next(next->head.chain, digest_of(body));
}

void journal_send(const struct journal *last, const struct journal *next, const struct rows *events,
                  db_t *db)
{
    uint8_t bytes[CURSORS_BYTES_MAX];
    const struct view cursors = {bytes, cursors_write(&next->cursors, bytes)};
    const struct view chain = chain_view(&last->head.chain);
    const struct view next_chain = chain_view(&next->head.chain);
    const struct id batch = id_new(next->at_us);
    const void *values[] = {&last->part,     &last->tx_no, &last->head.epoch,
                            &last->head.seq, &chain,       &next->head.epoch,
                            &next->head.seq, &next_chain,  &cursors,
                            &batch,          &next->at_us};
    static const enum column_type types[] = {COLUMN_INT,   COLUMN_INT, COLUMN_INT, COLUMN_INT,
                                             COLUMN_BYTES, COLUMN_INT, COLUMN_INT, COLUMN_BYTES,
                                             COLUMN_BYTES, COLUMN_ID,  COLUMN_INT};
    enum { COUNT = sizeof types / sizeof *types };
    struct param params[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        params[i] = param_of(types[i], &values[i]);
    }
    db_send(db, "append_journal", (struct params){params, COUNT}, NULL, NULL);
    rows_send(db, "insert_event", &table_event, events);
}

static int begin_journal(const struct journal *journal, db_t *db)
{
    const struct view chain = chain_view(&journal->head.chain);
    const struct id batch = id_new(journal->at_us);
    const void *values[] = {&journal->part, &chain, &batch, &journal->at_us};
    const struct param params[] = {
        param_of(COLUMN_INT, &values[0]), param_of(COLUMN_BYTES, &values[1]),
        param_of(COLUMN_ID, &values[2]), param_of(COLUMN_INT, &values[3])};
    db_begin(db);
    db_send(db, "begin_journal", (struct params){params, 4}, NULL, NULL);
    return db_commit(db, 0);
}

/* The permanent failures of these statements all mean that another one has written. */
static int fenced(int result)
{
    return result == ERR_PERMANENT ? ERR_FENCED : result;
}

int journal_take_over(struct journal *journal, db_t *db, int64_t now_us)
{
    struct head head;
    int result = read_head(journal, db, &head);
    if (result) {
        return result;
    }
    if (head.malformed) {
        return ERR_FATAL;
    }
    struct journal next = head.journal;
    next.at_us = now_us > next.at_us ? now_us : next.at_us;
    next.tx_no++;
    next.head.epoch++;
    if (head.found) {
        const struct rows none = {0};
        db_begin(db);
        journal_send(&head.journal, &next, &none, db);
        result = db_commit(db, 0);
    } else {
        result = begin_journal(&next, db);
    }
    if (!result) {
        *journal = next;
    }
    return fenced(result);
}

/* ---- reading ---- */

/* Goes along the chain from the last row of the journal at or before a seq. */
struct walk {
    struct journal_page *page; /* NULL: only the chain is asked for */
    int64_t seq;
    struct digest chain;
    size_t bytes;
};

static void take_chain(void *context, const row_t *row)
{
    struct walk *walk = context;
    walk->seq = row_int(row, 0);
    walk->chain = digest_from(row_view(row, 1));
}

static void take_link(void *context, const row_t *row)
{
    struct walk *walk = context;
    walk->seq++;
    walk->chain = chain_next(walk->chain, digest_of(row_view(row, 0)));
}

static void send_walk(const struct journal *journal, db_t *db, struct walk *walk, int64_t seq)
{
    const void *values[] = {&journal->part, &seq};
    const struct param params[] = {param_of(COLUMN_INT, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    db_send(db, "select_journal_chain", (struct params){params, 2}, take_chain, walk);
    db_send(db, "select_event_links", (struct params){params, 2}, take_link, walk);
}

int journal_chain(const struct journal *journal, db_t *db, int64_t seq, struct digest *ret_chain)
{
    struct walk walk = {0};
    send_walk(journal, db, &walk, seq);
    const int result = db_run(db, 0);
    *ret_chain = walk.chain;
    return result;
}

static void take_item(void *context, const row_t *row)
{
    struct walk *walk = context;
    struct journal_page *page = walk->page;
    const struct view body = row_view(row, 2);
    struct cursors cursors;
    uint8_t after[AFTER_BYTES_MAX];
    walk->bytes += body.size;
    if (page->count > 0 && walk->bytes > PAGE_BYTES_MAX) {
        return;
    }
    walk->chain = chain_next(walk->chain, digest_of(body));
    const int malformed = cursors_read(row_view(row, 4), &cursors);
    assert(!malformed); /* Only journal_send writes them. */
    const size_t after_size = after_write(&cursors, page->owner, after);
    page->items[page->count++] =
        (struct feed_item){.seq = row_int(row, 0),
                           .epoch = row_int(row, 1),
                           .chain = walk->chain,
                           .type = arena_copy(page->arena, row_view(row, 5)),
                           .body = arena_copy(page->arena, body),
                           .keys = arena_copy(page->arena, row_view(row, 3)),
                           .after = arena_copy(page->arena, (struct view){after, after_size})};
}

int journal_read(const struct journal *journal, db_t *db, struct journal_page *page)
{
    struct walk walk = {.page = page};
    const void *values[] = {&journal->part, &page->from_seq, &page->limit};
    const struct param params[] = {param_of(COLUMN_INT, &values[0]),
                                   param_of(COLUMN_INT, &values[1]),
                                   param_of(COLUMN_INT, &values[2])};
    page->items = arena_alloc(page->arena, ((size_t)page->limit + 1) * sizeof *page->items);
    page->count = 0;
    send_walk(journal, db, &walk, page->from_seq - 1);
    db_send(db, "select_event_range", (struct params){params, 3}, take_item, &walk);
    return db_run(db, 0);
}
