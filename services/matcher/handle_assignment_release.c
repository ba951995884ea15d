/* SPDX-License-Identifier: MPL-2.0 */
/* A professional cannot go on with accepted work for a time; the contact is asked whether to wait. */
#include "absence.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_assignment_release *data = call->data;
    batch_want(batch, &table_assignment, 0, data->assignment);
}

static int check(batch_t *batch, const struct call *call, const struct assignment_row *assignment)
{
    const struct matcher_assignment_release *data = call->data;
    if (!assignment) {
        return refuse(batch, E_NOT_FOUND, "data.assignment", "the id of an assignment");
    }
    if (!may_act_for(call, assignment->organisation)) {
        return refuse(batch, E_SCOPE, "data.assignment",
                      "an assignment for an organisation the key may act for");
    }
    if (!id_equal(assignment->professional, data->professional)) {
        return refuse(batch, E_NOT_YOURS, "data.professional", "the professional whose it is");
    }
    int result = state_check(
        batch, call, state_find(&state_assignment, (int)assignment->state, ASSIGNMENT_RELEASE),
        "data.assignment", "an accepted assignment");
    if (result != OK) {
        return result;
    }
    if (data->until != 0 && data->until < call->today) {
        return refuse(batch, E_DATES, "data.until", "today or later");
    }
    if (offer_remaining(assignment) == 0) {
        return refuse(batch, E_NOTHING_REMAINS, "data.assignment", "work that is not all approved");
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_assignment_release *data = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, data->assignment);
    int result = check(batch, call, assignment);
    if (result != OK) {
        return result;
    }
    absence_begin(self, batch, call, assignment, data->until);
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_assignment_release = {
    .message = &message_matcher_assignment_release, .want = want, .handle = handle};
