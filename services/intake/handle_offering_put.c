/* SPDX-License-Identifier: MPL-2.0 */
/* A network offers a service itself from one day to another. */
#include "handlers.h"
#include "intake.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_offering_put *data = call->data;
    batch_want(batch, &table_offering, 0, store_offering_id(data->network, data->service));
}

static struct offering_row row_of(const struct intake_offering_put *data, arena_t *arena)
{
    return (struct offering_row){
        .id = store_offering_id(data->network, data->service),
        .network = data->network,
        .service = data->service,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
        .terms = map_bytes(data->terms, arena),
    };
}

/* Why it cannot be offered: refused, or OK. */
static int check(const struct intake *self, batch_t *batch, const struct call *call,
                 const struct offering_row *row)
{
    if (!may_act_for(call, row->network)) {
        return refuse(batch, E_SCOPE, "data.network", "an organisation the key may act for");
    }
    if (!graph_find(self->graph, row->network)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.network", "an organisation put before");
    }
    if (!catalogue_service(self->catalogue, store_service_id(row->service))) {
        return refuse(batch, E_UNKNOWN_SERVICE, "data.service", "a service of the catalogue");
    }
    if (row->valid_to != 0 && row->valid_to < row->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    return store_check_labels(batch, "data.terms", row->terms);
}

static void tell(batch_t *batch, const struct offering_row *row, struct list terms)
{
    emit_intake_offering_changed(batch, row->id, (struct id){{0}},
                                 &(struct intake_offering_changed){
                                     .id = row->id,
                                     .network = row->network,
                                     .service = row->service,
                                     .valid_from = row->valid_from,
                                     .valid_to = row->valid_to,
                                     .terms = terms,
                                     .rev = row->rev,
                                 });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_offering_put *data = call->data;
    struct offering_row row = row_of(data, batch_arena(batch));
    struct offering_row *former = batch_load(batch, &table_offering, row.id);
    if (check(self, batch, call, &row) != OK ||
        revision_check(batch, &table_offering, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_offering, &row, former)) {
        offering_put(self->offerings, &row);
        tell(batch, &row, data->terms);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_offering_put = {
    .message = &message_intake_offering_put, .want = want, .handle = handle};
