/* SPDX-License-Identifier: MPL-2.0 */
/* The work may begin: both sides are put in contact. */
#include "handlers.h"
#include "introduce.h"

static struct introduction read_event(const struct call *call)
{
    const struct billing_engagement_opened *event = call->data;
    return (struct introduction){event->contact, event->organisation, event->request, event->needs};
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    struct introduction introduction = read_event(call);
    introduce_want(batch, call, &introduction);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct introduction introduction = read_event(call);
    introduce(context, batch, call, &introduction);
    return OK;
}

const struct handler handler_billing_engagement_opened = {
    .message = &message_billing_engagement_opened, .want = want, .handle = handle};
