/* SPDX-License-Identifier: MPL-2.0 */
/* The contact waits for an absent professional, or has them replaced. */
#include "absence.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_release_decide *data = call->data;
    batch_want(batch, &table_assignment, 0, data->assignment);
}

static int check(batch_t *batch, const struct call *call, const struct assignment_row *assignment)
{
    const struct matcher_release_decide *data = call->data;
    if (!assignment) {
        return refuse(batch, E_NOT_FOUND, "data.assignment", "the id of an assignment");
    }
    if (!may_act_for(call, assignment->organisation)) {
        return refuse(batch, E_SCOPE, "data.assignment",
                      "an assignment for an organisation the key may act for");
    }
    int trigger = data->choice == ABSENCE_WAIT ? ASSIGNMENT_AWAIT : ASSIGNMENT_REPLACE;
    int result =
        state_check(batch, call, state_find(&state_assignment, (int)assignment->state, trigger),
                    "data.assignment", "a released assignment");
    if (result != OK) {
        return result;
    }
    if (data->choice == ABSENCE_REPLACE && offer_remaining(assignment) == 0) {
        return refuse(batch, E_NOTHING_REMAINS, "data.choice", "wait");
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_release_decide *data = call->data;
    struct assignment_row *assignment = batch_load(batch, &table_assignment, data->assignment);
    int result = check(batch, call, assignment);
    if (result != OK) {
        return result;
    }
    if (data->choice == ABSENCE_WAIT) {
        absence_await(self, batch, call, assignment);
    } else {
        absence_replace(self, batch, call, assignment, ASSIGNMENT_REPLACE);
    }
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_release_decide = {
    .message = &message_matcher_release_decide, .want = want, .handle = handle};
