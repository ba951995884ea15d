/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps why the needs of a plan were suggested and what was given up, until its price is known and the contact is told. */
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_proposed *event = call->data;
    batch_want(batch, &table_plan, 0, event->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_plan_proposed *event = call->data;
    struct plan_row row = {event->id, event->version, list_bytes(event->needs, batch_arena(batch)),
                           list_bytes(event->relaxed, batch_arena(batch))};
    struct plan_row *stored = batch_load(batch, &table_plan, event->id);
    if (!stored) {
        batch_insert(batch, &table_plan, &row);
    } else if (stored->version < row.version) {
        batch_change(batch, &table_plan, stored);
        *stored = row;
    }
    return OK;
}

const struct handler handler_matcher_plan_proposed = {
    .message = &message_matcher_plan_proposed, .want = want, .handle = handle};
