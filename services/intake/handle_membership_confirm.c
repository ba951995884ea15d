/* SPDX-License-Identifier: MPL-2.0 */
/* A network says that the organisation of a flagged request is its member: the membership is kept, and the
 * request goes on. */
#include <assert.h>

#include "draft.h"
#include "effect.h"
#include "flagged.h"
#include "handlers.h"
#include "membership.h"
#include "proto/id.h"
#include "sketch.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_membership_confirm *data = call->data;
    request_want_with_needs(batch, data->request);
}

/* The network is the one that was claimed, and is served itself. */
static int check_network(struct intake *self, batch_t *batch, const struct call *call,
                         const struct request_row *row)
{
    const struct intake_membership_confirm *data = call->data;
    struct node *network = graph_find(self->graph, data->network);
    if (!network) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.network", "an organisation put before");
    }
    if (!id_none(row->network) && !id_equal(row->network, data->network)) {
        char claimed[ID_TEXT_SIZE];
        return refuse(batch, E_NETWORK, "data.network", id_print(row->network, claimed));
    }
    bool root = network->row->root && network->row->status == ORGANISATION_ACTIVE;
    if (!root &&
        standing_on(self->graph, network, call->today, &self->by_law).class == CLASS_NON_MEMBER) {
        return refuse(batch, E_NETWORK, "data.network", "a network that is served itself");
    }
    return OK;
}

static int check_dates(batch_t *batch, const struct call *call)
{
    const struct intake_membership_confirm *data = call->data;
    if (data->valid_from > call->today) {
        return refuse(batch, E_DATES, "data.valid_from", "today or an earlier day");
    }
    if (data->valid_to != 0 && data->valid_to < call->today) {
        return refuse(batch, E_DATES, "data.valid_to", "today or a later day");
    }
    return OK;
}

/* The organisation may stand below a network, and not above it. */
static int check_member(struct intake *self, batch_t *batch, const struct membership_row *row)
{
    const struct node *member = graph_find(self->graph, row->child);
    assert(member);
    bool stands =
        member->row->status == ORGANISATION_ACTIVE || member->row->status == ORGANISATION_SKETCH;
    if (!stands) {
        return refuse(batch, E_STATE, "data.request", "an organisation that is not suspended");
    }
    if (member->up_count >= MEMBERSHIPS_MAX) {
        return refuse(batch, E_MEMBERSHIPS, "data.request",
                      "at most 256 memberships of one member");
    }
    char names[CYCLE_TEXT_SIZE];
    if (graph_find_cycle(self->graph, row, names)) {
        return refuse(batch, E_CYCLE, "data.network", names);
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_membership_confirm *data = call->data;
    struct request request;
    const struct taking taking = {.id = data->request,
                                  .path = "data.request",
                                  .trigger = intake_reviews(self) ? TRIGGER_MEMBERSHIP_FOR_REVIEW
                                                                  : TRIGGER_MEMBERSHIP,
                                  .scope = data->network};
    if (request_take(batch, call, &taking, &request) != OK ||
        check_network(self, batch, call, request.row) != OK || check_dates(batch, call) != OK) {
        return ERR_REFUSED;
    }
    const struct membership_row membership = {
        .id = batch_id_new(batch),
        .rev = 1,
        .child = request.row->organisation,
        .parent = data->network,
        .valid_from = data->valid_from ? data->valid_from : call->today,
        .valid_to = data->valid_to,
        .origin = data->origin,
    };
    if (check_member(self, batch, &membership) != OK) {
        return ERR_REFUSED;
    }
    sketch_settle(self, batch, call, membership.child, ORGANISATION_ACTIVE);
    batch_insert(batch, &table_membership, &membership);
    membership_change(self, batch, call, &membership);
    flagged_go_on(self, batch, call, &request, CONFIRM_MEMBERSHIP);
    struct request_effect effect = effect_of_request(batch, &request);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_membership_confirm = {
    .message = &message_intake_membership_confirm, .want = want, .handle = handle};
