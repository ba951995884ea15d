/* SPDX-License-Identifier: MPL-2.0 */
/* A service as it is, or as it was in a version. */
#include "handlers.h"
#include "intake.h"
#include "service_show.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_service_get *data = call->data;
    if (data->version) {
        batch_want(batch, &table_service_version, 0,
                   store_service_version_id(data->code, data->version));
    }
}

/* The version as the row it was. */
static struct service_row row_of(const struct service_version_row *version)
{
    return (struct service_row){
        .id = version->service,
        .rev = version->version,
        .code = version->code,
        .field = version->field,
        .labels = version->labels,
        .low_minutes = version->low_minutes,
        .typical_minutes = version->typical_minutes,
        .high_minutes = version->high_minutes,
        .licence = version->licence,
        .min_level = version->min_level,
        .modality = version->modality,
        .withdrawn = version->withdrawn,
        .separate_from = version->separate_from,
        .eligibility = version->eligibility,
        .active_from = version->active_from,
        .active_to = version->active_to,
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_service_get *data = call->data;
    const struct service_row *present =
        catalogue_service(self->catalogue, store_service_id(data->code));
    const struct service_version_row *version =
        data->version ? batch_load(batch, &table_service_version,
                                   store_service_version_id(data->code, data->version))
                      : NULL;
    if (!present) {
        return refuse(batch, E_UNKNOWN_SERVICE, "data.code", "a service of the catalogue");
    }
    if (data->version && !version && data->version != present->rev) {
        return refuse(batch, E_NOT_FOUND, "data.version", "a version that there was");
    }
    const struct service_row row = version ? row_of(version) : *present;
    struct service_view answer =
        service_show(self->catalogue, &row, call->today, batch_arena(batch));
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_service_get = {
    .message = &message_intake_service_get, .want = want, .handle = handle};
