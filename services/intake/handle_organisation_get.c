/* SPDX-License-Identifier: MPL-2.0 */
/* An organisation as it is now, and what it belongs to. */
#include "handlers.h"
#include "intake.h"
#include "membership_show.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_organisation_get *data = call->data;
    batch_want(batch, &table_organisation, 0, data->id);
    standing_want(batch, data->id);
}

static struct list memberships_of(const struct node *node, arena_t *arena)
{
    struct membership_view *views = arena_alloc(arena, MEMBERSHIPS_MAX * sizeof *views);
    for (size_t i = 0; i < node->up_count; i++) {
        views[i] = membership_show(node->up[i], node->up[i]->parent);
    }
    return membership_view_list(views, node->up_count, arena);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_organisation_get *data = call->data;
    const struct organisation_row *row = batch_load(batch, &table_organisation, data->id);
    const struct standing_row *standing = batch_load(batch, &table_standing, data->id);
    const struct node *node = graph_find(self->graph, data->id);
    if (!may_act_for(call, data->id)) {
        return refuse(batch, E_SCOPE, "data.id", "an organisation the key may act for");
    }
    if (!row || !node) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.id", "an organisation put before");
    }
    batch_reply(batch, &(struct organisation_view){
                           .id = row->id,
                           .rev = row->rev,
                           .name = row->name,
                           .kind = (int)row->kind,
                           .status = (int)row->status,
                           .region = row->region,
                           .language = row->language,
                           .root = row->root,
                           .identifiers = list_of_bytes(row->identifiers),
                           .class = standing ? (int)standing->class : CLASS_NON_MEMBER,
                           .class_since = standing ? standing->since : 0,
                           .member_count = node->down_count,
                           .memberships = memberships_of(node, batch_arena(batch)),
                           .address = row->address,
                       });
    return OK;
}

const struct handler handler_organisation_get = {
    .message = &message_intake_organisation_get, .want = want, .handle = handle};
