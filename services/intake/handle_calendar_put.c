/* SPDX-License-Identifier: MPL-2.0 */
/* The working hours, the holidays, and how long requests may wait for a person. There is one calendar.
   Clocks that run already are looked at again when their time is up. */
#include "handlers.h"
#include "intake.h"
#include "proto/id.h"
#include "runtime/revision.h"

static struct id calendar_id(void)
{
    return id_from_text("calendar", view_of("co-operative"));
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    (void)call;
    batch_want(batch, &table_calendar, 0, calendar_id());
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_calendar_put *data = call->data;
    arena_t *arena = batch_arena(batch);
    struct calendar_row *former = batch_load(batch, &table_calendar, calendar_id());
    struct calendar calendar;
    struct refusal refusal = {0};
    if (calendar_read(data, &calendar, &refusal) < 0) {
        return refuse(batch, refusal.code, refusal.path, refusal.expected);
    }
    if (revision_check(batch, &table_calendar, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    struct calendar_row row = {
        .id = calendar_id(),
        .hours = list_bytes(data->hours, arena),
        .holidays = list_bytes(data->holidays, arena),
        .allowances = list_bytes(data->allowances, arena),
    };
    if (revision_put(batch, &table_calendar, &row, former)) {
        self->calendar = calendar;
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_calendar_put = {
    .message = &message_intake_calendar_put, .want = want, .handle = handle};
