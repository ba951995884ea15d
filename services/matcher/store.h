/* SPDX-License-Identifier: MPL-2.0 */
/* The tables of the matcher. */
#ifndef ENTRAIDE_MATCHER_STORE_H
#define ENTRAIDE_MATCHER_STORE_H

#include "runtime/batch.h"
#include "runtime/define_rows.h"

extern const struct table *const store_tables[]; /* NULL-terminated */

/* The id of a request's plan, the same for all its versions. */
struct id store_plan_id(struct id request);

/* The id of what a version of a plan was decided on. */
struct id store_case_id(struct id plan, int64_t version);

/* Keeps what the plan's present version was decided on. Answers the SHA-256 of the bytes kept. */
struct view store_case(batch_t *batch, const struct plan_row *plan, const struct match_case *from);

/* A page of assignments in ascending id, those above `after`, at most `limit` of them; by the plan or by
   the professional. Rows are in the arena. */
void **store_page_by_plan(batch_t *batch, struct id plan, struct id after, int64_t limit,
                          size_t *ret_count);
void **store_page_by_professional(batch_t *batch, struct id professional, struct id after,
                                  int64_t limit, size_t *ret_count);

/* The same of what a professional has been offered, does or is absent from. */
void **store_page_busy(batch_t *batch, struct id professional, struct id after, int64_t limit,
                       size_t *ret_count);

/* A page of unmet plans in ascending id, those above `after`, at most `limit` of them. In the arena. */
void **store_page_unmet(batch_t *batch, struct id after, int64_t limit, size_t *ret_count);

/* The first unmet plans in the order in which the backlog is decided; at most limit, 0 = 100. In the arena.
   For queries and timers. */
void **store_list_backlog(batch_t *batch, int64_t limit, size_t *ret_count);

#endif
