/* SPDX-License-Identifier: MPL-2.0 */
/* What an hour of each service costs on a day, in the form the solver reads. */
#ifndef ENTRAIDE_MATCHER_RATES_H
#define ENTRAIDE_MATCHER_RATES_H

#include "people.h"

typedef struct rates rates_t;

rates_t *rates_new(void);
void rates_destroy(rates_t **rates_p);
void rates_clear(rates_t *rates);

/* Keeps a rate; one with the same id is replaced. */
void rates_put(rates_t *rates, const struct rate_row *row);

/* What makes up the rates in force. */
struct rates_day {
    const people_t *people;
    int32_t day;
    int64_t default_cents; /* an hour, when there is no rate for all */
};

/* The rates of a service in force on a day: of those for all, and of those for one professional, the one
   that began last. Borrowed until the next call for this service. */
const struct team_rates *rates_of(rates_t *rates, struct view service, const struct rates_day *day);

#endif
