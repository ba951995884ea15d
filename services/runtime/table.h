/* SPDX-License-Identifier: MPL-2.0 */
/* A service's tables as C: rows as structs, columns as data. From one list, tables.def:
 *
 *   TABLE(need)
 *   COLUMN(need, ID, id)              the first column is the key, always a uuid
 *   COLUMN(need, ID, request)
 *   COLUMN(need, TEXT, service)
 *   COLUMN(need, INT, minutes)
 *   SELDOM(need, BYTES, languages)    a column that most new rows leave at none
 *   END_TABLE(need)
 *
 * store.h includes "runtime/define_rows.h" (struct need_row, extern const struct table
 * table_need); store.c includes "runtime/define_tables.h", which makes table_need with the
 * statements insert_need, update_need, select_need and, by BY(need, 1, request), the look-up
 * select_need_by_request. Every column is NOT NULL: none is '' or 0 or the zero uuid.
 *
 *   insert_need.sql   INSERT INTO need (id, request, ...) SELECT * FROM unnest($1::uuid[], ...)
 *   insert_usual_need.sql   the same without the columns that are SELDOM, when all new rows leave these at none,
 *                     which then is their default: an array costs as much for an empty value as for a full one
 *   update_need.sql   UPDATE need SET ... FROM unnest($1::uuid[], ...) AS new (id, ...) WHERE ...
 *   select_need.sql   SELECT need.* columns in order FROM unnest($1::uuid[]) AS k (id) JOIN need ...
 * with one array parameter per column, in the order of the columns. */
#ifndef ENTRAIDE_RUNTIME_TABLE_H
#define ENTRAIDE_RUNTIME_TABLE_H

#include "proto/view.h"

enum column_type {
    COLUMN_ID,   /* uuid,   struct id */
    COLUMN_INT,  /* bigint, int64_t */
    COLUMN_BOOL, /* boolean, bool */
    COLUMN_DATE, /* date, int32_t days since 1970; 0 = none (stored as 1970-01-01) */
    COLUMN_TEXT, /* text,   struct view */
    COLUMN_BYTES /* bytea,  struct view */
};

struct column {
    enum column_type type;
    const char *name;
    size_t offset;
};

enum { TABLE_LOOKUP_MAX = 4 };

/* A way to find rows: by = 0 is the key, others come from BY(...) in tables.def. */
struct lookup {
    const char *statement; /* NULL = unused */
    size_t offset;         /* of the uuid column compared */
};

struct table {
    const char *name;
    size_t row_size;
    const struct column *columns;
    size_t column_count;
    const char *insert, *update; /* statement names; the file may be absent when never used */
    const char *insert_usual;    /* for tables with columns that are SELDOM, ... */
    const bool *seldom;          /* ... which these are; NULL: none */
    struct lookup lookups[TABLE_LOOKUP_MAX];
};

/* A copy of the row and of all its texts and bytes in one block; free() gives it back. */
void *row_clone(const struct table *table, const void *row);

#define ROW_ID struct id
#define ROW_INT int64_t
#define ROW_BOOL bool
#define ROW_DATE int32_t
#define ROW_TEXT struct view
#define ROW_BYTES struct view

#endif
