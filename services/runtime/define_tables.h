/* SPDX-License-Identifier: MPL-2.0 */
/* Included once by a service's store.c: makes the tables from its tables.def. */
#define TABLE(name) static const struct column columns_##name[] = {
#define COLUMN(name, type, member) {COLUMN_##type, #member, offsetof(struct name##_row, member)},
#define SELDOM COLUMN
#define BY(name, number, member)
#define END_TABLE(name) };
#include "tables.def"
#undef TABLE
#undef COLUMN
#undef SELDOM
#undef BY
#undef END_TABLE

#define TABLE(name) static const bool seldom_##name[] = {
#define COLUMN(name, type, member) false,
#define SELDOM(name, type, member) true,
#define BY(name, number, member)
#define END_TABLE(name) };
#include "tables.def"
#undef TABLE
#undef COLUMN
#undef SELDOM
#undef BY
#undef END_TABLE

#define TABLE(stem)                                                                         \
    const struct table table_##stem = {                                                     \
        .name = #stem, .row_size = sizeof(struct stem##_row), .columns = columns_##stem,    \
        .column_count = sizeof columns_##stem / sizeof *columns_##stem,                     \
        .insert = "insert_" #stem, .update = "update_" #stem,                               \
        .insert_usual = "insert_usual_" #stem, .seldom = seldom_##stem,                     \
        .lookups = {{"select_" #stem, 0},
#define COLUMN(name, type, member)
#define SELDOM(name, type, member)
#define BY(name, number, member)                                                            \
            [number] = {"select_" #name "_by_" #member, offsetof(struct name##_row, member)},
#define END_TABLE(name) }};
#include "tables.def"
#undef TABLE
#undef COLUMN
#undef SELDOM
#undef BY
#undef END_TABLE
