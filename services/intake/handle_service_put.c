/* SPDX-License-Identifier: MPL-2.0 */
/* A service of the catalogue is new or changes. */
#include "handlers.h"
#include "intake.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_service_put *data = call->data;
    batch_want(batch, &table_service, 0, store_service_id(data->code));
}

static struct service_row row_of(const struct intake_service_put *data, arena_t *arena)
{
    return (struct service_row){
        .id = store_service_id(data->code),
        .code = data->code,
        .field = data->field,
        .labels = map_bytes(data->labels, arena),
        .low_minutes = data->low_minutes,
        .typical_minutes = data->typical_minutes,
        .high_minutes = data->high_minutes,
        .licence = data->licence,
        .min_level = data->min_level,
        .modality = data->modality,
        .withdrawn = data->withdrawn,
    };
}

static void tell(batch_t *batch, const struct service_row *row, struct list labels)
{
    emit_intake_service_changed(batch, row->id, (struct id){{0}},
                                &(struct intake_service_changed){
                                    .code = row->code,
                                    .field = row->field,
                                    .labels = labels,
                                    .withdrawn = row->withdrawn,
                                    .rev = row->rev,
                                });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_service_put *data = call->data;
    struct service_row row = row_of(data, batch_arena(batch));
    struct service_row *former = batch_load(batch, &table_service, row.id);
    if (revision_check(batch, &table_service, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    if (data->typical_minutes < data->low_minutes) {
        return refuse(batch, E_FIELD_RANGE, "data.typical_minutes", "not below low_minutes");
    }
    if (data->high_minutes < data->typical_minutes) {
        return refuse(batch, E_FIELD_RANGE, "data.high_minutes", "not below typical_minutes");
    }
    if (store_check_labels(batch, "data.labels", row.labels) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_service, &row, former)) {
        catalogue_put_service(self->catalogue, &row);
        tell(batch, &row, data->labels);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_service_put = {
    .message = &message_intake_service_put, .want = want, .handle = handle};
