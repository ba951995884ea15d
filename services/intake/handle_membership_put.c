/* SPDX-License-Identifier: MPL-2.0 */
/* An organisation is a member of another from one day to another; on no day may a circle close. */
#include "handlers.h"
#include "membership.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_membership_put *data = call->data;
    batch_want(batch, &table_membership, 0, data->id);
    standing_want(batch, data->child);
}

static struct membership_row row_of(const struct intake_membership_put *data)
{
    return (struct membership_row){
        .id = data->id,
        .child = data->child,
        .parent = data->parent,
        .kind = data->kind,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
        .origin = data->origin,
        .status = data->status,
    };
}

/* A parent says who its members are: the key must be allowed to act for it, before and after. */
static bool may_change(const struct call *call, const struct membership_row *former,
                       const struct membership_row *row)
{
    return may_act_for(call, row->parent) && (!former || may_act_for(call, former->parent));
}

static bool has_too_many(const struct intake *self, const struct membership_row *row)
{
    const struct link *former = graph_find_link(self->graph, row->id);
    const struct node *child = graph_find(self->graph, row->child);
    return child->up_count >= MEMBERSHIPS_MAX && !(former && former->child == child);
}

/* Why the membership cannot be: refused, or OK. */
static int check(struct intake *self, batch_t *batch, const struct membership_row *row)
{
    if (!graph_find(self->graph, row->child)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.child", "an organisation put before");
    }
    if (!graph_find(self->graph, row->parent)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.parent", "an organisation put before");
    }
    if (row->valid_to != 0 && row->valid_to < row->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    if (has_too_many(self, row)) {
        return refuse(batch, E_MEMBERSHIPS, "data.child", "at most 256 memberships of one member");
    }
    char circle[CYCLE_TEXT_SIZE];
    if (graph_find_cycle(self->graph, row, circle)) {
        return refuse(batch, E_CYCLE, "data.parent", circle);
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_membership_put *data = call->data;
    struct membership_row *former = batch_load(batch, &table_membership, data->id);
    struct membership_row row = row_of(data);
    if (!may_change(call, former, &row)) {
        return refuse(batch, E_SCOPE, "data.parent", "an organisation the key may act for");
    }
    int result = check(self, batch, &row);
    if (result != OK) {
        return result;
    }
    if (revision_check(batch, &table_membership, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    if (revision_put(batch, &table_membership, &row, former)) {
        membership_change(self, batch, call, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_membership_put = {
    .message = &message_intake_membership_put, .want = want, .handle = handle};
