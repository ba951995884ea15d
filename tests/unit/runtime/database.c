/* SPDX-License-Identifier: MPL-2.0 */
/* Makes and opens databases for tests. */
#include "database.h"

#include <stdio.h>
#include <stdlib.h>

static const char *server(void)
{
    const char *conninfo = getenv("ENTRAIDE_TEST_DB");
    if (!conninfo || !*conninfo) {
        puts("skipped: ENTRAIDE_TEST_DB names no PostgreSQL (tests/support/with_postgres sets it)");
        exit(77);
    }
    return conninfo;
}

db_t *database_open(const char *name, const char *role)
{
    char conninfo[512], error[200];
    snprintf(conninfo, sizeof conninfo, "%s dbname=%s user=%s", server(), name, role);
    db_t *db = db_open(conninfo, 5000, error);
    if (!db) {
        fprintf(stderr, "ERROR: %s: %s\n", conninfo, error);
        exit(1);
    }
    return db;
}

static void must(db_t *db, const char *sql)
{
    if (db_execute(db, sql, NULL, NULL)) {
        fprintf(stderr, "ERROR: %s: %s\n", sql, db_error_text(db));
        exit(1);
    }
}

void database_make(const char *name)
{
    char sql[200];
    db_t *db = database_open("postgres", "postgres");
    snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
    must(db, sql);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s OWNER intake_owner", name);
    must(db, sql);
    db_close(&db);
}
