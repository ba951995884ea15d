/* SPDX-License-Identifier: MPL-2.0 */
/* Choosing a series. */
#include "series.h"

#include "number_format.h"
#include "period.h"
#include "runtime/emit.h"

enum { PRESET_DIGITS = 6 };

struct view series_preset(const struct billing *self, int kind, arena_t *arena)
{
    const struct billing_settings *settings = self->settings;
    const char *const names[] = {
        [DOCUMENT_INVOICE] = settings->invoice_series,
        [DOCUMENT_CREDIT_NOTE] = settings->credit_note_series,
        [DOCUMENT_DEBIT_NOTE] = settings->debit_note_series,
    };
    return arena_print(arena, "%s-{number}", names[kind]);
}

/* The fiscal year of a day, in digits; absent when no period says it. */
static struct view year_of(const struct billing *self, int32_t day)
{
    const struct period_row *period = period_with(self, day);
    struct view year = period ? period->fiscal_year : (struct view){0};
    for (size_t i = 0; i < year.size; i++) {
        if (year.bytes[i] < '0' || year.bytes[i] > '9') {
            return (struct view){0};
        }
    }
    return year;
}

struct series series_of(const struct billing *self, struct numbering_row *row, int32_t day,
                        arena_t *arena)
{
    struct series series = {
        .row = row,
        .format = row->format,
        .digits = row->digits > 0 ? row->digits : PRESET_DIGITS,
        .first = row->first_number > 0 ? row->first_number : 1,
    };
    if (row->restarts == RESTART_FISCAL_YEAR) {
        series.year = year_of(self, day);
    }
    series.name = number_format_series(series.format, series.year, arena);
    return series;
}

static struct series preset_series(const struct billing *self, int kind, arena_t *arena)
{
    struct view format = series_preset(self, kind, arena);
    return (struct series){
        .format = format,
        .name = number_format_series(format, (struct view){0}, arena),
        .digits = PRESET_DIGITS,
        .first = 1,
    };
}

static bool has_begun(const struct numbering_row *row, int kind, int32_t day)
{
    return row->kind == kind && row->valid_from <= day;
}

void series_want(const struct billing *self, batch_t *batch, int kind, int32_t day)
{
    arena_t *arena = batch_arena(batch);
    size_t position = 0, count = 0;
    struct numbering_row *row;
    while ((row = directory_next(self->numberings, &position))) {
        if (has_begun(row, kind, day)) {
            number_want(batch, series_of(self, row, day, arena).name);
            count++;
        }
    }
    if (count == 0) {
        number_want(batch, preset_series(self, kind, arena).name);
    }
}

int64_t series_left(const struct billing *self, batch_t *batch, struct numbering_row *row,
                    int32_t day)
{
    if (row->valid_until != 0 && row->valid_until < day) {
        return 0;
    }
    if (row->last_number == 0) {
        return INT64_MAX;
    }
    struct series series = series_of(self, row, day, batch_arena(batch));
    int64_t given = number_last(batch, series.name);
    given = given < series.first - 1 ? series.first - 1 : given;
    return given < row->last_number ? row->last_number - given : 0;
}

/* The rows of a kind that have begun: the one that began last, the oldest range with numbers left, and how many
   those ranges have. */
struct begun {
    struct numbering_row *latest, *range;
    int64_t left;
};

static bool goes_before(const struct numbering_row *a, const struct numbering_row *b)
{
    if (a->valid_from != b->valid_from) {
        return a->valid_from < b->valid_from;
    }
    if (a->first_number != b->first_number) {
        return a->first_number < b->first_number;
    }
    return id_compare(a->id, b->id) < 0;
}

static struct begun find_begun(const struct billing *self, batch_t *batch, int kind, int32_t day)
{
    struct begun begun = {0};
    size_t position = 0;
    struct numbering_row *row;
    while ((row = directory_next(self->numberings, &position))) {
        if (!has_begun(row, kind, day)) {
            continue;
        }
        if (!begun.latest || goes_before(begun.latest, row)) {
            begun.latest = row;
        }
        int64_t left = row->last_number > 0 ? series_left(self, batch, row, day) : 0;
        begun.left += left;
        if (left > 0 && (!begun.range || goes_before(row, begun.range))) {
            begun.range = row;
        }
    }
    return begun;
}

int series_find(const struct billing *self, batch_t *batch, int kind, int32_t day,
                struct series *ret_series)
{
    struct begun begun = find_begun(self, batch, kind, day);
    struct numbering_row *row = begun.range ? begun.range : begun.latest;
    if (!row) {
        *ret_series = preset_series(self, kind, batch_arena(batch));
        return 0;
    }
    *ret_series = series_of(self, row, day, batch_arena(batch));
    if (series_left(self, batch, row, day) == 0) {
        return E_SERIES_END;
    }
    return row->restarts == RESTART_FISCAL_YEAR && ret_series->year.size == 0 ? E_SERIES_YEAR : 0;
}

int series_fault(const struct billing *self, batch_t *batch, int kind, int32_t day, int64_t count)
{
    struct begun begun = find_begun(self, batch, kind, day);
    if (count <= begun.left || !begun.latest) {
        return 0;
    }
    if (series_left(self, batch, begun.latest, day) != INT64_MAX) {
        return E_SERIES_END;
    }
    return begun.latest->restarts == RESTART_FISCAL_YEAR && year_of(self, day).size == 0
               ? E_SERIES_YEAR
               : 0;
}

static void mark_used(batch_t *batch, struct numbering_row *known)
{
    struct numbering_row *row = batch_load(batch, &table_numbering, known->id);
    batch_change(batch, &table_numbering, row);
    row->used = known->used = true;
}

/* Nine tenths are used for the first time; numbers are below 10^12. */
static bool runs_low(const struct series *series, int64_t serial)
{
    int64_t total = series->row->last_number - series->first + 1;
    int64_t used = serial - series->first + 1;
    return series->row->last_number > 0 && used * 10 >= total * 9 && (used - 1) * 10 < total * 9;
}

void series_use(batch_t *batch, const struct series *series, int64_t serial)
{
    if (series->row && !series->row->used) {
        mark_used(batch, series->row);
    }
    if (!series->row || !runs_low(series, serial)) {
        return;
    }
    const struct numbering_row *row = series->row;
    batch_count(batch, BILLING_SERIES_LOW, 1);
    emit_billing_series_low(batch, row->id, (struct id){{0}},
                            &(struct billing_series_low){
                                .id = row->id,
                                .kind = (int)row->kind,
                                .format = row->format,
                                .authorisation = row->authorisation,
                                .last_number = serial,
                                .left = row->last_number - serial,
                                .valid_until = row->valid_until,
                            });
}
