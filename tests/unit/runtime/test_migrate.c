/* SPDX-License-Identifier: MPL-2.0 */
/* Migrations on a real PostgreSQL, and what the roles may do afterwards. */
#include "runtime/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "database.h"

extern const struct sql_file runtime_schema[];

static const char database[] = "test_migrate";

static const struct sql_file service_schema[] = {
    {"0001_house.sql", "CREATE TABLE house (id bigint); GRANT SELECT ON house TO :app_role;"},
    {"0002_door.sql", "CREATE TABLE door (id bigint);"},
    {NULL, NULL},
};

static int make_database(void **state)
{
    database_make(database);
    *state = database_open(database, "intake_owner");
    return 0;
}

static int drop_session(void **state)
{
    db_close((db_t **)state);
    return 0;
}

static void take_int(void *context, const row_t *row)
{
    *(int64_t *)context = row_int(row, 0);
}

static int64_t ask(db_t *db, const char *sql)
{
    int64_t value = -1;
    if (db_execute(db, sql, take_int, &value)) {
        fail_msg("%s: %s", sql, db_error_text(db));
    }
    return value;
}

static void run(db_t *db, const char *sql)
{
    if (db_execute(db, sql, NULL, NULL)) {
        fail_msg("%s: %s", sql, db_error_text(db));
    }
}

/* The runtime's own and two of the house. */
static int all_files(void)
{
    int count = 0;
    while (runtime_schema[count].name) {
        count++;
    }
    return count + 2;
}

static void migrate(db_t *db, int expected)
{
    int count = -1;
    if (migrate_apply(db, runtime_schema, service_schema, "intake_app", &count)) {
        fail_msg("%s", db_error_text(db));
    }
    assert_int_equal(count, expected);
}

static void test_applies_once(void **state)
{
    char error[200];
    assert_int_equal(migrate_check(*state, runtime_schema, service_schema, error), ERR_FATAL);
    migrate(*state, all_files());
    migrate(*state, 0);
    assert_int_equal(ask(*state, "SELECT count(*) FROM migration"), all_files());
    db_t *app = database_open(database, "intake_app");
    assert_int_equal(migrate_check(app, runtime_schema, service_schema, error), OK);
    assert_int_equal(ask(app, "SELECT count(*) FROM house"), 0);
    db_close(&app);
}

static void test_refuses_a_changed_file(void **state)
{
    static const struct sql_file changed[] = {
        {"0001_house.sql", "CREATE TABLE house (id bigint); GRANT SELECT ON house TO :app_role;"},
        {"0002_door.sql", "CREATE TABLE door (id bigint, colour text);"},
        {NULL, NULL},
    };
    char error[200];
    int count;
    migrate(*state, all_files());
    assert_int_equal(migrate_apply(*state, runtime_schema, changed, "intake_app", &count),
                     ERR_FATAL);
    assert_non_null(strstr(db_error_text(*state), "0002_door.sql"));
    assert_int_equal(migrate_check(*state, runtime_schema, changed, error), ERR_FATAL);
    assert_non_null(strstr(error, "0002_door.sql"));
}

static void test_a_failing_file_leaves_nothing(void **state)
{
    static const struct sql_file broken[] = {
        {"0001_house.sql", "CREATE TABLE house (id bigint); GRANT SELECT ON house TO :app_role;"},
        {"0002_door.sql", "CREATE TABLE door (id bigint); CREATE TABLE door (id bigint);"},
        {NULL, NULL},
    };
    int count = -1;
    assert_int_equal(migrate_apply(*state, runtime_schema, broken, "intake_app", &count),
                     ERR_FATAL);
    assert_non_null(strstr(db_error_text(*state), "0002_door.sql"));
    assert_string_equal(db_sqlstate(*state), "42P07");
    assert_int_equal(count, all_files() - 1); /* all but the last */
    assert_int_equal(ask(*state, "SELECT count(*) FROM pg_class WHERE relname = 'door'"), 0);
    migrate(*state, 1);
}

static void test_newer_is_fine_and_older_unknown_is_not(void **state)
{
    char error[200];
    migrate(*state, all_files());
    run(*state, "INSERT INTO migration VALUES ('0003_window.sql', '\\x00')");
    assert_int_equal(migrate_check(*state, runtime_schema, service_schema, error), OK);
    migrate(*state, 0);
    run(*state, "INSERT INTO migration VALUES ('0001_stranger.sql', '\\x00')");
    assert_int_equal(migrate_check(*state, runtime_schema, service_schema, error), ERR_FATAL);
    assert_non_null(strstr(error, "0001_stranger.sql"));
    int count;
    assert_int_equal(migrate_apply(*state, runtime_schema, service_schema, "intake_app", &count),
                     ERR_FATAL);
}

/* Each of these would let the daemon change what it has said. */
static void test_the_app_role_cannot_rewrite(void **state)
{
    static const char *const forbidden[] = {
        "UPDATE journal SET epoch = 0",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "UPDATE event SET body = ''",
        "DELETE FROM event",
        "TRUNCATE event",
        "UPDATE command SET reply = ''",
        "DELETE FROM command",
        "DELETE FROM person_key",
        "UPDATE horizon SET oldest = oldest",
        "UPDATE incarnation SET id = gen_random_uuid()",
        "CREATE TABLE mine (id bigint)",
        "DELETE FROM migration",
        "ALTER TABLE event ADD x bigint",
    };
    migrate(*state, all_files());
    db_t *app = database_open(database, "intake_app");
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        assert_int_equal(db_execute(app, forbidden[i], NULL, NULL), ERR_PERMANENT);
        assert_string_equal(db_sqlstate(app), "42501");
    }
    db_close(&app);
}

static void test_replies_by_day(void **state)
{
    migrate(*state, all_files());
    db_t *app = database_open(database, "intake_app");
    assert_int_equal(ask(app, "SELECT ensure_command_partitions('2025-01-30', '2025-02-02')"), 4);
    assert_int_equal(ask(app, "SELECT ensure_command_partitions('2025-02-01', '2025-02-03')"), 1);
    /* The last millisecond of January 31st and the first of February 1st (UUIDv7). */
    run(app, "INSERT INTO command VALUES"
             " ('p', '0194bece-9fff-7fff-bfff-ffffffffffff', sha256(''), 0, '', 0),"
             " ('p', '0194bece-a000-7000-8000-000000000000', sha256(''), 0, '', 0)");
    assert_int_equal(ask(app, "SELECT advance_horizon('2025-02-01')"), 2);
    assert_int_equal(ask(app, "SELECT count(*) FROM command"), 1);
    assert_int_equal(ask(app, "SELECT advance_horizon('2025-01-01')"), 0);
    assert_int_equal(ask(app, "SELECT count(*) FROM horizon"
                              " WHERE oldest = '0194bece-a000-0000-0000-000000000000'"),
                     1);
    assert_int_equal(
        db_execute(app, "SELECT ensure_command_partitions('2025-01-01', '2027-01-01')", NULL, NULL),
        ERR_PERMANENT);
    db_close(&app);
}

static void test_an_erased_key_keeps_its_place(void **state)
{
    migrate(*state, all_files());
    db_t *app = database_open(database, "intake_app");
    run(app, "INSERT INTO person_key VALUES (gen_random_uuid(), sha256('x'), false, 1)");
    assert_int_equal(db_execute(app, "UPDATE person_key SET erased = true", NULL, NULL),
                     ERR_PERMANENT);
    run(app, "UPDATE person_key SET erased = true, secret = ''");
    assert_int_equal(ask(app, "SELECT count(*) FROM person_key WHERE erased"), 1);
    db_close(&app);
}

/* Two programs that start together: each file is applied by one of them, and both are content. */
static void test_two_runners(void **state)
{
    const pid_t child = fork();
    if (child == 0) {
        int count = -1;
        db_t *db = database_open(database, "intake_owner");
        const int result = migrate_apply(db, runtime_schema, service_schema, "intake_app", &count);
        _exit(result ? 100 : count);
    }
    int status = 0, count = -1;
    const int result = migrate_apply(*state, runtime_schema, service_schema, "intake_app", &count);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(result, OK);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status) + count, all_files());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_applies_once, make_database, drop_session),
        cmocka_unit_test_setup_teardown(test_refuses_a_changed_file, make_database, drop_session),
        cmocka_unit_test_setup_teardown(test_a_failing_file_leaves_nothing, make_database,
                                        drop_session),
        cmocka_unit_test_setup_teardown(test_newer_is_fine_and_older_unknown_is_not, make_database,
                                        drop_session),
        cmocka_unit_test_setup_teardown(test_the_app_role_cannot_rewrite, make_database,
                                        drop_session),
        cmocka_unit_test_setup_teardown(test_replies_by_day, make_database, drop_session),
        cmocka_unit_test_setup_teardown(test_an_erased_key_keeps_its_place, make_database,
                                        drop_session),
        cmocka_unit_test_setup_teardown(test_two_runners, make_database, drop_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
