/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of a batch without a database: later messages see what earlier ones did. */
#include "runtime/rowset.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct leaf_row {
    struct id id;
    struct id branch;
    int64_t size;
};
static const struct column columns[] = {
    {COLUMN_ID, "id", offsetof(struct leaf_row, id)},
    {COLUMN_ID, "branch", offsetof(struct leaf_row, branch)},
    {COLUMN_INT, "size", offsetof(struct leaf_row, size)},
};
static const struct table table_leaf = {
    .name = "leaf",
    .row_size = sizeof(struct leaf_row),
    .columns = columns,
    .column_count = 3,
    .insert = "insert_leaf",
    .update = "update_leaf",
    .lookups = {{"select_leaf", 0}, {"select_leaf_by_branch", offsetof(struct leaf_row, branch)}}};

static struct id number(uint16_t value)
{
    return (struct id){{[14] = (uint8_t)(value >> 8), [15] = (uint8_t)value}};
}

static int open_set(void **state)
{
    static struct rowset rowset;
    rowset_init(&rowset, &table_leaf, arena_new(4096));
    *state = &rowset;
    return 0;
}

static int close_set(void **state)
{
    struct rowset *rowset = *state;
    arena_destroy(&rowset->arena);
    return 0;
}

static struct leaf_row *insert(struct rowset *rowset, uint16_t id, uint16_t branch)
{
    const struct leaf_row row = {number(id), number(branch), id};
    return rowset_insert(rowset, &row);
}

static size_t count_of(struct rowset *rowset, uint16_t branch)
{
    size_t count;
    rowset_want(rowset, 1, number(branch));
    (void)rowset_find(rowset, 1, number(branch), &count);
    return count;
}

static void test_inserted_is_found(void **state)
{
    struct rowset *rowset = *state;
    assert_null(rowset_row(rowset, number(1)));
    assert_false(rowset_knows(rowset, 0, number(1)));
    struct leaf_row *row = insert(rowset, 1, 7);
    assert_ptr_equal(rowset_row(rowset, number(1)), row);
    assert_true(rowset_knows(rowset, 0, number(1)));
    assert_true(rowset_dirty(rowset));
}

/* Without what is seldom only when no row has any of it; never where nothing is seldom. */
static void test_usual_rows(void **state)
{
    struct rowset *rowset = *state;
    static const bool seldom[] = {false, true, true};
    struct table table = table_leaf;
    struct leaf_row plain = {.id = number(1)}, full = {.id = number(2), .size = -1};
    struct rows rows = {0};
    table.seldom = seldom;
    rows_add(&rows, rowset->arena, &plain);
    assert_true(rows_usual(&table, &rows));
    assert_false(rows_usual(&table_leaf, &rows));
    rows_add(&rows, rowset->arena, &full);
    assert_false(rows_usual(&table, &rows));
    full = (struct leaf_row){.id = number(2), .branch = number(3)};
    assert_false(rows_usual(&table, &rows));
}

static void test_wanted_once(void **state)
{
    struct rowset *rowset = *state;
    rowset_want(rowset, 0, number(1));
    rowset_want(rowset, 0, number(1));
    rowset_want(rowset, 1, number(1));
    rowset_want(rowset, 1, number(1));
    assert_int_equal(rowset->wanted[0].count, 1);
    assert_int_equal(rowset->wanted[1].count, 1);
}

static void test_changed_once(void **state)
{
    struct rowset *rowset = *state;
    struct leaf_row *row = insert(rowset, 1, 7);
    rowset_change(rowset, row);
    rowset_change(rowset, row);
    assert_int_equal(rowset->inserted.count, 1); /* Written whole, by its INSERT. */
    assert_int_equal(rowset->changed.count, 0);
}

static void test_find_in_order_of_ids(void **state)
{
    struct rowset *rowset = *state;
    size_t count;
    for (uint16_t id = 1000; id > 0; id--) {
        insert(rowset, id, id % 3);
    }
    rowset_want(rowset, 1, number(1));
    void **rows = rowset_find(rowset, 1, number(1), &count);
    assert_int_equal(count, 334);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(((struct leaf_row *)rows[i])->size, 3 * i + 1);
    }
}

/* A row that moves to another branch is found there and only there, in the same message and later. */
static void test_moved_row(void **state)
{
    struct rowset *rowset = *state;
    struct leaf_row *row = insert(rowset, 1, 7);
    rowset_settle(rowset);
    assert_int_equal(count_of(rowset, 7), 1);
    rowset_change(rowset, row);
    row->branch = number(8);
    assert_int_equal(count_of(rowset, 8), 1);
    assert_int_equal(count_of(rowset, 7), 0);
    row->branch = number(9);
    rowset_settle(rowset);
    assert_int_equal(count_of(rowset, 9), 1);
    rowset_change(rowset, row);
    row->branch = number(7);
    rowset_settle(rowset);
    assert_int_equal(count_of(rowset, 7), 1);
    assert_int_equal(count_of(rowset, 8) + count_of(rowset, 9), 0);
}

#define SET_TEST(name) cmocka_unit_test_setup_teardown(name, open_set, close_set)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SET_TEST(test_inserted_is_found),    SET_TEST(test_usual_rows),
        SET_TEST(test_wanted_once),          SET_TEST(test_changed_once),
        SET_TEST(test_find_in_order_of_ids), SET_TEST(test_moved_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
