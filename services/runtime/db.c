/* SPDX-License-Identifier: MPL-2.0 */
/* Opens a session with PostgreSQL, prepares its statements, and runs single texts. */
#include "runtime/db_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEYWORD_MAX = 64 };

/* What a connection string need not say. A host that vanishes is noticed within about 10 s instead
   of the system's two hours. */
static const struct {
    const char *keyword, *value;
} connection_defaults[] = {
    {"keepalives_idle", "5"},     {"keepalives_interval", "2"}, {"keepalives_count", "2"},
    {"tcp_user_timeout", "5000"}, {"client_encoding", "UTF8"},
};

/* A plan prepared on an empty table would otherwise scan for ever; the server must notice a client
   whose host has vanished, or its locks would stay. */
static const char session_settings[] =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;"
    "SET TimeZone = 'UTC'; SET client_encoding = 'UTF8';"
    "SET idle_in_transaction_session_timeout = '10s';"
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
    "SET tcp_user_timeout = 15000; SET client_connection_check_interval = '5s'";

/* ---- opening ---- */

struct keywords {
    const char *names[KEYWORD_MAX];
    const char *values[KEYWORD_MAX];
    size_t count;
};

static const char *find_value(const struct keywords *keywords, const char *name)
{
    for (size_t i = 0; i < keywords->count; i++) {
        if (strcmp(keywords->names[i], name) == 0) {
            return keywords->values[i];
        }
    }
    return NULL;
}

static void add_default(struct keywords *keywords, const char *name, const char *value)
{
    if (!find_value(keywords, name)) {
        assert(keywords->count < KEYWORD_MAX - 1); /* libpq knows about 45. */
        keywords->names[keywords->count] = name;
        keywords->values[keywords->count++] = value;
    }
}

static void copy_given(const PQconninfoOption *option, struct keywords *ret_keywords)
{
    for (; option->keyword; option++) {
        if (option->val) {
            add_default(ret_keywords, option->keyword, option->val);
        }
    }
}

/* libpq's limit is for one host and in whole seconds, at least two. */
static int timeout_per_host_s(const struct keywords *keywords, int timeout_ms)
{
    int hosts = 1;
    const char *list = find_value(keywords, "host");
    for (const char *at = list ? list : ""; *at; at++) {
        hosts += *at == ',';
    }
    const int seconds = timeout_ms / 1000 / hosts;
    return seconds > 2 ? seconds : 2;
}

/* Notices are not printed. The one class that matters says that a commit is not confirmed. */
static void take_notice(void *context, const PGresult *notice)
{
    db_t *db = context;
    const char *sqlstate = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
    if (sqlstate && strcmp(sqlstate, "01000") == 0) {
        db->warned = true;
    }
}

static PGconn *connect_to(const char *conninfo, int timeout_ms, char ret_error[200])
{
    char *words = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &words);
    if (!options) {
        snprintf(ret_error, 200, "%s", words ? words : "the connection string cannot be read");
        PQfreemem(words);
        return NULL;
    }
    struct keywords keywords = {.count = 0};
    char timeout_s[16];
    copy_given(options, &keywords);
    snprintf(timeout_s, sizeof timeout_s, "%d", timeout_per_host_s(&keywords, timeout_ms));
    add_default(&keywords, "connect_timeout", timeout_s);
    for (size_t i = 0; i < sizeof connection_defaults / sizeof *connection_defaults; i++) {
        add_default(&keywords, connection_defaults[i].keyword, connection_defaults[i].value);
    }
    keywords.names[keywords.count] = NULL;
    keywords.values[keywords.count] = NULL;
    PGconn *connection = PQconnectdbParams(keywords.names, keywords.values, 0);
    PQconninfoFree(options);
    return connection;
}

static void write_connect_error(const PGconn *connection, char ret_error[200])
{
    snprintf(ret_error, 200, "%s", PQerrorMessage(connection));
    for (char *at = ret_error; *at; at++) {
        if (*at == '\n') {
            *at = at[1] ? ' ' : '\0';
        }
    }
}

/* Everything that can go wrong with a new session; true when it is ready. */
static bool open_session(db_t *db, const char *conninfo, int timeout_ms, char ret_error[200])
{
    db->connection = connect_to(conninfo, timeout_ms, ret_error);
    if (!db->connection) {
        return false;
    }
    PQsetNoticeReceiver(db->connection, take_notice, db);
    if (PQstatus(db->connection) != CONNECTION_OK || PQsetnonblocking(db->connection, 1) != 0 ||
        !PQenterPipelineMode(db->connection)) {
        write_connect_error(db->connection, ret_error);
        return false;
    }
    if (db_execute(db, session_settings, NULL, NULL)) {
        snprintf(ret_error, 200, "%.199s", db->error);
        return false;
    }
    return true;
}

db_t *db_open(const char *conninfo, int connect_timeout_ms, char ret_error[200])
{
    db_t *db = calloc(1, sizeof *db);
    if (!db) {
        abort();
    }
    if (!open_session(db, conninfo, connect_timeout_ms, ret_error)) {
        db_close(&db);
    }
    return db;
}

void db_close(db_t **db_p)
{
    db_t *db = *db_p;
    if (!db) {
        return;
    }
    PQfinish(db->connection);
    free(db->names);
    free(db->steps);
    pgbin_free(&db->encoded);
    free(db);
    *db_p = NULL;
}

/* ---- statements ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keeps the names sorted, for the search at each db_send. The names are static storage. */
static void add_names(db_t *db, const struct sql_file *files, size_t count)
{
    db->names = realloc(db->names, (db->name_count + count + 1) * sizeof *db->names);
    if (!db->names) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        db->names[db->name_count++] = files[i].name;
    }
    qsort(db->names, db->name_count, sizeof *db->names, compare_names);
    for (size_t i = 1; i < db->name_count; i++) {
        assert(strcmp(db->names[i - 1], db->names[i]) != 0); /* Two files of one name. */
    }
}

int db_prepare(db_t *db, const struct sql_file *files)
{
    size_t count = 0;
    for (; files[count].name && db->connection; count++) {
        const struct sql_file *file = &files[count];
        const struct step step = {.kind = STEP_PREPARE, .name = file->name};
        db_queue(db, &step, PQsendPrepare(db->connection, file->name, file->text, 0, NULL));
    }
    const int result = db_run(db, 0);
    if (result == OK) {
        add_names(db, files, count);
    }
    return result == ERR_PERMANENT ? ERR_FATAL : result;
}

static void take_durable(void *context, const row_t *row)
{
    *(bool *)context = row_bool(row, 0);
}

int db_check_durability(db_t *db)
{
    bool durable = false;
    const int result = db_execute(db,
                                  "SELECT current_setting('fsync')::bool"
                                  " AND current_setting('full_page_writes')::bool"
                                  " AND current_setting('synchronous_commit') <> 'off'",
                                  take_durable, &durable);
    if (result) {
        return result;
    }
    if (!durable) {
        snprintf(db->error, sizeof db->error,
                 "fsync, full_page_writes or synchronous_commit is off: commits could be lost");
        return ERR_FATAL;
    }
    return OK;
}

/* ---- single texts ---- */

/* A text that returns rows goes by the extended protocol, which alone has binary results. */
static PGresult *execute(db_t *db, const char *sql, db_row_fn *on_row)
{
    if (on_row) {
        return PQexecParams(db->connection, sql, 0, NULL, NULL, NULL, NULL, 1);
    }
    return PQexec(db->connection, sql);
}

static void judge_execute(db_t *db, const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        break;
    default:
        db_fail(db, "execute", result);
        break;
    }
    if (PQstatus(db->connection) != CONNECTION_OK) {
        db_drop(db, PQerrorMessage(db->connection));
    } else if (PQtransactionStatus(db->connection) != PQTRANS_IDLE) {
        PQclear(PQexec(db->connection, "ROLLBACK"));
    }
}

int db_execute(db_t *db, const char *sql, db_row_fn *on_row, void *context)
{
    assert(db->step_count == 0 && !db->in_transaction);
    db_forget(db);
    if (!db->connection) {
        return db->failure;
    }
    if (!PQexitPipelineMode(db->connection)) {
        db_drop(db, PQerrorMessage(db->connection));
        return db->failure;
    }
    PGresult *result = execute(db, sql, on_row);
    judge_execute(db, result);
    if (db->connection && !PQenterPipelineMode(db->connection)) {
        db_drop(db, "the session is busy after a text");
    }
    if (db->failure == OK) {
        db->affected = strtoll(PQcmdTuples(result), NULL, 10);
        db_give_rows(result, on_row, context);
    }
    PQclear(result);
    return db->failure;
}

int db_socket(const db_t *db)
{
    return db->connection ? PQsocket(db->connection) : -1;
}
