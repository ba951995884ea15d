/* SPDX-License-Identifier: MPL-2.0 */
/* A clone owns everything it points to, in one block. */
#include "runtime/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct note_row {
    struct id id;
    struct view title;
    int64_t minutes;
    struct view body;
    struct view absent;
    struct view empty;
    bool open;
};

static const struct column columns[] = {
    {COLUMN_ID, "id", offsetof(struct note_row, id)},
    {COLUMN_TEXT, "title", offsetof(struct note_row, title)},
    {COLUMN_INT, "minutes", offsetof(struct note_row, minutes)},
    {COLUMN_BYTES, "body", offsetof(struct note_row, body)},
    {COLUMN_BYTES, "absent", offsetof(struct note_row, absent)},
    {COLUMN_TEXT, "empty", offsetof(struct note_row, empty)},
    {COLUMN_BOOL, "open", offsetof(struct note_row, open)},
};
static const struct table table_note = {.name = "note",
                                        .row_size = sizeof(struct note_row),
                                        .columns = columns,
                                        .column_count = sizeof columns / sizeof *columns};

static void test_clone_is_independent(void **state)
{
    (void)state;
    char title[] = "comptabilité", body[] = "\x01\x02\x03";
    const struct note_row row = {.id = {{7}},
                                 .title = view_of(title),
                                 .minutes = -5,
                                 .body = {(const uint8_t *)body, 3},
                                 .empty = view_of(""),
                                 .open = true};
    struct note_row *clone = row_clone(&table_note, &row);
    memset(title, 'x', sizeof title - 1);
    memset(body, 'x', sizeof body - 1);
    assert_true(id_equal(clone->id, row.id));
    assert_true(view_is(clone->title, "comptabilité"));
    assert_true(view_is(clone->body, "\x01\x02\x03"));
    assert_int_equal(clone->minutes, -5);
    assert_true(clone->open);
    assert_null(clone->absent.bytes);
    assert_non_null(clone->empty.bytes);
    assert_int_equal(clone->empty.size, 0);
    free(clone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clone_is_independent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
