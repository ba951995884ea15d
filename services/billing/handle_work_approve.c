/* SPDX-License-Identifier: MPL-2.0 */
/* Submitted work is right: it will be billed. */
#include "choose_work.h"
#include "handlers.h"

static struct work_choice choice_of(const struct call *call)
{
    const struct billing_work_approve *data = call->data;
    return (struct work_choice){.logs = data->logs,
                                .professional = data->professional,
                                .from = data->from,
                                .to = data->to,
                                .trigger = TRIGGER_APPROVE};
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

const struct handler handler_work_approve = {
    .message = &message_billing_work_approve, .want = want, .handle = handle};
