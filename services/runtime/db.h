/* SPDX-License-Identifier: MPL-2.0 */
/* One session with PostgreSQL: prepared statements sent in a pipeline, results given to callbacks.
 *
 *   db_send(db, "select_need", params, 1, take_need, self);
 *   db_send(db, ...);
 *   result = db_run(db);                   all of them, one round trip
 *
 * After the first failure of a run the rest is skipped and the run's result says what to do. */
#ifndef ENTRAIDE_RUNTIME_DB_H
#define ENTRAIDE_RUNTIME_DB_H

#include "runtime/result.h"
#include "runtime/sql_file.h"
#include "runtime/table.h"

typedef struct db db_t;
typedef struct pg_result_row row_t; /* one row of a result; valid only inside the callback */

/* A parameter, sent in binary. An array parameter takes one value from each of count rows, at
   offset; a single value is the array's element type with count 1 and array false. */
struct param {
    enum column_type type;
    bool array;
    const void *const *rows; /* count pointers to structs */
    size_t offset;           /* of the value in each struct */
    size_t count;
};

/* The parameters of a statement. */
struct params {
    const struct param *list;
    size_t count;
};
#define NO_PARAMS ((struct params){NULL, 0})

/* A single value: value points to an int64_t, struct id, struct view, bool or int32_t that stays
   until db_send returns. */
struct param param_of(enum column_type type, const void *const *value_p);

typedef void db_row_fn(void *context, const row_t *row);

/* Connects (conninfo as libpq knows it, may name several hosts) and applies the session settings.
   Blocks at most connect_timeout_ms, shared out among the hosts in whole seconds, at least 2 for
   each; a connect_timeout in conninfo goes first. Returns NULL with a text in ret_error (200
   bytes). */
db_t *db_open(const char *conninfo, int connect_timeout_ms, char ret_error[200]);
void db_close(db_t **db_p);

/* Prepares every file under its name. May be called again with other files; their names and texts
   are static storage. ERR_FATAL with db_error_text when one does not compile, else as db_run. */
int db_prepare(db_t *db, const struct sql_file *files) MUST_CHECK;

/* Refuses a server that would forget acknowledged commits: asserts fsync, full_page_writes and
   synchronous_commit. ERR_FATAL when one is off. */
int db_check_durability(db_t *db) MUST_CHECK;

/* Queues a prepared statement. Parameters are copied. on_row may be NULL. */
void db_send(db_t *db, const char *statement, struct params params, db_row_fn *on_row,
             void *context);

/* Ends the pipeline, waits for all results (deadline_ms from now, 0 = the session's default of
   10 s), calls the callbacks in order. OK, ERR_AGAIN, ERR_PERMANENT or ERR_UNKNOWN (connection lost
   or deadline over: the session is dead, and everything on it answers ERR_UNKNOWN from now on).
   Leaves no transaction open: rolls back by itself after a failure. ERR_PERMANENT is for SQLSTATE
   classes 0A, 21, 22, 23, 42, 44, 54 and P0, where the same data fails again; else ERR_AGAIN. */
int db_run(db_t *db, int deadline_ms) MUST_CHECK;

/* Brackets: db_begin before the first db_send of a transaction, db_commit instead of db_run.
   Success only when COMMIT answered with the tag COMMIT, without a 01000 notice, on a good
   connection. OK, ERR_AGAIN, ERR_PERMANENT (nothing was written), ERR_UNKNOWN (exit). A db_run in
   between reads inside the transaction; when it fails the transaction is over, without db_commit. */
void db_begin(db_t *db);
int db_commit(db_t *db, int deadline_ms) MUST_CHECK;

/* Any SQL text without parameters, outside of a pipeline: migrations, settings, locks. Several
   statements are one transaction; with on_row there is just one. Waits without a deadline; leaves
   no transaction open. Results as of db_run. */
int db_execute(db_t *db, const char *sql, db_row_fn *on_row, void *context) MUST_CHECK;

/* Columns of a row. Text and bytes are borrowed until the callback returns. */
int64_t row_int(const row_t *row, int column);
struct id row_id(const row_t *row, int column);
bool row_bool(const row_t *row, int column);
int32_t row_date(const row_t *row, int column);
struct view row_view(const row_t *row, int column);

/* Fills a table's struct from a row whose columns stand in the table's order;
   views are borrowed. */
void row_read(const row_t *row, const struct table *table, void *ret_row);

/* Rows affected by the last statement of the run that has finished (for a journal). */
int64_t db_affected(const db_t *db);

const char *db_error_text(const db_t *db); /* of the last failure, one line, no data values */
const char *db_sqlstate(const db_t *db);   /* five characters, "" when none */
int db_socket(const db_t *db);

#endif
