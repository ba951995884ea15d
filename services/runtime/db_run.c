/* SPDX-License-Identifier: MPL-2.0 */
/* Sends statements in a pipeline and collects their results.
 *
 * One sync per run: each step has exactly one result and then NULL, and the run ends with the sync.
 * After a failure the server skips to the sync. What counts as committed is decided in one place,
 * judge_commit, because COMMIT of a failed transaction also answers "command ok" (tag ROLLBACK),
 * and so does a commit that a standby never confirmed (with a 01000 notice). */
#include "runtime/db_internal.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PARAMETER_MAX = 64 };

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- sending ---- */

void db_queue(db_t *db, const struct step *step, int sent)
{
    if (!sent) {
        db_drop(db, PQerrorMessage(db->connection));
        return;
    }
    if (db->step_count == db->step_capacity) {
        db->step_capacity = db->step_capacity > 0 ? 2 * db->step_capacity : 64;
        db->steps = realloc(db->steps, db->step_capacity * sizeof *db->steps);
        if (!db->steps) {
            abort();
        }
    }
    db->steps[db->step_count++] = *step;
}

struct param param_of(enum column_type type, const void *const *value_p)
{
    return (struct param){.type = type, .rows = value_p, .count = 1};
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_prepared(const db_t *db, const char *name)
{
    return bsearch(&name, db->names, db->name_count, sizeof *db->names, compare_names) != NULL;
}

/* The values are pointed to only when all are encoded: the buffer moves while it grows. */
static int send_encoded(db_t *db, const char *statement, const struct param *params, size_t count)
{
    static const int formats[PARAMETER_MAX] = {[0 ... PARAMETER_MAX - 1] = 1};
    int sizes[PARAMETER_MAX];
    const char *values[PARAMETER_MAX];
    db->encoded.size = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t size = pgbin_append(&db->encoded, &params[i]);
        assert(size <= INT_MAX); /* A batch is bounded far below. */
        sizes[i] = (int)size;
    }
    const char *value = (const char *)db->encoded.bytes;
    for (size_t i = 0; i < count; i++) {
        values[i] = value ? value : ""; /* NULL would mean the SQL NULL. */
        value += sizes[i];
    }
    return PQsendQueryPrepared(db->connection, statement, (int)count, values, sizes, formats, 1);
}

void db_send(db_t *db, const char *statement, struct params params, db_row_fn *on_row,
             void *context)
{
    assert(params.count <= PARAMETER_MAX);
    if (!db->connection) {
        return;
    }
    assert(is_prepared(db, statement));
    const struct step step = {STEP_STATEMENT, statement, on_row, context};
    db_queue(db, &step, send_encoded(db, statement, params.list, params.count));
}

static void send_plain(db_t *db, enum step_kind kind, const char *sql)
{
    if (db->connection) {
        const struct step step = {.kind = kind, .name = sql};
        db_queue(db, &step, PQsendQueryParams(db->connection, sql, 0, NULL, NULL, NULL, NULL, 1));
    }
}

/* ---- waiting ---- */

/* Waits for the socket until deadline_at_ms. Reads before it writes again, or both ends could wait
   for the other to read. false: the session was dropped. */
static bool wait_for_socket(db_t *db, int64_t deadline_at_ms)
{
    const int unsent = PQflush(db->connection);
    const int64_t left_ms = deadline_at_ms - monotonic_ms();
    if (unsent < 0) {
        db_drop(db, PQerrorMessage(db->connection));
        return false;
    }
    if (left_ms <= 0) {
        db_drop(db, "no answer within the deadline");
        return false;
    }
    struct pollfd item = {PQsocket(db->connection), POLLIN, 0};
    if (unsent) {
        item.events |= POLLOUT;
    }
    if (poll(&item, 1, (int)left_ms) < 0 && errno != EINTR) {
        db_drop(db, "poll failed");
        return false;
    }
    if (item.revents & ~POLLOUT && !PQconsumeInput(db->connection)) {
        db_drop(db, PQerrorMessage(db->connection));
        return false;
    }
    return true;
}

/* The next result into ret_result, to be cleared by the caller; NULL is what libpq says between two
   queries. false: the session was dropped. */
static bool next_result(db_t *db, int64_t deadline_at_ms, PGresult **ret_result)
{
    while (PQisBusy(db->connection)) {
        if (!wait_for_socket(db, deadline_at_ms)) {
            return false;
        }
    }
    PGresult *result = PQgetResult(db->connection);
    if (PQstatus(db->connection) != CONNECTION_OK) {
        if (result) {
            db_fail(db, "session", result); /* The server's last words. */
        }
        PQclear(result);
        db_drop(db, PQerrorMessage(db->connection));
        return false;
    }
    *ret_result = result;
    return true;
}

/* ---- judging ---- */

static void take_result(db_t *db, const struct step *step, const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_ABORTED) {
        return; /* An earlier step has failed and said why. */
    }
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        db_fail(db, step->name, result);
        return;
    }
    if (step->kind == STEP_COMMIT) {
        db->committed = strcmp(PQcmdStatus((PGresult *)result), "COMMIT") == 0;
    }
    if (step->kind == STEP_STATEMENT) {
        db->affected = strtoll(PQcmdTuples((PGresult *)result), NULL, 10);
        db_give_rows(result, step->on_row, step->context);
    }
}

/* A step's one result and the NULL after it. What else comes there is a failure of the step. */
static bool collect_step(db_t *db, const struct step *step, int64_t deadline_at_ms)
{
    bool first = true;
    PGresult *result = NULL;
    while (next_result(db, deadline_at_ms, &result)) {
        const ExecStatusType status = PQresultStatus(result);
        if (!result && !first) {
            return true;
        }
        if (!result || status == PGRES_PIPELINE_SYNC || status == PGRES_COPY_IN ||
            status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
            PQclear(result);
            db_drop(db, "the answers do not match the questions");
            return false;
        }
        if (first) {
            take_result(db, step, result);
        } else {
            db_fail(db, step->name, result);
        }
        PQclear(result);
        first = false;
    }
    return false;
}

/* The end of the pipeline. A constraint that is checked at the end shows up just before it, as an
   error and NULL. */
static void collect_sync(db_t *db, int64_t deadline_at_ms)
{
    bool after_error = false;
    PGresult *result = NULL;
    while (next_result(db, deadline_at_ms, &result)) {
        const ExecStatusType status = PQresultStatus(result);
        if (result && status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return;
        }
        if (!result && !after_error) {
            db_drop(db, "the pipeline has no end");
            return;
        }
        if (result) {
            db_fail(db, "sync", result);
        }
        after_error = result != NULL;
        PQclear(result);
    }
}

static void collect(db_t *db, int deadline_ms)
{
    if (!db->connection || db->step_count == 0) {
        return;
    }
    const int64_t deadline_at_ms =
        monotonic_ms() + (deadline_ms > 0 ? deadline_ms : DB_DEADLINE_MS);
    if (!PQpipelineSync(db->connection)) {
        db_drop(db, PQerrorMessage(db->connection));
        return;
    }
    for (size_t i = 0; i < db->step_count; i++) {
        if (!collect_step(db, &db->steps[i], deadline_at_ms)) {
            return;
        }
    }
    collect_sync(db, deadline_at_ms);
    db->step_count = 0;
}

/* After a failure the session stays inside the failed transaction until it is told to leave. */
static void leave_transaction(db_t *db)
{
    if (!db->connection || PQtransactionStatus(db->connection) == PQTRANS_IDLE) {
        return;
    }
    send_plain(db, STEP_ROLLBACK, "ROLLBACK");
    collect(db, DB_DEADLINE_MS);
    if (db->connection && PQtransactionStatus(db->connection) != PQTRANS_IDLE) {
        db_drop(db, "the transaction cannot be rolled back");
    }
}

/* The run's verdict. A session that died in the roll-back has still not written anything. */
static int finish_run(db_t *db)
{
    const int failure = db->failure;
    if (failure) {
        db->in_transaction = false;
        leave_transaction(db);
    }
    return failure;
}

int db_run(db_t *db, int deadline_ms)
{
    db_forget(db);
    collect(db, deadline_ms);
    return finish_run(db);
}

void db_begin(db_t *db)
{
    assert(db->step_count == 0 && !db->in_transaction);
    db->in_transaction = true;
    db->warned = false;
    send_plain(db, STEP_BEGIN, "BEGIN");
}

static void judge_commit(db_t *db)
{
    if (!db->connection || db->failure) {
        return;
    }
    if (db->warned) {
        db_drop(db, "the commit was not confirmed (01000)");
    } else if (!db->committed) {
        db->failure = ERR_AGAIN;
        snprintf(db->error, sizeof db->error, "COMMIT: the server rolled back");
    }
}

int db_commit(db_t *db, int deadline_ms)
{
    assert(db->in_transaction);
    db_forget(db);
    db->in_transaction = false;
    db->committed = false;
    send_plain(db, STEP_COMMIT, "COMMIT");
    collect(db, deadline_ms);
    judge_commit(db);
    return finish_run(db);
}

int64_t db_affected(const db_t *db)
{
    return db->affected;
}
