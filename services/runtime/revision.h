/* SPDX-License-Identifier: MPL-2.0 */
/* Rows with a revision, as every put command writes them: the second column of their table is rev. */
#ifndef ENTRAIDE_RUNTIME_REVISION_H
#define ENTRAIDE_RUNTIME_REVISION_H

#include "runtime/batch.h"

/* Refuses with E_REV, naming the present revision, unless the sender's expected_rev is 0 or that of
   former (the loaded row; NULL = none, revision 0). OK or ERR_REFUSED. */
int revision_check(batch_t *batch, const struct table *table, const void *former,
                   int64_t expected_rev) MUST_CHECK;

/* Makes row the next revision of former (NULL = new): sets its rev and stores it. false when it says
   what former says already: nothing is stored and row has the same revision. */
bool revision_put(batch_t *batch, const struct table *table, void *row, void *former);

/* How a directory is read whole at start: on_row is called for each row, whose views are borrowed until
   it returns. */
struct table_reader {
    const struct table *table;
    const char *statement; /* returns the table's columns */
    void (*on_row)(void *context, const void *row);
    void *context;
};

/* Reads them in order. OK or what db_run answers. */
int table_read_all(db_t *db, const struct table_reader *readers, size_t count) MUST_CHECK;

#endif
