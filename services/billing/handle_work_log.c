/* SPDX-License-Identifier: MPL-2.0 */
/* A professional's work on one day is logged, at the provisional rate of that day, within the cap. */
#include "enter_work.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    enter_work_want(batch, call, call->data);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    struct work_entry entry = {.prefix = "data."};
    if (enter_work_check(self, batch, call, call->data, &entry)) {
        const struct refusal *refusal = &entry.refusal;
        return refusal->code == E_DUPLICATE
                   ? refuse_duplicate(batch, entry.log.id)
                   : refuse(batch, refusal->code, refusal->path, refusal->expected);
    }
    work_keep(self, batch, entry.engagement, &entry.log);
    batch_reply(batch, &(struct work_logged){
                           .id = entry.log.id,
                           .amount_cents = entry.log.amount_cents,
                           .engagement_minutes = entry.engagement->logged_minutes,
                           .engagement_cents = entry.engagement->logged_cents,
                       });
    return OK;
}

const struct handler handler_work_log = {
    .message = &message_billing_work_log, .want = want, .handle = handle};
