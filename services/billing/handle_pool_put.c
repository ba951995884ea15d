/* SPDX-License-Identifier: MPL-2.0 */
/* A pool of cost is new or changes. */
#include <stdio.h>

#include "allocation.h"
#include "handlers.h"
#include "pool.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_pool_put *data = call->data;
    batch_want(batch, &table_pool, 0, data->id);
}

/* Fallbacks as they rest: a byte each. Refused, or OK. */
static int read_fallbacks(batch_t *batch, struct list words, uint8_t ret_drivers[3],
                          size_t *ret_count)
{
    struct view word;
    *ret_count = 0;
    while (list_next_text(&words, &word)) {
        int driver = choice_find(&choices_pool_driver, word);
        if (driver < 0 || driver == DRIVER_CAPACITY) {
            return refuse(batch, E_FIELD_CHOICE, "data.fallbacks",
                          "minutes, all_minutes, direct_cost, members or a driver that is read");
        }
        ret_drivers[(*ret_count)++] = (uint8_t)driver;
    }
    return OK;
}

static int check(batch_t *batch, const struct billing_pool_put *data)
{
    if (data->valid_to != 0 && data->valid_to < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    if (data->driver == DRIVER_CAPACITY) {
        return refuse(batch, E_FIELD_CHOICE, "data.driver",
                      "a driver that cost is shared by; capacity is only read");
    }
    return OK;
}

/* A period may have cost in every pool that is kept, also in one that has ended. */
static int check_room(const struct billing *self, batch_t *batch, const struct pool_row *former)
{
    if (former || directory_count(self->pools) < ALLOCATION_POOL_MAX) {
        return OK;
    }
    char expected[40];
    snprintf(expected, sizeof expected, "at most %d pools", ALLOCATION_POOL_MAX);
    return refuse(batch, E_POOLS_FULL, "data.id", expected);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_pool_put *data = call->data;
    uint8_t drivers[3];
    size_t count = 0;
    int result = check(batch, data);
    if (result == OK) {
        result = read_fallbacks(batch, data->fallbacks, drivers, &count);
    }
    struct pool_row *former = result == OK ? batch_load(batch, &table_pool, data->id) : NULL;
    if (result == OK) {
        result = revision_check(batch, &table_pool, former, data->expected_rev);
    }
    if (result == OK) {
        result = check_room(self, batch, former);
    }
    if (result != OK) {
        return result;
    }
    struct pool_row row = {
        .id = data->id,
        .code = data->code,
        .labels = map_bytes(data->labels, batch_arena(batch)),
        .kind = data->kind,
        .driver = data->driver,
        .fallbacks = arena_copy(batch_arena(batch), (struct view){drivers, count}),
        .professional = data->professional,
        .service = data->service,
        .step = data->step,
        .denominator = data->denominator,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
    };
    if (revision_put(batch, &table_pool, &row, former)) {
        directory_put(self->pools, row.id, row_clone(&table_pool, &row));
        period_touch_closing(self, batch, row.valid_from, row.valid_to);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_pool_put = {
    .message = &message_billing_pool_put, .want = want, .handle = handle};
