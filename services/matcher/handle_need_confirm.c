/* SPDX-License-Identifier: MPL-2.0 */
/* The contact agrees that a need is done. */
#include "closing.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_need_confirm *data = call->data;
    offer_want(batch, store_plan_id(data->request));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_need_confirm *data = call->data;
    const struct closing closing = {data->request, data->need, ASSIGNMENT_CONFIRM,
                                    "a need that is finished or disputed"};
    struct assignment_row *assignment;
    int result = closing_find(batch, call, &closing, &assignment);
    if (result != OK) {
        return result;
    }
    closing_close(self, batch, call, assignment, ASSIGNMENT_CONFIRM);
    batch_reply(batch, &(struct changed){.id = assignment->id});
    return OK;
}

const struct handler handler_need_confirm = {
    .message = &message_matcher_need_confirm, .want = want, .handle = handle};
