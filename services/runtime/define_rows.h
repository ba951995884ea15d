/* SPDX-License-Identifier: MPL-2.0 */
/* Included by a service's store.h: makes row structs and table names from its tables.def. */
#include "runtime/table.h"

#define TABLE(name) struct name##_row {
#define COLUMN(name, type, member) ROW_##type member;
#define SELDOM(name, type, member) ROW_##type member;
#define BY(name, number, member)
#define END_TABLE(name) };
#include "tables.def"
#undef TABLE
#undef COLUMN
#undef SELDOM
#undef BY
#undef END_TABLE

#define TABLE(name) extern const struct table table_##name;
#define COLUMN(name, type, member)
#define SELDOM(name, type, member)
#define BY(name, number, member)
#define END_TABLE(name)
#include "tables.def"
#undef TABLE
#undef COLUMN
#undef SELDOM
#undef BY
#undef END_TABLE
