/* SPDX-License-Identifier: MPL-2.0 */
/* A small table kept in memory: id -> row. A cache of the database, reloaded when a batch fails. */
#ifndef ENTRAIDE_RUNTIME_DIRECTORY_H
#define ENTRAIDE_RUNTIME_DIRECTORY_H

#include "runtime/table.h"

typedef struct directory directory_t;

directory_t *directory_new(void);
void directory_destroy(directory_t **directory_p);

/* The row with this id, or NULL. Borrowed; valid until it is put again or removed. */
void *directory_find(const directory_t *directory, struct id id);

/* Keeps row, a block made by row_clone or malloc, under id; frees the one it replaces.
   Returns row. */
void *directory_put(directory_t *directory, struct id id, void *row);

void directory_remove(directory_t *directory, struct id id);
void directory_clear(directory_t *directory);
size_t directory_count(const directory_t *directory);

/* Walks all rows in no particular order: start with position 0; NULL at the end. The directory must
   not change meanwhile. */
void *directory_next(const directory_t *directory, size_t *position);

#endif
