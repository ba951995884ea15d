/* SPDX-License-Identifier: MPL-2.0 */
/* Waiting for, and taking, the ownership of a service. */
#include "runtime/standby.h"

#include <inttypes.h>
#include <stdio.h>

#include "runtime/log.h"

/* A holder's loop says something each second; three seconds without are two missed and one late. */
enum { CONNECT_TIMEOUT_MS = 3000, RECONNECT_MS = 1000, WATCH_MS = 500, SILENT_MAX_MS = 3000 };
enum { LOCK_SPACE = 0x656e74 }; /* "ent": keeps clear of other users of advisory locks */

/* Who holds the lock. */
struct holder {
    int64_t pid;
    int64_t active;
    int64_t silent_ms; /* since its state last changed */
};

static void take_number(void *context, const row_t *row)
{
    *(int64_t *)context = row_int(row, 0);
}

static void take_holder(void *context, const row_t *row)
{
    *(struct holder *)context = (struct holder){row_int(row, 0), row_int(row, 1), row_int(row, 2)};
}

static int try_lock(const struct standby *standby, db_t *db, bool *ret_locked)
{
    char sql[128];
    int64_t locked = 0;
    snprintf(sql, sizeof sql, "SELECT pg_try_advisory_lock(%d, %d)::int::bigint", LOCK_SPACE,
             (int)standby->owner);
    int result = db_execute(db, sql, take_number, &locked);
    *ret_locked = locked == 1;
    return result;
}

static int find_holder(const struct standby *standby, db_t *db, struct holder *ret_holder)
{
    char sql[640];
    *ret_holder = (struct holder){.pid = 0};
    snprintf(sql, sizeof sql,
             "SELECT a.pid::bigint, coalesce(a.state = 'active', false)::int::bigint, coalesce("
             "(extract(epoch FROM clock_timestamp() - a.state_change) * 1000)::bigint, 0)"
             " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
             " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
             " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
             " AND l.classid = %d AND l.objid = %d",
             LOCK_SPACE, (int)standby->owner);
    return db_execute(db, sql, take_holder, ret_holder);
}

static bool has_failed(const struct standby *standby, const struct holder *holder)
{
    int64_t allowed_ms = holder->active ? standby->commit_timeout_ms : SILENT_MAX_MS;
    return holder->pid != 0 && holder->silent_ms > allowed_ms;
}

static int terminate(db_t *db, const struct holder *holder)
{
    char sql[96];
    log_warn("the active instance is silent; its session is ended", log_number("pid", holder->pid),
             log_number("silent_ms", holder->silent_ms));
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%" PRId64 ")::int::bigint", holder->pid);
    return db_execute(db, sql, NULL, NULL);
}

/* One look: takes the lock, or ends a holder that has failed. */
static int watch(const struct standby *standby, db_t *db, bool *ret_locked)
{
    struct holder holder;
    int result = try_lock(standby, db, ret_locked);
    if (result != OK || *ret_locked) {
        return result;
    }
    result = find_holder(standby, db, &holder);
    if (result == OK && has_failed(standby, &holder)) {
        result = terminate(db, &holder);
    }
    return result;
}

static db_t *connect_once(const struct standby *standby)
{
    char error[200] = "";
    db_t *db = db_open(standby->conninfo, CONNECT_TIMEOUT_MS, error);
    if (!db) {
        log_warn("database cannot be reached", log_text("reason", error));
        standby->tell(standby->context, "waiting for the database");
    }
    return db;
}

db_t *standby_take_over(const struct standby *standby)
{
    db_t *db = NULL;
    bool locked = false, told = false;
    int64_t wait_ms = 0;
    while (!locked && standby->pause(standby->context, wait_ms)) {
        db = db ? db : connect_once(standby);
        wait_ms = db ? WATCH_MS : RECONNECT_MS;
        if (db && watch(standby, db, &locked) != OK) {
            log_warn("database has failed", log_text("reason", db_error_text(db)));
            db_close(&db);
            locked = false;
            wait_ms = RECONNECT_MS;
        }
        if (db && !locked && !told) {
            log_info("standing by: another instance is active");
            standby->tell(standby->context, "standing by");
            told = true;
        }
    }
    if (!locked) {
        db_close(&db);
    }
    return db;
}

int standby_show_life(db_t *db)
{
    enum { ANSWER_MS = 3000 }; /* a server that hangs must not hang the loop */
    db_send(db, "show_life", NO_PARAMS, NULL, NULL);
    return db_run(db, ANSWER_MS);
}
