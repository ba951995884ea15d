/* SPDX-License-Identifier: MPL-2.0 */
/* Periods: which one a day belongs to, the one gate for their states, and what changes their numbers. */
#ifndef ENTRAIDE_BILLING_PERIOD_H
#define ENTRAIDE_BILLING_PERIOD_H

#include "billing.h"

/* The id that a period's code stands for. */
struct id period_id(struct view code);

/* The period of this code or with this day, from memory; NULL when there is none. Borrowed until the next
   change of a period. */
const struct period_row *period_named(const struct billing *self, struct view code);
const struct period_row *period_with(const struct billing *self, int32_t day);

/* The period with the latest end, or NULL. */
const struct period_row *period_last(const struct billing *self);

/* What stands for the period of a day on a document: its code, else the calendar month ("2026-11") for
   days that no period holds yet; and the first day of what such a code stands for, 0 when it is neither. */
struct view period_code(const struct billing *self, int32_t day, arena_t *arena);
int32_t period_first_day(const struct billing *self, struct view code);

/* Is the work of this day billed for good: what was not invoiced before is in the true-up. */
bool period_settled(const struct billing *self, int32_t day);

/* Is the true-up of the period decided: its notes are being issued, or all there. */
bool period_is_billed(const struct period_row *period);

/* The period whose notes are being issued, or NULL: at most one, and nothing may change it meanwhile. */
const struct period_row *period_certifying(const struct billing *self);

/* The error number for what the period does not take: that its notes are being issued, else the fault. */
int period_fault(const struct period_row *period, int fault);

/* The error number that keeps work of this day out, or 0. */
int period_work_fault(const struct billing *self, const struct call *call, int32_t day);

/* Names the period's row, for want functions; and loads it. */
void period_want(batch_t *batch, struct view code);
struct period_row *period_load(batch_t *batch, struct view code);

/* What a command that pulls a trigger on a period begins with: the row and its step, or refused. */
int period_step(batch_t *batch, const struct call *call, struct view code, enum trigger trigger,
                struct period_row **ret_period);

/* Changes the row: call it before writing to it, and period_keep afterwards, which brings memory up to
   date. */
void period_change(batch_t *batch, struct period_row *period);
void period_keep(struct billing *self, const struct period_row *period);

/* An entry has come in: pulls the trigger (which the caller has looked up) and counts it. */
void period_enter(struct billing *self, batch_t *batch, struct period_row *period,
                  const struct transition *step);

/* Work or documents of a day have changed: the allocation of its period, if there is one, is stale. */
void period_touch(struct billing *self, batch_t *batch, int32_t day);

/* What every period with one of these days counts with has changed (last_day 0: no end): those that are being
   closed are allocated again. What is certified stays as it was. */
void period_touch_closing(struct billing *self, batch_t *batch, int32_t first_day,
                          int32_t last_day);

struct period_view period_view_of(const struct period_row *period);

#endif
