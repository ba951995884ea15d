/* SPDX-License-Identifier: MPL-2.0 */
/* Keys of persons: in memory all of them, in the database one erasable row each. */
#ifndef ENTRAIDE_RUNTIME_PERSON_H
#define ENTRAIDE_RUNTIME_PERSON_H

#include "proto/arena.h"
#include "runtime/db.h"
#include "runtime/rowset.h"

typedef struct persons persons_t;

persons_t *persons_new(void);
void persons_destroy(persons_t **persons_p);

/* Reads all keys; forgets what was not committed, except keys that came with a feed. */
int persons_load(persons_t *persons, db_t *db) MUST_CHECK;

/* A key that came with a feed; ignored when one is known or the person was erased. */
void persons_keep(persons_t *persons, struct id person, const uint8_t secret[32]);

/* Makes a key unless there is one. false: erased. ret_made tells whether a key was made. */
bool persons_ready(persons_t *persons, struct id person, bool *ret_made);
void persons_erase(persons_t *persons, struct id person);
bool persons_erased(const persons_t *persons, struct id person);

/* The secret, or NULL when there is none. */
const uint8_t *persons_secret(const persons_t *persons, struct id person);

/* Is there anything to be written; writes it with the transaction; forgets it after the commit. */
bool persons_dirty(const persons_t *persons);
void persons_send(persons_t *persons, db_t *db, arena_t *arena, int64_t now_us);
void persons_committed(persons_t *persons);

#endif
