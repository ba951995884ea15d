/* SPDX-License-Identifier: MPL-2.0 */
/* One instance of a service is active: it holds an advisory lock on its writing session. The others wait
 * here, and take over from a holder that has died or hangs. */
#ifndef ENTRAIDE_RUNTIME_STANDBY_H
#define ENTRAIDE_RUNTIME_STANDBY_H

#include "proto/contract.h"
#include "runtime/db.h"

struct standby {
    const char *conninfo;
    enum owner owner;
    int64_t commit_timeout_ms; /* a holder that is active for longer hangs */
    /* Waits; false: stop waiting for good. */
    bool (*pause)(void *context, int64_t timeout_ms);
    void (*tell)(void *context, const char *status);
    void *context;
};

/* Connects, as often as it takes, and returns the session that holds the lock. NULL when pause said to
   stop. */
db_t *standby_take_over(const struct standby *standby);

/* Is the session alive; also shows standbys that its holder is. OK or what db_run answers within 3 s. */
int standby_show_life(db_t *db) MUST_CHECK;

#endif
