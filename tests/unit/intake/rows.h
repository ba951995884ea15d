/* SPDX-License-Identifier: MPL-2.0 */
/* Small rows for the tests of intake: ids from letters, days as plain numbers. */
#ifndef ENTRAIDE_TESTS_INTAKE_ROWS_H
#define ENTRAIDE_TESTS_INTAKE_ROWS_H

#include "graph.h"
#include "suggestion.h"

/* An id whose bytes are all the letter: a < b < c. */
struct id id_of(char letter);

/* Puts an active organisation named by its letter. */
void put_organisation(graph_t *graph, char letter, bool root);
void put_organisation_status(graph_t *graph, char letter, bool root, int status);

/* Puts the membership with the id letter of child in parent, both by letter, for ever. */
void put_membership(graph_t *graph, char letter, const char ends[2]);
void put_membership_dates(graph_t *graph, char letter, const char ends[2], int32_t from,
                          int32_t to);

/* A membership row, not put. */
struct membership_row membership_of(char letter, const char ends[2]);

/* Puts a service of 60 usual minutes in the field "field". */
void put_service(catalogue_t *catalogue, const char *code);

/* Puts a rule, in force for ever; conditions as "need=law kind=coop region=qc size=is=x size>=10", at
   most three, separated by spaces. */
void put_rule(catalogue_t *catalogue, const char *code, const char *conditions, const char *service,
              arena_t *arena);

/* The conditions of such a text as the contract's list. */
struct list conditions_of(const char *text, arena_t *arena);

#endif
