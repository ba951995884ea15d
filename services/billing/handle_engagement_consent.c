/* SPDX-License-Identifier: MPL-2.0 */
/* The payer consents to a higher limit; nobody else can raise it. */
#include "cap.h"
#include "handlers.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_engagement_consent *data = call->data;
    batch_want(batch, &table_engagement, 0, data->engagement);
}

static int check(batch_t *batch, const struct call *call, const struct engagement_row *engagement)
{
    if (!engagement) {
        return refuse(batch, E_NOT_FOUND, "data.engagement", "an engagement");
    }
    if (!may_act_for(call, engagement->organisation)) {
        return refuse(batch, E_SCOPE, "data.engagement", "one of an organisation of this key");
    }
    return state_check(batch, call,
                       state_find(&state_engagement, (int)engagement->state, TRIGGER_CONSENT),
                       "data.engagement", "an open engagement");
}

static void raise_cap(batch_t *batch, struct engagement_row *engagement, int64_t cap_cents)
{
    struct billing_engagement_raised raised = {
        .id = engagement->id,
        .request = engagement->request,
        .organisation = engagement->organisation,
        .was_cents = engagement->cap_cents,
        .cap_cents = cap_cents,
    };
    batch_change(batch, &table_engagement, engagement);
    engagement->cap_cents = cap_cents;
    engagement->warned_percent = 0;
    emit_billing_engagement_raised(batch, engagement->id, engagement->request, &raised);
    struct engagement_view view = store_engagement_view(engagement);
    batch_reply(batch, &view);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_engagement_consent *data = call->data;
    struct engagement_row *engagement = batch_load(batch, &table_engagement, data->engagement);
    int result = check(batch, call, engagement);
    if (result != OK) {
        return result;
    }
    const struct organisation_row *payer =
        directory_find(self->organisations, engagement->organisation);
    if (!payer) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.engagement", "a payer known here");
    }
    int64_t cap_cents =
        cap_within(self, payer, call->today, data->not_to_exceed_cents, engagement->reserve_ppm);
    if (cap_cents <= engagement->cap_cents) {
        return refuse(batch, E_CAP, "data.not_to_exceed_cents", "more than is allowed already");
    }
    raise_cap(batch, engagement, cap_cents);
    return OK;
}

const struct handler handler_engagement_consent = {
    .message = &message_billing_engagement_consent, .want = want, .handle = handle};
