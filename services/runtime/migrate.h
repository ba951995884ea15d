/* SPDX-License-Identifier: MPL-2.0 */
/* Numbered migrations, embedded in the program: applied in order, each in a transaction with its
   checksum, under an advisory lock. Run by the owner role; the app role only checks. */
#ifndef ENTRAIDE_RUNTIME_MIGRATE_H
#define ENTRAIDE_RUNTIME_MIGRATE_H

#include "runtime/db.h"

/* Applies what is missing: the runtime's own schema first, then the service's. Each file runs as
   one transaction. :app_role in a file is the name of the role the daemon connects as. ERR_FATAL
   with db_error_text when a file fails, or when an applied one has another checksum or is unknown
   here and is not newer. Returns the number applied in ret_count. */
int migrate_apply(db_t *db, const struct sql_file *runtime_schema,
                  const struct sql_file *service_schema, const char *app_role,
                  int *ret_count) MUST_CHECK;

/* Is the database as this program needs it. ERR_FATAL and a text (200 bytes) when not. Migrations
   newer than this program are fine when all of its own are there (migrations only expand). */
int migrate_check(db_t *db, const struct sql_file *runtime_schema,
                  const struct sql_file *service_schema, char ret_error[200]) MUST_CHECK;

#endif
