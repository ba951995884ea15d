/* SPDX-License-Identifier: MPL-2.0 */
/* Periods in memory and in the batch. */
#include "period.h"

#include <stdio.h>

#include "proto/id.h"

/* More periods than ever wait to be certified at once. */
enum { CLOSING_MAX = 64 };

struct id period_id(struct view code)
{
    return id_from_text("period", code);
}

const struct period_row *period_named(const struct billing *self, struct view code)
{
    return directory_find(self->periods, period_id(code));
}

const struct period_row *period_with(const struct billing *self, int32_t day)
{
    size_t position = 0;
    const struct period_row *period;
    while ((period = directory_next(self->periods, &position))) {
        if (period->first_day <= day && day <= period->last_day) {
            return period;
        }
    }
    return NULL;
}

const struct period_row *period_last(const struct billing *self)
{
    size_t position = 0;
    const struct period_row *period, *last = NULL;
    while ((period = directory_next(self->periods, &position))) {
        last = !last || period->last_day > last->last_day ? period : last;
    }
    return last;
}

struct view period_code(const struct billing *self, int32_t day, arena_t *arena)
{
    const struct period_row *period = period_with(self, day);
    if (period) {
        return arena_copy(arena, period->code);
    }
    char text[DATE_TEXT_SIZE];
    date_print(day, text);
    return arena_print(arena, "%.7s", text);
}

int32_t period_first_day(const struct billing *self, struct view code)
{
    const struct period_row *period = period_named(self, code);
    char text[DATE_TEXT_SIZE];
    int32_t day = 0;
    if (period) {
        return period->first_day;
    }
    snprintf(text, sizeof text, "%.*s-01", (int)(code.size < 7 ? code.size : 7),
             (const char *)code.bytes);
    return code.size == 7 && date_parse(view_of(text), &day) == 0 ? day : 0;
}

bool period_is_billed(const struct period_row *period)
{
    return period->state == PERIOD_CERTIFYING || period->state == PERIOD_CERTIFIED ||
           period->state == PERIOD_FINAL;
}

const struct period_row *period_certifying(const struct billing *self)
{
    size_t position = 0;
    const struct period_row *period;
    while ((period = directory_next(self->periods, &position))) {
        if (period->state == PERIOD_CERTIFYING) {
            return period;
        }
    }
    return NULL;
}

int period_fault(const struct period_row *period, int fault)
{
    return period->state == PERIOD_CERTIFYING ? E_CERTIFYING : fault;
}

bool period_settled(const struct billing *self, int32_t day)
{
    const struct period_row *period = period_with(self, day);
    return period && period_is_billed(period);
}

int period_work_fault(const struct billing *self, const struct call *call, int32_t day)
{
    const struct period_row *period = period_with(self, day);
    if (!period || period->state == PERIOD_OPEN) {
        return 0;
    }
    int kind = call->envelope->actor.kind;
    bool staff = kind == ACTOR_OPERATOR || kind == ACTOR_SYSTEM || kind == ACTOR_ADVISER;
    return period_is_billed(period) || !staff ? period_fault(period, E_PERIOD_CLOSED) : 0;
}

void period_want(batch_t *batch, struct view code)
{
    batch_want(batch, &table_period, 0, period_id(code));
}

struct period_row *period_load(batch_t *batch, struct view code)
{
    return batch_load(batch, &table_period, period_id(code));
}

int period_step(batch_t *batch, const struct call *call, struct view code, enum trigger trigger,
                struct period_row **ret_period)
{
    struct period_row *period = period_load(batch, code);
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    if (period->state == PERIOD_CERTIFYING) {
        return refuse(batch, E_CERTIFYING, "data.period", "a period whose notes are all there");
    }
    const struct transition *step = state_find(&state_period, (int)period->state, (int)trigger);
    char expected[80];
    snprintf(expected, sizeof expected, "a period that is not %s",
             choice_word(&choices_period_state, (int)period->state));
    *ret_period = period;
    return state_check(batch, call, step, "data.period", expected);
}

void period_change(batch_t *batch, struct period_row *period)
{
    batch_change(batch, &table_period, period);
    period->rev++;
}

void period_keep(struct billing *self, const struct period_row *period)
{
    directory_put(self->periods, period->id, row_clone(&table_period, period));
}

void period_enter(struct billing *self, batch_t *batch, struct period_row *period,
                  const struct transition *step)
{
    period_change(batch, period);
    period->state = state_after(step, (int)period->state);
    period->entry_rev++;
    period_keep(self, period);
}

void period_touch(struct billing *self, batch_t *batch, int32_t day)
{
    const struct period_row *known = period_with(self, day);
    if (!known || known->state == PERIOD_OPEN) {
        return;
    }
    enum trigger trigger = period_is_billed(known) ? TRIGGER_LATE_ENTRY : TRIGGER_ENTRY;
    const struct transition *step = state_find(&state_period, (int)known->state, (int)trigger);
    struct period_row *period = step ? batch_load(batch, &table_period, known->id) : NULL;
    if (period) {
        period_enter(self, batch, period, step);
    }
}

void period_touch_closing(struct billing *self, batch_t *batch, int32_t first_day, int32_t last_day)
{
    size_t position = 0, count = 0;
    const struct period_row *period;
    int32_t days[CLOSING_MAX];
    while (count < CLOSING_MAX && (period = directory_next(self->periods, &position))) {
        bool closing = period->state == PERIOD_SOFT_CLOSED || period->state == PERIOD_ALLOCATED;
        bool held = period->last_day >= first_day && (!last_day || period->first_day <= last_day);
        if (closing && held) {
            days[count++] = period->first_day;
        }
    }
    while (count > 0) {
        period_touch(self, batch, days[--count]);
    }
}

struct period_view period_view_of(const struct period_row *period)
{
    return (struct period_view){
        .id = period->id,
        .code = period->code,
        .state = (int)period->state,
        .first_day = period->first_day,
        .last_day = period->last_day,
        .fiscal_year = period->fiscal_year,
        .currency = period->currency,
        .pending = period->state != PERIOD_OPEN && period->entry_rev != period->allocated_rev,
        .cost_cents = period->cost_cents,
        .carried_cents = period->carried_cents,
        .provisional_cents = period->provisional_cents,
        .true_up_cents = period->true_up_cents,
        .payer_count = period->payer_count,
        .note_count = period->note_count,
        .certificate_count = period->certificate_count,
        .certificate_hash = period->certificate_hash,
        .problem = period->problem,
        .problem_text = period->problem_text,
        .notes_due = period->notes_due,
    };
}
