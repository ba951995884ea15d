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
    /* Of one that waits no more. */
    int64_t ending; /* enum parked_end */
    struct view client, why;
    int64_t ended_us;
};

/* As it is read whole, as lists show those that wait, and as they show those that do not any more. */
extern const struct table table_parked, table_parked_shown, table_parked_past;

struct parked {
    directory_t *stories; /* root, else subject, of what is parked, with how many events */
    int64_t count;
};

/* What a batch does to them: struct parked_row. */
struct parked_changes {
    struct rows added, tried, ended;
};

void parked_init(struct parked *parked);
void parked_clear(struct parked *parked);

/* Reads what waits; forgets what was not committed. */
int parked_load(struct parked *parked, db_t *db) MUST_CHECK;

/* Do later events of this story wait too. */
bool parked_waits(const struct parked *parked, struct id story);
/* How many events of the story wait. */
int64_t parked_count_of(const struct parked *parked, struct id story);
void parked_add(struct parked *parked, struct id story);
void parked_drop(struct parked *parked, struct id story);

bool parked_dirty(const struct parked_changes *changes);
void parked_send(const struct parked_changes *changes, db_t *db);

#endif
