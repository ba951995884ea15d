/* SPDX-License-Identifier: MPL-2.0 */
/* An organisation is new or changes. */
#include "handlers.h"
#include "intake.h"
#include "runtime/emit.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_organisation_put *data = call->data;
    batch_want(batch, &table_organisation, 0, data->id);
    standing_want(batch, data->id);
}

static struct organisation_row row_of(const struct intake_organisation_put *data, arena_t *arena)
{
    return (struct organisation_row){
        .id = data->id,
        .name = data->name,
        .kind = data->kind,
        .status = data->status,
        .region = data->region,
        .language = data->language,
        .root = data->root,
        .identifiers = list_bytes(data->identifiers, arena),
        .address = data->address,
    };
}

/* Does the change decide who may be served. A key for some organisations only cannot make that one of
   them, or the co-operative itself out of it. */
static bool decides_standing(const struct organisation_row *former,
                             const struct intake_organisation_put *data)
{
    return former ? former->root != data->root || former->status != data->status : data->root;
}

static void tell(batch_t *batch, const struct organisation_row *row,
                 const struct intake_organisation_put *data)
{
    emit_intake_organisation_changed(batch, row->id, (struct id){{0}},
                                     &(struct intake_organisation_changed){
                                         .id = row->id,
                                         .name = row->name,
                                         .kind = data->kind,
                                         .status = data->status,
                                         .region = row->region,
                                         .language = row->language,
                                         .identifiers = data->identifiers,
                                         .rev = row->rev,
                                         .address = row->address,
                                     });
}

/* Does the change bear on who may be served: the organisation itself and everyone below. */
static bool bears_on_standing(const struct node *former, const struct organisation_row *row)
{
    return former ? former->row->status != row->status || former->row->root != row->root ||
                        former->row->kind != row->kind
                  : row->root;
}

static void change(struct intake *self, batch_t *batch, const struct call *call,
                   const struct organisation_row *row)
{
    bool touched = bears_on_standing(graph_find(self->graph, row->id), row);
    graph_put_organisation(self->graph, row);
    tell(batch, row, call->data);
    if (touched) {
        standing_touch(self, batch, call, graph_find(self->graph, row->id));
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_organisation_put *data = call->data;
    struct organisation_row *former = batch_load(batch, &table_organisation, data->id);
    if (!may_act_for(call, data->id)) {
        return refuse(batch, E_SCOPE, "data.id", "an organisation the key may act for");
    }
    if (call->client->organisations && decides_standing(former, data)) {
        return refuse(batch, E_SCOPE, "data.status", "a key that may act for all organisations");
    }
    if (revision_check(batch, &table_organisation, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    struct organisation_row row = row_of(data, batch_arena(batch));
    if (revision_put(batch, &table_organisation, &row, former)) {
        change(self, batch, call, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_organisation_put = {
    .message = &message_intake_organisation_put, .want = want, .handle = handle};
