/* SPDX-License-Identifier: MPL-2.0 */
/* The session against a real PostgreSQL: values, pipelines, commits, and each way to fail. */
#include "runtime/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "database.h"

static const char database[] = "test_db";

static const struct sql_file statements[] = {
    {"echo", "SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bool[], $4::date[], $5::text[],"
             " $6::bytea[])"},
    {"echo_one", "SELECT $1::uuid, $2::bigint, $3::bool, $4::date, $5::text, $6::bytea"},
    {"date_text", "SELECT $1::date::text"},
    {"small", "SELECT -2::smallint, -3::integer, (-9223372036854775807 - 1)::bigint"},
    {"insert", "INSERT INTO thing SELECT * FROM unnest($1::bigint[])"},
    {"insert_later", "INSERT INTO later SELECT * FROM unnest($1::bigint[])"},
    {"count", "SELECT count(*) FROM thing"},
    {"fail", "SELECT fail($1::text)"},
    {"sleep", "SELECT pg_sleep($1::bigint / 1000.0)"},
    {"pid", "SELECT pg_backend_pid()"},
    {"end_session", "SELECT pg_terminate_backend($1::bigint::integer)"},
    {"number", "SELECT $1::text::bigint"},
    {"bytes", "SELECT $1::bytea"},
    {NULL, NULL},
};

static const char tables[] =
    "CREATE TABLE thing (id bigint PRIMARY KEY);"
    "CREATE TABLE later (id bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);"
    "CREATE FUNCTION fail(code text) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN"
    " IF code = '01000' THEN RAISE WARNING 'not confirmed'; RETURN 0; END IF;"
    " RAISE EXCEPTION 'no\n  luck' USING ERRCODE = code; END $$";

struct thing_row {
    struct id id;
    int64_t number;
    bool open;
    int32_t day;
    struct view text;
    struct view bytes;
};

static const struct column columns[] = {
    {COLUMN_ID, "id", offsetof(struct thing_row, id)},
    {COLUMN_INT, "number", offsetof(struct thing_row, number)},
    {COLUMN_BOOL, "open", offsetof(struct thing_row, open)},
    {COLUMN_DATE, "day", offsetof(struct thing_row, day)},
    {COLUMN_TEXT, "text", offsetof(struct thing_row, text)},
    {COLUMN_BYTES, "bytes", offsetof(struct thing_row, bytes)},
};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };
static const struct table table_thing = {.name = "thing",
                                         .row_size = sizeof(struct thing_row),
                                         .columns = columns,
                                         .column_count = COLUMN_COUNT};

static int open_session(void **state)
{
    db_t *db = database_open(database, "postgres");
    *state = db;
    if (db_execute(db, "TRUNCATE thing, later", NULL, NULL) || db_prepare(db, statements)) {
        fail_msg("%s", db_error_text(db));
    }
    return 0;
}

static int close_session(void **state)
{
    db_close((db_t **)state);
    assert_null(*state);
    return 0;
}

static int make_database(void **state)
{
    (void)state;
    database_make(database);
    db_t *db = database_open(database, "postgres");
    const int result = db_execute(db, tables, NULL, NULL);
    db_close(&db);
    return result;
}

static void take_int(void *context, const row_t *row)
{
    *(int64_t *)context = row_int(row, 0);
}

static void send_ints(db_t *db, const char *statement, const int64_t *numbers, size_t count)
{
    const void *rows[16];
    for (size_t i = 0; i < count; i++) {
        rows[i] = &numbers[i];
    }
    const struct param param = {COLUMN_INT, true, rows, 0, count};
    db_send(db, statement, (struct params){&param, 1}, NULL, NULL);
}

static void send_int(db_t *db, const char *statement, int64_t number)
{
    const void *value = &number;
    const struct param param = param_of(COLUMN_INT, &value);
    db_send(db, statement, (struct params){&param, 1}, NULL, NULL);
}

static void send_text(db_t *db, const char *statement, const char *text)
{
    const struct view view = view_of(text);
    const void *value = &view;
    const struct param param = param_of(COLUMN_TEXT, &value);
    db_send(db, statement, (struct params){&param, 1}, NULL, NULL);
}

static int64_t count_things(db_t *db)
{
    int64_t count = -1;
    db_send(db, "count", NO_PARAMS, take_int, &count);
    assert_int_equal(db_run(db, 0), OK);
    return count;
}

/* ---- values ---- */

static const struct thing_row things[] = {
    {.id = {{1, 2, 3}},
     .number = 1,
     .open = true,
     .day = 20000,
     .text = {(const uint8_t *)"é", 2},
     .bytes = {(const uint8_t *)"\0\1", 2}},
    {.id = {{0xff, [15] = 1}}, .number = INT64_MIN, .day = -719162}, /* 0001-01-01, absent views */
    {.number = INT64_MAX, .day = 0, .text = {(const uint8_t *)"", 0}},
    {.number = -1, .day = 10957, .text = {(const uint8_t *)"{a,NULL}\\\"", 10}},
};
enum { THING_COUNT = sizeof things / sizeof *things };

static void check_thing(void *context, const row_t *row)
{
    size_t *seen = context;
    struct thing_row got;
    row_read(row, &table_thing, &got);
    const struct thing_row *expected = &things[(*seen)++];
    assert_true(id_equal(got.id, expected->id));
    assert_int_equal(got.number, expected->number);
    assert_int_equal(got.open, expected->open);
    assert_int_equal(got.day, expected->day);
    assert_true(view_equal(got.text, expected->text));
    assert_true(view_equal(got.bytes, expected->bytes));
}

static void make_params(struct param params[COLUMN_COUNT], const void *const *rows, size_t count,
                        bool array)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        params[i] = (struct param){columns[i].type, array, rows, columns[i].offset, count};
    }
}

static void test_values_round_trip(void **state)
{
    const void *rows[THING_COUNT];
    struct param params[COLUMN_COUNT];
    size_t seen = 0, seen_single = 0, seen_empty = 0;
    for (size_t i = 0; i < THING_COUNT; i++) {
        rows[i] = &things[i];
    }
    make_params(params, rows, THING_COUNT, true);
    db_send(*state, "echo", (struct params){params, COLUMN_COUNT}, check_thing, &seen);
    make_params(params, rows, 0, true);
    db_send(*state, "echo", (struct params){params, COLUMN_COUNT}, check_thing, &seen_empty);
    for (size_t i = 0; i < THING_COUNT; i++) {
        make_params(params, &rows[i], 1, false);
        db_send(*state, "echo_one", (struct params){params, COLUMN_COUNT}, check_thing,
                &seen_single);
    }
    assert_int_equal(db_run(*state, 0), OK);
    assert_int_equal(seen, THING_COUNT);
    assert_int_equal(seen_single, THING_COUNT);
    assert_int_equal(seen_empty, 0);
}

static void check_date(void *context, const row_t *row)
{
    assert_true(view_is(row_view(row, 0), "2026-02-28"));
    *(bool *)context = true;
}

static void check_small(void *context, const row_t *row)
{
    assert_int_equal(row_int(row, 0), -2);
    assert_int_equal(row_int(row, 1), -3);
    assert_int_equal(row_int(row, 2), INT64_MIN);
    *(bool *)context = true;
}

static void test_dates_and_small_numbers(void **state)
{
    bool date_seen = false, small_seen = false;
    const int32_t day = 20512;
    const void *value = &day;
    const struct param param = param_of(COLUMN_DATE, &value);
    db_send(*state, "date_text", (struct params){&param, 1}, check_date, &date_seen);
    db_send(*state, "small", NO_PARAMS, check_small, &small_seen);
    assert_int_equal(db_run(*state, 0), OK);
    assert_true(date_seen && small_seen);
}

static void check_size(void *context, const row_t *row)
{
    *(size_t *)context += row_view(row, 0).size;
}

/* Both directions are far larger than the buffers of the socket: neither end may wait for ever. */
static void test_large_both_ways(void **state)
{
    enum { SIZE = 4 << 20, TIMES = 8 };
    uint8_t *bytes = calloc(1, SIZE);
    assert_non_null(bytes);
    size_t received = 0;
    const struct view view = {bytes, SIZE};
    const void *value = &view;
    const struct param param = param_of(COLUMN_BYTES, &value);
    for (int i = 0; i < TIMES; i++) {
        db_send(*state, "bytes", (struct params){&param, 1}, check_size, &received);
    }
    assert_int_equal(db_run(*state, 60000), OK);
    assert_int_equal(received, (size_t)SIZE * TIMES);
    free(bytes);
}

/* ---- commits ---- */

static void test_commit_writes(void **state)
{
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){1, 2}, 2);
    send_ints(*state, "insert", (const int64_t[]){3, 4, 5}, 3);
    assert_int_equal(db_commit(*state, 0), OK);
    assert_int_equal(db_affected(*state), 3);
    assert_int_equal(count_things(*state), 5);
    assert_string_equal(db_error_text(*state), "");
}

static void test_a_failure_writes_nothing(void **state)
{
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){1, 2}, 2);
    send_ints(*state, "insert", (const int64_t[]){2}, 1);
    send_ints(*state, "insert", (const int64_t[]){3}, 1);
    assert_int_equal(db_commit(*state, 0), ERR_PERMANENT);
    assert_string_equal(db_sqlstate(*state), "23505");
    assert_non_null(strstr(db_error_text(*state), "thing_pkey"));
    assert_int_equal(count_things(*state), 0);
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){7}, 1);
    assert_int_equal(db_commit(*state, 0), OK);
    assert_int_equal(count_things(*state), 1);
}

/* Every statement succeeds and COMMIT itself says no. */
static void test_a_constraint_checked_at_the_end(void **state)
{
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){1}, 1);
    send_ints(*state, "insert_later", (const int64_t[]){1, 1}, 2);
    assert_int_equal(db_commit(*state, 0), ERR_PERMANENT);
    assert_int_equal(count_things(*state), 0);
    /* Without BEGIN the error comes after all results, just before the sync. */
    send_ints(*state, "insert_later", (const int64_t[]){1, 1}, 2);
    assert_int_equal(db_run(*state, 0), ERR_PERMANENT);
    assert_int_equal(count_things(*state), 0);
}

static void test_a_failed_read_inside_a_transaction(void **state)
{
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){1}, 1);
    assert_int_equal(db_run(*state, 0), OK);
    send_text(*state, "fail", "40001");
    assert_int_equal(db_run(*state, 0), ERR_AGAIN);
    assert_int_equal(count_things(*state), 0);
}

static void test_an_unconfirmed_commit_is_unknown(void **state)
{
    db_begin(*state);
    send_ints(*state, "insert", (const int64_t[]){1}, 1);
    send_text(*state, "fail", "01000");
    assert_int_equal(db_commit(*state, 0), ERR_UNKNOWN);
    assert_int_equal(db_run(*state, 0), ERR_UNKNOWN);
    assert_int_equal(db_socket(*state), -1);
}

/* ---- failures ---- */

static void test_what_failures_mean(void **state)
{
    static const struct {
        const char *sqlstate;
        int result;
    } cases[] = {
        {"08006", ERR_AGAIN},     {"40001", ERR_AGAIN},     {"40P01", ERR_AGAIN},
        {"53100", ERR_AGAIN},     {"57014", ERR_AGAIN},     {"58030", ERR_AGAIN},
        {"25006", ERR_AGAIN},     {"55P03", ERR_AGAIN},     {"XX001", ERR_AGAIN},
        {"21000", ERR_PERMANENT}, {"22012", ERR_PERMANENT}, {"23514", ERR_PERMANENT},
        {"42883", ERR_PERMANENT}, {"P0001", ERR_PERMANENT}, {"54000", ERR_PERMANENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        send_text(*state, "fail", cases[i].sqlstate);
        assert_int_equal(db_run(*state, 0), cases[i].result);
        assert_string_equal(db_sqlstate(*state), cases[i].sqlstate);
        assert_null(strchr(db_error_text(*state), '\n'));
    }
    assert_int_equal(count_things(*state), 0);
}

static void test_the_error_has_no_data(void **state)
{
    send_text(*state, "number", "Tremblay");
    assert_int_equal(db_run(*state, 0), ERR_PERMANENT);
    assert_null(strstr(db_error_text(*state), "Tremblay"));
    assert_non_null(strstr(db_error_text(*state), "number: 22P02"));
}

static void test_the_deadline_ends_the_session(void **state)
{
    db_begin(*state);
    send_int(*state, "sleep", 20000);
    assert_int_equal(db_commit(*state, 100), ERR_UNKNOWN);
    assert_non_null(strstr(db_error_text(*state), "deadline"));
    db_begin(*state);
    send_int(*state, "sleep", 1);
    assert_int_equal(db_commit(*state, 100), ERR_UNKNOWN);
    assert_int_equal(db_execute(*state, "SELECT 1", NULL, NULL), ERR_UNKNOWN);
}

static void test_a_lost_session(void **state)
{
    int64_t pid = 0;
    db_t *other = database_open(database, "postgres");
    assert_int_equal(db_prepare(other, statements), OK);
    db_send(*state, "pid", NO_PARAMS, take_int, &pid);
    assert_int_equal(db_run(*state, 0), OK);
    send_int(other, "end_session", pid);
    assert_int_equal(db_run(other, 0), OK);
    send_int(*state, "sleep", 5000);
    assert_int_equal(db_run(*state, 0), ERR_UNKNOWN);
    assert_true(*db_error_text(*state));
    assert_int_equal(db_run(*state, 0), ERR_UNKNOWN);
    db_close(&other);
}

static void test_prepare_names_the_statement(void **state)
{
    static const struct sql_file bad[] = {
        {"good_one", "SELECT 1"}, {"bad_one", "SELECT nothing FROM nowhere"}, {NULL, NULL}};
    assert_int_equal(db_prepare(*state, bad), ERR_FATAL);
    assert_non_null(strstr(db_error_text(*state), "bad_one"));
}

static void take_settings(void *context, const row_t *row)
{
    assert_true(view_is(row_view(row, 0), "force_generic_plan"));
    assert_true(view_is(row_view(row, 1), "off"));
    assert_true(view_is(row_view(row, 2), "UTC"));
    assert_true(view_is(row_view(row, 3), "UTF8"));
    *(bool *)context = true;
}

static void test_settings_and_durability(void **state)
{
    bool seen = false;
    assert_int_equal(db_execute(*state,
                                "SELECT current_setting('plan_cache_mode'),"
                                " current_setting('enable_seqscan'), current_setting('TimeZone'),"
                                " current_setting('client_encoding')",
                                take_settings, &seen),
                     OK);
    assert_true(seen);
    assert_int_equal(db_check_durability(*state), OK);
    assert_int_equal(db_execute(*state, "SET synchronous_commit = off", NULL, NULL), OK);
    assert_int_equal(db_check_durability(*state), ERR_FATAL);
}

static void test_execute_is_one_transaction(void **state)
{
    assert_int_equal(db_execute(*state, "INSERT INTO thing VALUES (1); SELECT 1 / 0", NULL, NULL),
                     ERR_PERMANENT);
    assert_int_equal(db_execute(*state, "BEGIN; INSERT INTO thing VALUES (2)", NULL, NULL), OK);
    assert_int_equal(count_things(*state), 0);
}

static void test_open_says_why_not(void **state)
{
    (void)state;
    char error[200] = "";
    assert_null(db_open("host=/nowhere dbname=x", 1000, error));
    assert_non_null(strstr(error, "/nowhere"));
    assert_null(db_open("what is this", 1000, error));
    assert_true(*error);
}

#define SESSION_TEST(test) cmocka_unit_test_setup_teardown(test, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(test_values_round_trip),
        SESSION_TEST(test_dates_and_small_numbers),
        SESSION_TEST(test_large_both_ways),
        SESSION_TEST(test_commit_writes),
        SESSION_TEST(test_a_failure_writes_nothing),
        SESSION_TEST(test_a_constraint_checked_at_the_end),
        SESSION_TEST(test_a_failed_read_inside_a_transaction),
        SESSION_TEST(test_an_unconfirmed_commit_is_unknown),
        SESSION_TEST(test_what_failures_mean),
        SESSION_TEST(test_the_error_has_no_data),
        SESSION_TEST(test_the_deadline_ends_the_session),
        SESSION_TEST(test_a_lost_session),
        SESSION_TEST(test_prepare_names_the_statement),
        SESSION_TEST(test_settings_and_durability),
        SESSION_TEST(test_execute_is_one_transaction),
        cmocka_unit_test(test_open_says_why_not),
    };
    return cmocka_run_group_tests(tests, make_database, NULL);
}
