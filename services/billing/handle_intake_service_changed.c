/* SPDX-License-Identifier: MPL-2.0 */
/* What a service is called in each language, for the pages of documents, and its effort, for the range of quotes. */
#include "billing.h"
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
    struct billing *self = context;
    const struct intake_service_changed *event = call->data;
    struct service_row row = {
        .id = id_from_text("service", event->code),
        .code = event->code,
        .labels = map_bytes(event->labels, batch_arena(batch)),
        .low_minutes = event->low_minutes,
        .high_minutes = event->high_minutes,
    };
    batch_put(batch, &table_service, &row);
    directory_put(self->services, row.id, row_clone(&table_service, &row));
    return OK;
}

const struct handler handler_intake_service_changed = {
    .message = &message_intake_service_changed, .want = want, .handle = handle};
