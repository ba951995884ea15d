/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser recognises the sketch of a flagged request: it is an organisation that is known here. Request, needs
 * and contact are that organisation's from now on; the sketch is left once nothing is open in its name. */
#include <assert.h>

#include "contact.h"
#include "draft.h"
#include "effect.h"
#include "flagged.h"
#include "handlers.h"
#include "runtime/emit.h"
#include "similar.h"
#include "sketch.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_identify *data = call->data;
    request_want_with_needs(batch, data->request);
}

static int check(struct intake *self, batch_t *batch, const struct call *call,
                 struct request *request)
{
    const struct intake_request_identify *data = call->data;
    const struct taking taking = {.id = data->request,
                                  .path = "data.request",
                                  .trigger = intake_reviews(self) ? TRIGGER_IDENTIFY_FOR_REVIEW
                                                                  : TRIGGER_IDENTIFY,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    const struct node *sketch = graph_find(self->graph, request->row->organisation);
    assert(sketch);
    if (sketch->row->status != ORGANISATION_SKETCH) {
        return refuse(batch, E_STATE, "data.request", "a request of a sketch");
    }
    const struct node *known = graph_find(self->graph, data->organisation);
    if (!known || known->row->status == ORGANISATION_SKETCH) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation that is no sketch");
    }
    if (person_erased(batch, request->row->contact)) {
        return refuse(batch, E_ERASED, "data.request", "a contact that was not erased");
    }
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    return OK;
}

/* Has the sketch needs that are open in another request. */
static bool has_others(batch_t *batch, const struct request_row *row)
{
    size_t count;
    void **rows = batch_find(batch, &table_open_need, 1, row->organisation, &count);
    for (size_t i = 0; i < count; i++) {
        if (!id_equal(((const struct open_need_row *)rows[i])->request, row->id)) {
            return true;
        }
    }
    return false;
}

static void move_contact(struct intake *self, batch_t *batch, struct id contact,
                         struct id organisation)
{
    struct contact_row *row = batch_load(batch, &table_contact, contact);
    assert(row);
    batch_change(batch, &table_contact, row);
    row->organisation = organisation;
    row->rev++;
    intake_keep_contact(self, row);
    contact_tell(batch, row);
}

static void move_request(batch_t *batch, struct request *request, struct id organisation)
{
    batch_change(batch, &table_request, request->row);
    request->row->organisation = organisation;
    for (size_t i = 0; i < request->need_count; i++) {
        batch_change(batch, &table_need, request->needs[i]);
        request->needs[i]->organisation = organisation;
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_request_identify *data = call->data;
    struct request request;
    if (check(self, batch, call, &request) != OK) {
        return ERR_REFUSED;
    }
    struct id former = request.row->organisation;
    bool others = has_others(batch, request.row);
    move_contact(self, batch, request.row->contact, data->organisation);
    move_request(batch, &request, data->organisation);
    if (!others) {
        sketch_settle(self, batch, call, former, ORGANISATION_LEFT);
    }
    emit_intake_request_identified(batch, request.row->id, request.row->id,
                                   &(struct intake_request_identified){
                                       .id = request.row->id,
                                       .former = former,
                                       .organisation = data->organisation,
                                       .contact = request.row->contact,
                                   });
    flagged_go_on(self, batch, call, &request, CONFIRM_IDENTIFIED);
    struct request_effect effect = effect_of_request(batch, &request);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_identify = {
    .message = &message_intake_request_identify, .want = want, .handle = handle};
