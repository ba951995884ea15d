/* SPDX-License-Identifier: MPL-2.0 */
/* What the files of db share: the session and its queue. For db*.c, and migrate.c, which adds the
   name of a file to an error. */
#ifndef ENTRAIDE_RUNTIME_DB_INTERNAL_H
#define ENTRAIDE_RUNTIME_DB_INTERNAL_H

#include "runtime/pgbin.h"

#include <libpq-fe.h>

enum step_kind { STEP_STATEMENT, STEP_PREPARE, STEP_BEGIN, STEP_COMMIT, STEP_ROLLBACK };

/* One query of the pipeline whose result is awaited. */
struct step {
    enum step_kind kind;
    const char *name;
    db_row_fn *on_row;
    void *context;
};

/* One row of a result. */
struct pg_result_row {
    const PGresult *result;
    int row;
};

enum { DB_ERROR_SIZE = 400, DB_SQLSTATE_SIZE = 6, DB_DEADLINE_MS = 10000 };

struct db {
    PGconn *connection; /* NULL once the session is dead */
    const char **names; /* of all prepared statements, sorted */
    size_t name_count;
    struct step *steps; /* sent since the last run */
    size_t step_count, step_capacity;
    struct pgbin encoded; /* the parameters of one statement */
    int64_t affected;     /* by the last statement that finished */
    int failure;          /* of this run: 0 or the first ERR_ */
    bool in_transaction;  /* db_begin without its db_commit */
    bool committed;       /* COMMIT answered with its own tag */
    bool warned;          /* a 01000 notice came since BEGIN */
    char sqlstate[DB_SQLSTATE_SIZE];
    char error[DB_ERROR_SIZE];
};

/* Remembers a failed result as the run's failure, unless there is an earlier one. */
void db_fail(db_t *db, const char *name, const PGresult *result);

/* Ends the session: nothing can be asked any more, and a commit in flight stays unknown. */
void db_drop(db_t *db, const char *reason);

/* Queues a step that has been given to libpq; sent is what PQsend... returned. */
void db_queue(db_t *db, const struct step *step, int sent);

/* Forgets the last failure: a new piece of work begins. */
void db_forget(db_t *db);

/* Gives the rows of a result to on_row. */
void db_give_rows(const PGresult *result, db_row_fn *on_row, void *context);

#endif
