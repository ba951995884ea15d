/* SPDX-License-Identifier: MPL-2.0 */
/* A text file of a service that was embedded at build time: a statement, a migration, a template. */
#ifndef RUNTIME_SQL_FILE_H
#define RUNTIME_SQL_FILE_H

/*
 * For each library <name> (runtime too) the build makes three arrays, sorted by file name, each
 * closed by {NULL, NULL}. A library that uses one declares it in its own header:
 *
 *     extern const struct sql_file <name>_sql[];          sql/<name>.sql       name without ".sql"
 *     extern const struct sql_file <name>_schema[];       schema/0001_x.sql    name "0001_x.sql"
 *     extern const struct sql_file <name>_templates[];    templates/<file>     name "<file>"
 */
struct sql_file {
    const char *name; /* As above; static storage. */
    const char *text; /* The whole file, NUL-terminated, static storage. */
};

#endif
