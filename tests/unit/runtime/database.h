/* SPDX-License-Identifier: MPL-2.0 */
/* A database of its own for each test program, in the PostgreSQL that ENTRAIDE_TEST_DB names. */
#ifndef ENTRAIDE_TEST_DATABASE_H
#define ENTRAIDE_TEST_DATABASE_H

#include "runtime/db.h"

/* Makes the database anew, owned by intake_owner. Ends the program as skipped (77) when there is no
   PostgreSQL. */
void database_make(const char *name);

/* A session with it, as this role. Fails the test when it cannot be opened. */
db_t *database_open(const char *name, const char *role);

#endif
