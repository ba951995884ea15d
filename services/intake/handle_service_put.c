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
        .separate_from = list_bytes(data->separate_from, arena),
        .eligibility = map_bytes(data->eligibility, arena),
        .active_from = data->active_from,
        .active_to = data->active_to,
    };
}

/* Every change is a version, kept for the needs that were made with it. */
static void keep_version(batch_t *batch, const struct service_row *row, int64_t now_us)
{
    const struct service_version_row version = {
        .id = store_service_version_id(row->code, row->rev),
        .service = row->id,
        .version = row->rev,
        .changed_at_us = now_us,
        .code = row->code,
        .field = row->field,
        .labels = row->labels,
        .low_minutes = row->low_minutes,
        .typical_minutes = row->typical_minutes,
        .high_minutes = row->high_minutes,
        .licence = row->licence,
        .min_level = row->min_level,
        .modality = row->modality,
        .withdrawn = row->withdrawn,
        .separate_from = row->separate_from,
        .eligibility = row->eligibility,
        .active_from = row->active_from,
        .active_to = row->active_to,
    };
    batch_insert(batch, &table_service_version, &version);
}

/* Rules that can suggest nothing today because the service is not offered. */
static struct list silenced(const struct intake *self, batch_t *batch, const struct call *call,
                            const struct service_row *row)
{
    enum { SILENCED_MAX = 64 };
    struct view codes[SILENCED_MAX];
    size_t count = catalogue_find(self->catalogue, row->id, call->today)
                       ? 0
                       : catalogue_rules_naming(self->catalogue, row->code, SILENCED_MAX, codes);
    return list_pack_texts(codes, count, batch_arena(batch));
}

static void tell(const struct intake *self, batch_t *batch, const struct call *call,
                 const struct service_row *row)
{
    const struct intake_service_put *data = call->data;
    emit_intake_service_changed(batch, row->id, (struct id){{0}},
                                &(struct intake_service_changed){
                                    .code = row->code,
                                    .field = row->field,
                                    .labels = data->labels,
                                    .withdrawn = row->withdrawn,
                                    .rev = row->rev,
                                    .version = row->rev,
                                    .separate_from = data->separate_from,
                                    .active_from = row->active_from,
                                    .active_to = row->active_to,
                                    .silenced = silenced(self, batch, call, row),
                                    .low_minutes = row->low_minutes,
                                    .high_minutes = row->high_minutes,
                                });
}

/* Another service each, and none twice. */
static int check_separate(batch_t *batch, const struct intake_service_put *data)
{
    struct list list = data->separate_from;
    for (struct view code; list_next_text(&list, &code);) {
        if (view_equal(code, data->code)) {
            return refuse(batch, E_FIELD_FORMAT, "data.separate_from", "codes of other services");
        }
        struct list later = list;
        for (struct view other; list_next_text(&later, &other);) {
            if (view_equal(code, other)) {
                return refuse(batch, E_FIELD_TWICE, "data.separate_from", "each service once");
            }
        }
    }
    return OK;
}

static int check_effort(batch_t *batch, const struct intake_service_put *data)
{
    if (data->typical_minutes < data->low_minutes) {
        return refuse(batch, E_FIELD_RANGE, "data.typical_minutes", "not below low_minutes");
    }
    if (data->high_minutes < data->typical_minutes) {
        return refuse(batch, E_FIELD_RANGE, "data.high_minutes", "not below typical_minutes");
    }
    return OK;
}

/* A withdrawn field keeps the services that stand under it and takes no others. */
static int check_field(const struct intake *self, batch_t *batch, const struct service_row *row)
{
    const struct field_row *field = catalogue_field(self->catalogue, row->field);
    const struct service_row *present = catalogue_service(self->catalogue, row->id);
    bool stands = present && view_equal(present->field, row->field);
    return field && field->withdrawn && !stands
               ? refuse(batch, E_FIELD_WITHDRAWN, "data.field", "a field that is not withdrawn")
               : OK;
}

/* Why the service cannot be put: refused, or OK. */
static int check(const struct intake *self, batch_t *batch, const struct intake_service_put *data,
                 const struct service_row *row)
{
    if (data->active_to != 0 && data->active_to < data->active_from) {
        return refuse(batch, E_DATES, "data.active_to", "a day not before active_from");
    }
    int result = check_field(self, batch, row);
    if (result == OK) {
        result = check_effort(batch, data);
    }
    if (result == OK) {
        result = check_separate(batch, data);
    }
    if (result == OK) {
        result = store_check_labels(batch, "data.labels", row->labels);
    }
    if (result == OK) {
        result = store_check_labels(batch, "data.eligibility", row->eligibility);
    }
    return result;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_service_put *data = call->data;
    struct service_row row = row_of(data, batch_arena(batch));
    struct service_row *former = batch_load(batch, &table_service, row.id);
    if (revision_check(batch, &table_service, former, data->expected_rev) != OK ||
        check(self, batch, data, &row) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_service, &row, former)) {
        catalogue_put_service(self->catalogue, &row);
        keep_version(batch, &row, call->now_us);
        tell(self, batch, call, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_service_put = {
    .message = &message_intake_service_put, .want = want, .handle = handle};
