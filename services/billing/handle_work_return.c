/* SPDX-License-Identifier: MPL-2.0 */
/* Submitted work goes back to the professional, who is told why. */
#include "choose_work.h"
#include "handlers.h"

static struct work_choice choice_of(const struct call *call)
{
    const struct billing_work_return *data = call->data;
    return (struct work_choice){
        .logs = data->logs, .reason = data->reason, .trigger = TRIGGER_RETURN};
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    struct work_choice choice = choice_of(call);
    choose_work_want(batch, &choice);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct work_choice choice = choice_of(call);
    return choose_work(context, batch, call, &choice);
}

const struct handler handler_work_return = {
    .message = &message_billing_work_return, .want = want, .handle = handle};
