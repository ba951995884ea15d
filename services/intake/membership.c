/* SPDX-License-Identifier: MPL-2.0 */
/* What follows when a membership is new or has changed: the same for whoever brought it about. */
#include "membership.h"

#include "runtime/emit.h"

/* The others keep the same tie when they hear of it. */
static void tell(batch_t *batch, const struct membership_row *row)
{
    batch_tie(batch, &(struct tie){row->id, row->child, row->parent, row->valid_from, row->valid_to,
                                   row->status != MEMBERSHIP_ACTIVE});
    emit_intake_membership_changed(batch, row->id, (struct id){{0}},
                                   &(struct intake_membership_changed){
                                       .id = row->id,
                                       .child = row->child,
                                       .parent = row->parent,
                                       .kind = (int)row->kind,
                                       .valid_from = row->valid_from,
                                       .valid_to = row->valid_to,
                                       .rev = row->rev,
                                       .status = (int)row->status,
                                   });
}

void membership_change(struct intake *self, batch_t *batch, const struct call *call,
                       const struct membership_row *row)
{
    const struct link *former = graph_find_link(self->graph, row->id);
    struct node *former_child = former ? former->child : NULL;
    graph_put_membership(self->graph, row);
    const struct link *membership = graph_find_link(self->graph, row->id);
    tell(batch, row);
    if (former_child && former_child != membership->child) {
        standing_touch(self, batch, call, former_child);
    }
    standing_touch(self, batch, call, membership->child);
    standing_watch(batch, call, membership, former);
}
