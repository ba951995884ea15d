/* SPDX-License-Identifier: MPL-2.0 */
/* The reading for an allocation; a few statements, each one round trip. */
#include "gather.h"

#include "certificate.h"
#include "period.h"

static const struct period_row *read_period(batch_t *batch, struct id id)
{
    const void *row = &id;
    const struct param param = {.type = COLUMN_ID, .array = true, .rows = &row, .count = 1};
    size_t count;
    void **rows =
        batch_select(batch, &table_period, "select_period", (struct params){&param, 1}, &count);
    return count > 0 ? rows[0] : NULL;
}

const struct certificate_row *gather_certificate(batch_t *batch, struct id period, int64_t number)
{
    const void *values[] = {&period, &number};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_INT, &values[1])};
    size_t count;
    void **rows = batch_select(batch, &table_certificate, "select_certificate_of_period",
                               (struct params){params, 2}, &count);
    return count > 0 ? rows[0] : NULL;
}

bool gather_numbers(batch_t *batch, const struct period_row *period,
                    struct certificate *ret_certificate)
{
    if (period->state == PERIOD_ALLOCATED || period->state == PERIOD_CERTIFYING) {
        const struct allocation_row *allocation = batch_load(batch, &table_allocation, period->id);
        if (allocation) {
            *ret_certificate = certificate_read(allocation->body);
        }
        return allocation;
    }
    const struct certificate_row *row =
        period->certificate_count > 0
            ? gather_certificate(batch, period->id, period->certificate_count)
            : NULL;
    if (row) {
        *ret_certificate = certificate_read(row->body);
    }
    return row;
}

struct charge_sum_row **gather_charges(batch_t *batch, int32_t first_day, int32_t last_day,
                                       size_t *ret_count)
{
    const void *values[] = {&first_day, &last_day};
    const struct param params[] = {param_of(COLUMN_DATE, &values[0]),
                                   param_of(COLUMN_DATE, &values[1])};
    return (struct charge_sum_row **)batch_select(batch, &table_charge_sum, "sum_charges",
                                                  (struct params){params, 2}, ret_count);
}

const struct engagement_payer_row *gather_open_share(batch_t *batch,
                                                     const struct period_row *period)
{
    const void *values[] = {&period->id, &period->first_day, &period->last_day};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_DATE, &values[1]),
                                   param_of(COLUMN_DATE, &values[2])};
    size_t count;
    void **rows = batch_select(batch, &table_engagement_payer, "list_open_shares",
                               (struct params){params, 3}, &count);
    return count > 0 ? rows[0] : NULL;
}

static void read_entries(batch_t *batch, struct period_rows *rows)
{
    const void *value = &rows->period->id;
    const struct param param = param_of(COLUMN_ID, &value);
    const struct params params = {&param, 1};
    rows->costs = (struct cost_row **)batch_select(batch, &table_cost, "list_costs_of_period",
                                                   params, &rows->cost_count);
    rows->readings = (struct reading_row **)batch_select(
        batch, &table_reading, "list_readings_of_period", params, &rows->reading_count);
    rows->objects = (struct cost_object_row **)batch_select(
        batch, &table_cost_object, "list_objects_of_period", params, &rows->object_count);
}

static void read_work(batch_t *batch, struct period_rows *rows)
{
    const struct period_row *period = rows->period;
    const void *values[] = {&period->id, &period->first_day, &period->last_day};
    const struct param params[] = {param_of(COLUMN_ID, &values[0]),
                                   param_of(COLUMN_DATE, &values[1]),
                                   param_of(COLUMN_DATE, &values[2])};
    rows->works = (struct work_sum_row **)batch_select(
        batch, &table_work_sum, "sum_work", (struct params){params + 1, 2}, &rows->work_count);
    rows->engagement_payers = (struct engagement_payer_row **)batch_select(
        batch, &table_engagement_payer, "list_engagement_payers", (struct params){params, 3},
        &rows->engagement_payer_count);
    rows->charges = gather_charges(batch, period->first_day, period->last_day, &rows->charge_count);
}

/* Pools and organisations are in memory, as the batch left them: a change of a pool has counted as an
   entry of the period, so that what is stale is seen. */
static void take_directories(const struct billing *self, batch_t *batch, struct period_rows *rows)
{
    arena_t *arena = batch_arena(batch);
    size_t position = 0;
    const struct pool_row *pool;
    rows->pools =
        arena_alloc(arena, (directory_count(self->pools) + 1) * sizeof(struct pool_row *));
    while ((pool = directory_next(self->pools, &position))) {
        rows->pools[rows->pool_count++] = pool;
    }
    struct id *members =
        arena_alloc(arena, (directory_count(self->organisations) + 1) * sizeof *members);
    const struct organisation_row *organisation;
    position = 0;
    while ((organisation = directory_next(self->organisations, &position))) {
        members[rows->member_count++] = organisation->id;
    }
    rows->members = members;
}

/* Rounding memory goes on from the first certificate of the period before in the same year. */
static void take_carries(const struct billing *self, batch_t *batch, struct period_rows *rows)
{
    const struct period_row *before = period_with(self, rows->period->first_day - 1);
    if (!rows->laws->rounding_memory || !before ||
        !view_equal(before->fiscal_year, rows->period->fiscal_year)) {
        return;
    }
    const struct certificate_row *row = gather_certificate(batch, before->id, 1);
    if (row) {
        rows->carries = certificate_read(row->body).payers;
    }
}

/* Who paid under the certificate before pays again. */
static void take_former(batch_t *batch, struct period_rows *rows)
{
    const struct period_row *period = rows->period;
    const struct certificate_row *row =
        period->certificate_count > 0
            ? gather_certificate(batch, period->id, period->certificate_count)
            : NULL;
    if (row) {
        struct certificate *former = arena_alloc(batch_arena(batch), sizeof *former);
        *former = certificate_read(row->body);
        rows->former = former;
    }
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

struct period_rows gather_period(const struct billing *self, batch_t *batch, struct id period,
                                 const struct bylaws *laws)
{
    struct period_rows rows = {.laws = laws, .period = read_period(batch, period)};
    if (rows.period) {
        read_entries(batch, &rows);
        read_work(batch, &rows);
        take_directories(self, batch, &rows);
        take_carries(self, batch, &rows);
        take_former(batch, &rows);
        qsort((void *)rows.members, rows.member_count, sizeof(struct id), compare_ids);
    }
    return rows;
}
