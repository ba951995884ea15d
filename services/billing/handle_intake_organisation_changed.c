/* SPDX-License-Identifier: MPL-2.0 */
/* Who pays, and where they are: the place of supply decides the taxes. */
#include "billing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_organisation_changed *data = call->data;
    batch_want(batch, &table_organisation, 0, data->id);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct intake_organisation_changed *data = call->data;
    struct organisation_row row = {
        .id = data->id,
        .rev = data->rev,
        .name = data->name,
        .region = data->region,
        .language = data->language,
        .address = data->address,
        .identifiers = list_bytes(data->identifiers, batch_arena(batch)),
    };
    batch_put(batch, &table_organisation, &row);
    directory_put(self->organisations, row.id, row_clone(&table_organisation, &row));
    return OK;
}

const struct handler handler_intake_organisation_changed = {
    .message = &message_intake_organisation_changed, .want = want, .handle = handle};
