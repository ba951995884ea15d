/* SPDX-License-Identifier: MPL-2.0 */
/* How documents of a kind are numbered from a day on: a series is new or changes. */
#include <stdio.h>

#include "handlers.h"
#include "number_format.h"
#include "runtime/revision.h"
#include "series.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_series_put *data = call->data;
    batch_want(batch, &table_numbering, 0, data->id);
}

/* What can be said of the series alone. */
static int check_fields(batch_t *batch, const struct billing_series_put *data)
{
    bool yearly = data->restarts == RESTART_FISCAL_YEAR;
    const char *fault = number_format_fault(data->format, yearly);
    if (fault) {
        return refuse(batch, E_SERIES_FORMAT, "data.format", fault);
    }
    if (data->valid_until != 0 && data->valid_until < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_until", "a day not before valid_from");
    }
    if (data->last != 0 && yearly) {
        return refuse(batch, E_SERIES_RANGE, "data.last", "no last number where numbers restart");
    }
    if (data->last != 0 && (data->first == 0 || data->last < data->first)) {
        return refuse(batch, E_SERIES_RANGE, "data.first", "first, and not above last");
    }
    return OK;
}

/* Ranges of one text follow each other in number as in time. */
static bool follow(const struct numbering_row *a, const struct numbering_row *b)
{
    bool a_first = a->last_number < b->first_number, b_first = b->last_number < a->first_number;
    return (a_first || b_first) && (a->valid_from >= b->valid_from || a_first) &&
           (b->valid_from >= a->valid_from || b_first);
}

static int refuse_format(batch_t *batch, int code, const char *path, struct view other)
{
    char expected[160];
    snprintf(expected, sizeof expected, "numbers that %.*s cannot give", (int)other.size,
             (const char *)other.bytes);
    return refuse(batch, code, path, expected);
}

/* Two texts never give one number, and no range is shared. */
static int check_other(batch_t *batch, const struct numbering_row *row,
                       const struct numbering_row *other)
{
    bool same = view_equal(row->format, other->format);
    if (!same && number_formats_meet(row->format, other->format)) {
        return refuse_format(batch, E_SERIES_FORMAT, "data.format", other->format);
    }
    bool ranges = row->last_number > 0 || other->last_number > 0;
    if (same && ranges && row->kind != other->kind) {
        return refuse_format(batch, E_SERIES_RANGE, "data.format", other->format);
    }
    if (same && row->last_number > 0 && other->last_number > 0 && !follow(row, other)) {
        return refuse(batch, E_SERIES_RANGE, "data.first",
                      "ranges that follow each other in number as in time");
    }
    return OK;
}

static int check_others(const struct billing *self, batch_t *batch, const struct numbering_row *row)
{
    size_t position = 0;
    const struct numbering_row *other;
    while ((other = directory_next(self->numberings, &position))) {
        int result = id_equal(other->id, row->id) ? OK : check_other(batch, row, other);
        if (result != OK) {
            return result;
        }
    }
    for (int kind = DOCUMENT_INVOICE; kind <= DOCUMENT_DEBIT_NOTE; kind++) {
        const struct numbering_row preset = {
            .kind = kind, .format = series_preset(self, kind, batch_arena(batch))};
        int result = check_other(batch, row, &preset);
        if (result != OK) {
            return result;
        }
    }
    return OK;
}

/* Numbers that were given are not in what is to be given. */
static int check_given(const struct billing *self, batch_t *batch, struct numbering_row *row,
                       const struct numbering_row *former)
{
    if (row->restarts == RESTART_FISCAL_YEAR) {
        return OK;
    }
    struct series series = series_of(self, row, row->valid_from, batch_arena(batch));
    int64_t given = number_last(batch, series.name);
    char expected[40];
    snprintf(expected, sizeof expected, "above %lld", (long long)given);
    if (former && former->used) {
        return row->last_number != 0 && row->last_number < given
                   ? refuse(batch, E_SERIES_RANGE, "data.last", expected)
                   : OK;
    }
    return row->first_number != 0 && row->first_number <= given
               ? refuse(batch, E_SERIES_RANGE, "data.first", expected)
               : OK;
}

/* A series that has given numbers keeps everything but its end. */
static bool keeps(const struct numbering_row *former, const struct numbering_row *row)
{
    return row->kind == former->kind && row->valid_from == former->valid_from &&
           view_equal(row->format, former->format) && row->digits == former->digits &&
           row->restarts == former->restarts && row->first_number == former->first_number &&
           view_equal(row->authorisation, former->authorisation) &&
           (row->last_number > 0) == (former->last_number > 0);
}

static int check(const struct billing *self, batch_t *batch, struct numbering_row *row,
                 const struct numbering_row *former)
{
    if (former && former->used && !keeps(former, row)) {
        return refuse(batch, E_SERIES_USED, "data.id", "another id, and a later valid_from");
    }
    if (!former && directory_count(self->numberings) >= SERIES_MAX) {
        return refuse(batch, E_FIELD_COUNT, "data.id", "at most 200 series");
    }
    int result = check_others(self, batch, row);
    return result == OK ? check_given(self, batch, row, former) : result;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_series_put *data = call->data;
    struct numbering_row *former = batch_load(batch, &table_numbering, data->id);
    struct numbering_row row = {
        .id = data->id,
        .kind = data->kind,
        .valid_from = data->valid_from,
        .format = data->format,
        .digits = data->digits,
        .restarts = data->restarts,
        .first_number = data->first,
        .last_number = data->last,
        .authorisation = data->authorisation,
        .valid_until = data->valid_until,
        .used = former && former->used,
    };
    int result = check_fields(batch, data);
    if (result == OK) {
        result = revision_check(batch, &table_numbering, former, data->expected_rev);
    }
    if (result == OK) {
        result = check(self, batch, &row, former);
    }
    if (result != OK) {
        return result;
    }
    if (revision_put(batch, &table_numbering, &row, former)) {
        directory_put(self->numberings, row.id, row_clone(&table_numbering, &row));
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_series_put = {
    .message = &message_billing_series_put, .want = want, .handle = handle};
