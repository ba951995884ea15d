/* SPDX-License-Identifier: MPL-2.0 */
/* One more need may begin, or another professional goes on: both sides are put in contact. */
#include "handlers.h"
#include "introduce.h"

static struct introduction read_event(batch_t *batch, const struct call *call)
{
    const struct billing_engagement_extended *event = call->data;
    return (struct introduction){event->contact, event->organisation, event->request,
                                 staffed_need_list(&event->need, 1, batch_arena(batch))};
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    struct introduction introduction = read_event(batch, call);
    introduce_want(batch, call, &introduction);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct introduction introduction = read_event(batch, call);
    introduce(context, batch, call, &introduction);
    return OK;
}

const struct handler handler_billing_engagement_extended = {
    .message = &message_billing_engagement_extended, .want = want, .handle = handle};
