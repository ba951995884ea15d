/* SPDX-License-Identifier: MPL-2.0 */
/* Readings of a pool's driver for a period: heads, square metres, tickets, capacity. */
#include <stdio.h>

#include "handlers.h"
#include "pool.h"
#include "proto/id.h"

/* The id that stands for a reading: a later one of the same target takes its place. */
static struct id reading_id(const struct billing_driver_put *data, const struct driver_reading *one)
{
    uint8_t key[2 + 3 * sizeof(struct id)] = {(uint8_t)data->driver, (uint8_t)one->target};
    struct id period = period_id(data->period);
    memcpy(key + 2, period.bytes, sizeof period.bytes);
    memcpy(key + 2 + sizeof(struct id), data->pool.bytes, sizeof(struct id));
    memcpy(key + 2 + 2 * sizeof(struct id), one->id.bytes, sizeof(struct id));
    return id_from_text("reading", (struct view){key, sizeof key});
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_driver_put *data = call->data;
    struct list readings = data->readings;
    struct driver_reading one;
    period_want(batch, data->period);
    while (driver_reading_next(&readings, &one)) {
        batch_want(batch, &table_reading, 0, reading_id(data, &one));
        target_want(batch, one.target, one.id);
    }
}

static int check_reading(const struct billing *self, batch_t *batch,
                         const struct billing_driver_put *data, const struct driver_reading *one,
                         size_t place)
{
    char path[48];
    snprintf(path, sizeof path, "data.readings[%zu].id", place);
    int fault = target_fault(self, batch, one->target, one->id);
    if (fault) {
        return refuse(batch, fault, path, "what exists");
    }
    bool itself = one->target == TARGET_POOL && id_equal(one->id, data->pool);
    if (itself != (data->driver == DRIVER_CAPACITY)) {
        return refuse(batch, E_DRIVER, path,
                      "another target than the pool; for capacity, the pool itself");
    }
    return OK;
}

static int check(const struct billing *self, batch_t *batch, const struct billing_driver_put *data)
{
    const struct pool_row *pool = directory_find(self->pools, data->pool);
    if (!pool) {
        return refuse(batch, E_UNKNOWN_POOL, "data.pool", "a pool");
    }
    if (driver_counted(data->driver) || !pool_uses(pool, data->driver)) {
        return refuse(batch, E_DRIVER, "data.driver", "a driver of the pool that is read");
    }
    struct list readings = data->readings;
    struct driver_reading one;
    for (size_t i = 0; driver_reading_next(&readings, &one); i++) {
        int result = check_reading(self, batch, data, &one, i);
        if (result != OK) {
            return result;
        }
    }
    return OK;
}

/* true when the reading says something new. */
static bool keep(batch_t *batch, const struct billing_driver_put *data,
                 const struct driver_reading *one)
{
    struct id id = reading_id(data, one);
    struct reading_row *row = batch_load(batch, &table_reading, id);
    if (row && row->quantity == one->quantity) {
        return false;
    }
    if (row) {
        batch_change(batch, &table_reading, row);
        row->quantity = one->quantity;
        row->source = data->source;
        return true;
    }
    batch_insert(batch, &table_reading,
                 &(struct reading_row){
                     .id = id,
                     .period = period_id(data->period),
                     .pool = data->pool,
                     .driver = data->driver,
                     .target = one->target,
                     .target_id = one->id,
                     .quantity = one->quantity,
                     .source = data->source,
                 });
    return true;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_driver_put *data = call->data;
    struct period_row *period = NULL;
    int result = period_step(batch, call, data->period, TRIGGER_ENTRY, &period);
    if (result == OK) {
        result = check(self, batch, data);
    }
    if (result != OK) {
        return result;
    }
    struct list readings = data->readings;
    struct driver_reading one;
    struct readings_put put = {0};
    while (driver_reading_next(&readings, &one)) {
        put.count += keep(batch, data, &one);
    }
    if (put.count > 0) {
        period_enter(self, batch, period,
                     state_find(&state_period, (int)period->state, TRIGGER_ENTRY));
    }
    batch_reply(batch, &put);
    return OK;
}

const struct handler handler_driver_put = {
    .message = &message_billing_driver_put, .want = want, .handle = handle};
