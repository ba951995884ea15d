/* SPDX-License-Identifier: MPL-2.0 */
/* A field of expertise is new or changes. */
#include "handlers.h"
#include "intake.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_field_put *data = call->data;
    batch_want(batch, &table_field, 0, store_field_id(data->code));
}

static void tell(batch_t *batch, const struct field_row *row, struct list labels)
{
    emit_intake_field_changed(batch, row->id, (struct id){{0}},
                              &(struct intake_field_changed){
                                  .code = row->code,
                                  .labels = labels,
                                  .withdrawn = row->withdrawn,
                                  .rev = row->rev,
                              });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_field_put *data = call->data;
    struct field_row row = {
        .id = store_field_id(data->code),
        .code = data->code,
        .labels = map_bytes(data->labels, batch_arena(batch)),
        .withdrawn = data->withdrawn,
    };
    struct field_row *former = batch_load(batch, &table_field, row.id);
    if (revision_check(batch, &table_field, former, data->expected_rev) != OK ||
        store_check_labels(batch, "data.labels", row.labels) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_field, &row, former)) {
        catalogue_put_field(self->catalogue, &row);
        tell(batch, &row, data->labels);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_field_put = {
    .message = &message_intake_field_put, .want = want, .handle = handle};
