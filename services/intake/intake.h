/* SPDX-License-Identifier: MPL-2.0 */
/* Intake: an acknowledged request is never lost, and who may be served is answered with the path that
 * proves it. */
#ifndef ENTRAIDE_INTAKE_INTAKE_H
#define ENTRAIDE_INTAKE_INTAKE_H

#include "calendar.h"
#include "catalogue.h"
#include "eligibility.h"
#include "graph.h"
#include "offering.h"
#include "runtime/directory.h"
#include "runtime/service.h"
#include "standing.h"
#include "state.h"

#define SETTINGS_STRUCT intake_settings
#include "runtime/define_settings.h"

extern const struct service intake_service;
extern const struct sql_file intake_sql[];
extern const struct sql_file intake_schema[];

/* What intake keeps in memory: a cache of its small tables. Requests and needs are not here. */
struct intake {
    const struct intake_settings *settings;
    graph_t *graph;         /* organisations and memberships */
    catalogue_t *catalogue; /* services and rules */
    directory_t *contacts;  /* struct contact_row by id, without the personal fields */
    directory_t *offerings; /* struct offering_row, see offering.h */
    struct by_law by_law;   /* as the settings have it now */
    struct standing_walk walk;
    directory_t *exceptions;  /* struct by_law_exception_row by organisation */
    struct calendar calendar; /* without hours until one is put */
};

enum intake_counter {
    INTAKE_RECEIVED,
    INTAKE_FLAGGED,
    INTAKE_SUGGESTED,
    INTAKE_LATE,
    INTAKE_BREACHED,
    INTAKE_TOLD,
    INTAKE_COUNTER_COUNT
};

/* Keeps what the directory holds of a contact. */
void intake_keep_contact(struct intake *self, const struct contact_row *row);

/* Does an adviser confirm requests before they are matched: the setting review. Any word but none asks for
   it: a slip of the pen must not skip the adviser. */
bool intake_reviews(const struct intake *self);

/* The by-law as the settings have it now. */
struct by_law intake_by_law(const struct intake *self);

#endif
