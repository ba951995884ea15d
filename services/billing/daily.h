/* SPDX-License-Identifier: MPL-2.0 */
/* A timer that looks for something once a day, a page at a time; days that nobody was there for come one after the other. */
#ifndef ENTRAIDE_BILLING_DAILY_H
#define ENTRAIDE_BILLING_DAILY_H

#include "runtime/batch.h"

/* Most that one transaction tells; the next page is the next transaction. */
enum { DAILY_PAGE = 256 };

struct daily {
    int32_t day;     /* that is looked at */
    struct id after; /* the last that was told; none at the day's beginning */
};

/* Where the timer is; today when it has never been anywhere. */
struct daily daily_read(const struct call *call);

/* Has the day come? It may not have, when time_zone has become another. */
bool daily_has_come(const struct call *call, const struct daily *daily);

/* Sets the timer again: after the last of a full page, else for the next day. */
void daily_go_on(batch_t *batch, const char *name, const struct call *call, struct daily next);

#endif
