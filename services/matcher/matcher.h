/* SPDX-License-Identifier: MPL-2.0 */
/* Matcher: the team is the proven optimum, or the gap is stated; every "why" and "why not" can be asked. */
#ifndef ENTRAIDE_MATCHER_MATCHER_H
#define ENTRAIDE_MATCHER_MATCHER_H

#include "links.h"
#include "people.h"
#include "runtime/directory.h"
#include "rates.h"
#include "runtime/service.h"
#include "state.h"
#include "team.h"

#define SETTINGS_STRUCT matcher_settings
#include "runtime/define_settings.h"

extern const struct service matcher_service;
extern const struct sql_file matcher_sql[];
extern const struct sql_file matcher_schema[];

/* What the matcher keeps in memory: a cache of its small tables. Plans and assignments are not here,
 * only the minutes they hold. */
struct matcher {
    const struct matcher_settings *settings;
    people_t *people;
    links_t *conflicts; /* who may not serve whom; by id of the conflict */
    links_t
        *served; /* who served whom, from the day they accepted last; by id of the professional */
    rates_t *rates;
    directory_t *ladders; /* rows of what may be given up, by id */
    team_workspace_t *workspace;
};

enum matcher_counter {
    MATCHER_PROPOSED,
    MATCHER_UNMET,
    MATCHER_UNPROVEN,
    MATCHER_AUTOMATIC,
    MATCHER_OFFERED,
    MATCHER_LATE,
    MATCHER_COUNTER_COUNT
};

/* Keeps a conflict in the directory, in the place of the one it was before (NULL = new). */
void matcher_keep_conflict(struct matcher *self, const struct conflict_row *former,
                           const struct conflict_row *row);

#endif
