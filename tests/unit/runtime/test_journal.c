/* SPDX-License-Identifier: MPL-2.0 */
/* The journal on a real PostgreSQL: taking over, appending, and being fenced. */
#include "runtime/journal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "flow_support.h"

static const char database[] = "test_journal";
static const int64_t start_us = 1700000000000000;

static int open_session(void **state)
{
    tiny_database(database);
    *state = tiny_session(database);
    return 0;
}

static int close_session(void **state)
{
    db_close((db_t **)state);
    return 0;
}

/* One transaction with so many events of one byte. */
static int append(struct journal *journal, db_t *db, int count)
{
    static const uint8_t body[] = {0x80};
    arena_t *arena = arena_new(4096);
    struct journal next = *journal;
    struct rows events = {0};
    next.tx_no++;
    for (int i = 0; i < count; i++) {
        struct event_row *row = arena_alloc(arena, sizeof *row);
        *row = (struct event_row){.part = next.part,
                                  .seq = next.head.seq + 1,
                                  .tx_no = next.tx_no,
                                  .type = view_of("test"),
                                  .body = {body, sizeof body}};
        rows_add(&events, arena, row);
        journal_count(&next, row->body);
    }
    db_begin(db);
    journal_send(journal, &next, &events, db);
    const int result = db_commit(db, 0);
    if (!result) {
        *journal = next;
    }
    arena_destroy(&arena);
    return result;
}

static void test_take_over(void **state)
{
    db_t *db = *state;
    struct journal first = {0};
    struct journal second = {0};
    assert_int_equal(journal_take_over(&first, db, start_us), OK);
    assert_int_equal(first.head.epoch, 1);
    assert_int_equal(append(&first, db, 3), OK);
    assert_int_equal(journal_take_over(&second, db, start_us - 5), OK);
    assert_int_equal(second.head.epoch, 2);
    assert_int_equal(second.head.seq, 3);
    assert_int_equal(second.tx_no, 3);
    assert_int_equal(second.at_us, start_us); /* Time does not go back. */
    assert_true(digest_equal(second.head.chain, first.head.chain));
    assert_int_equal(journal_check(&first, db), ERR_FENCED);
    assert_int_equal(journal_check(&second, db), OK);
    assert_int_equal(append(&first, db, 1), ERR_PERMANENT);
    assert_int_equal(append(&second, db, 1), OK);
}

/* A database that went back to an earlier state has no row to append to. */
static void test_rewound_database(void **state)
{
    db_t *db = *state;
    struct journal journal = {0};
    assert_int_equal(journal_take_over(&journal, db, start_us), OK);
    assert_int_equal(append(&journal, db, 2), OK);
    (void)tiny_ask(database, "WITH gone AS (DELETE FROM journal WHERE tx_no = 2 RETURNING 1)"
                             " SELECT count(*) FROM gone");
    assert_int_equal(append(&journal, db, 1), ERR_PERMANENT);
    assert_string_equal(db_sqlstate(db), "23502");
    assert_int_equal(journal_check(&journal, db), ERR_FENCED);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM journal"), 1);
}

static void test_chain_in_the_middle(void **state)
{
    db_t *db = *state;
    struct journal journal = {0};
    struct digest chain;
    assert_int_equal(journal_take_over(&journal, db, start_us), OK);
    assert_int_equal(append(&journal, db, 5), OK);
    const struct digest fifth = journal.head.chain;
    assert_int_equal(append(&journal, db, 0), OK);
    assert_int_equal(append(&journal, db, 5), OK);
    assert_int_equal(journal_chain(&journal, db, 5, &chain), OK);
    assert_true(digest_equal(chain, fifth));
    assert_int_equal(journal_chain(&journal, db, 10, &chain), OK);
    assert_true(digest_equal(chain, journal.head.chain));
    assert_int_equal(journal_chain(&journal, db, 9, &chain), OK);
    const uint8_t body[] = {0x80};
    chain = chain_next(chain, digest_of((struct view){body, sizeof body}));
    assert_true(digest_equal(chain, journal.head.chain));
}

#define SESSION_TEST(name) cmocka_unit_test_setup_teardown(name, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(test_take_over),
        SESSION_TEST(test_rewound_database),
        SESSION_TEST(test_chain_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
