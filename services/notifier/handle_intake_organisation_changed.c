/* SPDX-License-Identifier: MPL-2.0 */
/* Keeps what an organisation is called. */
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_organisation_changed *event = call->data;
    batch_want(batch, &table_organisation, 0, event->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct notifier *self = context;
    const struct intake_organisation_changed *event = call->data;
    struct organisation_row row = {event->id, event->name, event->language};
    batch_put(batch, &table_organisation, &row);
    directory_put(self->organisations, row.id, row_clone(&table_organisation, &row));
    return OK;
}

const struct handler handler_intake_organisation_changed = {
    .message = &message_intake_organisation_changed, .want = want, .handle = handle};
