/* SPDX-License-Identifier: MPL-2.0 */
/* Events that wait for an operator, and the stories that wait with them. */
#ifndef ENTRAIDE_RUNTIME_PARKED_H
#define ENTRAIDE_RUNTIME_PARKED_H

#include "runtime/directory.h"
#include "runtime/rowset.h"

struct parked_row {
    int64_t origin, seq;
    struct id story;
    struct view reason, sqlstate;
    int64_t attempts;
    struct view body;
    int64_t at_us;
};

struct parked {
    directory_t *stories; /* root, else subject, of what is parked */
    int64_t count;
};

void parked_init(struct parked *parked);
void parked_clear(struct parked *parked);

/* Reads what waits; forgets what was not committed. */
int parked_load(struct parked *parked, db_t *db) MUST_CHECK;

bool parked_waits(const struct parked *parked, struct id story);
void parked_add(struct parked *parked, struct id story);
void parked_send(const struct rows *rows, db_t *db);

#endif
