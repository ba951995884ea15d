/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of intake, and what its handlers share when they write them. */
#ifndef ENTRAIDE_INTAKE_STORE_H
#define ENTRAIDE_INTAKE_STORE_H

#include "runtime/batch.h"
#include "runtime/define_rows.h"

extern const struct table *const store_tables[]; /* NULL-terminated */

/* The ids of things that are named by a code. */
struct id store_service_id(struct view code);
struct id store_rule_id(struct view code);

/* Texts of one label in all its languages, bytes of the encoded map: fifteen needs with such a reason,
   16 KiB of words and the rest stay below the 64 KiB of an event. Refused with E_FIELD_LENGTH. */
enum { LABELS_BYTES_MAX = 2048 };
int store_check_labels(batch_t *batch, const char *path, struct view labels);

/* Is this another revision than the sender expects. former is the loaded row or NULL; its second column
   is rev. expected_rev 0 = any. */
bool store_is_stale(const struct table *table, const void *former, int64_t expected_rev);

/* Refuses with E_REV, naming the present revision. */
int store_refuse_stale(batch_t *batch, const struct table *table, const void *former);

/* Makes row the next revision of former (NULL = new): sets its rev and stores it. false when it says
   what former says: nothing is stored and row has the same revision. */
bool store_put(batch_t *batch, const struct table *table, void *row, void *former);

/* Reads a whole table for a directory: calls keep for each row, whose views are borrowed until it
   returns. OK or what db_run answers. */
struct store_reader {
    const struct table *table;
    const char *statement;
    void (*keep)(void *context, const void *row);
    void *context;
};
int store_read_all(db_t *db, const struct store_reader *readers, size_t count) MUST_CHECK;

#endif
