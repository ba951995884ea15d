/* SPDX-License-Identifier: MPL-2.0 */
/* What a failure of PostgreSQL means for the caller, and in which words it is told. */
#include "runtime/db_internal.h"

#include <stdio.h>

/* Classes in which the same data will be refused again, however often it is sent: cardinality,
   data, constraints, privileges and syntax, check option, limits such as an index row that is too
   long, what PostgreSQL cannot do, and errors raised by our own functions. Everything else, named
   or not, is about the server and not about the data (connection, deadlock, disk, shutdown,
   read-only standby, lock not available, corruption): there the batch must wait and never be
   blamed. */
static const char permanent_classes[][3] = {"0A", "21", "22", "23", "42", "44", "54", "P0"};

static int classify(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof permanent_classes / sizeof *permanent_classes; i++) {
        if (strncmp(sqlstate, permanent_classes[i], 2) == 0) {
            return ERR_PERMANENT;
        }
    }
    return ERR_AGAIN;
}

static void write_error(db_t *db, const char *name, const char *words)
{
    snprintf(db->error, sizeof db->error, "%s: %s%s%s", name, db->sqlstate,
             *db->sqlstate ? " " : "", words);
    size_t size = strlen(db->error);
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)db->error[i] < ' ') {
            db->error[i] = ' ';
        }
    }
    while (size > 0 && db->error[size - 1] == ' ') {
        db->error[--size] = '\0';
    }
}

void db_fail(db_t *db, const char *name, const PGresult *result)
{
    if (db->failure) {
        return;
    }
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    snprintf(db->sqlstate, sizeof db->sqlstate, "%s", sqlstate ? sqlstate : "");
    db->failure = classify(db->sqlstate);
    if (strncmp(db->sqlstate, "22", 2) == 0) {
        words = "the data was refused"; /* This class quotes the value, which may be personal. */
    }
    write_error(db, name, words ? words : PQresStatus(PQresultStatus(result)));
}

void db_drop(db_t *db, const char *reason)
{
    if (!db->failure || !*db->error) {
        db->sqlstate[0] = '\0';
        write_error(db, "session", reason);
    }
    db->failure = ERR_UNKNOWN;
    PQfinish(db->connection);
    db->connection = NULL;
    db->step_count = 0;
}

void db_forget(db_t *db)
{
    if (db->connection) {
        db->failure = 0;
        db->error[0] = '\0';
        db->sqlstate[0] = '\0';
    }
}

const char *db_error_text(const db_t *db)
{
    return db->error;
}

const char *db_sqlstate(const db_t *db)
{
    return db->sqlstate;
}
