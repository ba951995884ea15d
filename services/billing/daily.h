/* SPDX-License-Identifier: MPL-2.0 */
/* A timer that looks for something once a day, a page at a time; days that nobody was there for come one
 * after the other. */
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

/* What is looked for. */
struct daily_search {
    const char *timer; /* its name */
    /* At most DAILY_PAGE rows of the day behind `after`, in the order of their ids. */
    void **(*select)(void *context, batch_t *batch, const struct daily *daily, size_t *ret_count);
    struct id (*tell)(batch_t *batch, const void *row); /* tells of it; returns its id */
};

/* Tells of a page, and sets the timer again: after the last of a full page, else for the next day. */
void daily_run(void *context, batch_t *batch, const struct call *call,
               const struct daily_search *search);

#endif
