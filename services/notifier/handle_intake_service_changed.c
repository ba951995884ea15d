/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps what a service is called, in each language. */
#include "handlers.h"
#include "proto/id.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_service_changed *event = call->data;
    batch_want(batch, &table_service, 0, id_from_text("service", event->code));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct notifier *self = context;
    const struct intake_service_changed *event = call->data;
    struct service_row row = {id_from_text("service", event->code), event->code,
                              map_bytes(event->labels, batch_arena(batch))};
    batch_put(batch, &table_service, &row);
    directory_put(self->services, row.id, row_clone(&table_service, &row));
    return OK;
}

const struct handler handler_intake_service_changed = {
    .message = &message_intake_service_changed, .want = want, .handle = handle};
