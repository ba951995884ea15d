/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of intake, and what its handlers share when they write them. */
#ifndef ENTRAIDE_INTAKE_STORE_H
#define ENTRAIDE_INTAKE_STORE_H

#include "runtime/batch.h"
#include "runtime/define_rows.h"

extern const struct table *const store_tables[]; /* NULL-terminated */

/* The ids of things that are named by a code. */
struct id store_service_id(struct view code);
struct id store_rule_id(struct view code);
struct id store_field_id(struct view code);

/* The id of a version of a service. */
struct id store_service_version_id(struct view code, int64_t version);

/* The id of what an organisation offers of a service. */
struct id store_offering_id(struct id network, struct view service);

/* Texts of one label in all its languages, bytes of the encoded map: fifteen needs with such a reason,
   16 KiB of words and the rest stay below the 64 KiB of an event. Refused with E_FIELD_LENGTH. */
enum { LABELS_BYTES_MAX = 2048 };
int store_check_labels(batch_t *batch, const char *path, struct view labels);

/* Organisations that have the number in the register. It reads the whole table, 2 ms for 11,000 rows: only
   for an adviser who looks at a flagged request. */
void **store_organisations_with(batch_t *batch, const struct identifier *identifier, int64_t limit,
                                size_t *ret_count);

/* A page of requests, by id: of an organisation (state -1 = in any), or on the desk in a state. */
void **store_page_by_organisation(batch_t *batch, const struct intake_request_list *question,
                                  int64_t state, int64_t limit, size_t *ret_count);
void **store_page_by_desk(batch_t *batch, struct id after, int64_t state, int64_t limit,
                          size_t *ret_count);

/* A page of what has the owner, by id above `after`: requests of a contact, contacts of an organisation. */
void **store_page_by_contact(batch_t *batch, struct id contact, struct id after, int64_t limit,
                             size_t *ret_count);
void **store_contacts_of(batch_t *batch, struct id organisation, struct id after, int64_t limit,
                         size_t *ret_count);

#endif
