/* SPDX-License-Identifier: MPL-2.0 */
/* Who asked proposes that others bear a part of the cost; each of them is asked, and bound only by its answer. */
#include "billing.h"
#include "handlers.h"
#include "runtime/emit.h"
#include "split.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_share_propose *data = call->data;
    batch_want(batch, &table_quote, 1, data->plan);
}

/* The other payers, each known and each once; their weights and the asker's are not all 0. */
static int check_shares(const struct billing *self, batch_t *batch,
                        const struct billing_share_propose *data, struct id asker)
{
    struct id seen[PAYER_MAX] = {asker};
    size_t count = 1;
    struct list shares = data->shares;
    struct share_wish share;
    while (share_wish_next(&shares, &share)) {
        if (!directory_find(self->organisations, share.organisation)) {
            return refuse(batch, E_UNKNOWN_ORGANISATION, "data.shares", "payers known here");
        }
        for (size_t i = 0; i < count; i++) {
            if (id_equal(seen[i], share.organisation)) {
                return refuse(batch, E_FIELD_TWICE, "data.shares", "each other payer once");
            }
        }
        seen[count++] = share.organisation;
    }
    return OK;
}

static void replace_older(batch_t *batch, struct id request)
{
    size_t count;
    void **rows = batch_find(batch, &table_share, 1, request, &count);
    for (size_t i = 0; i < count; i++) {
        struct share_row *share = rows[i];
        const struct transition *step =
            state_find(&state_share, (int)share->state, TRIGGER_REPLACE);
        if (step) {
            batch_change(batch, &table_share, share);
            share->state = step->to;
        }
    }
}

/* The engagement, when there is one already, has shares from now on. */
static void mark_engagement(batch_t *batch, struct id request)
{
    size_t count;
    void **rows = batch_find(batch, &table_engagement, 1, request, &count);
    if (count > 0) {
        struct engagement_row *engagement = rows[count - 1];
        batch_change(batch, &table_engagement, engagement);
        engagement->shared = true;
    }
}

static void tell(batch_t *batch, const struct share_row *row, const struct quote_row *quote,
                 int64_t weights)
{
    emit_billing_share_proposed(batch, row->id, row->request,
                                &(struct billing_share_proposed){
                                    .id = row->id,
                                    .request = row->request,
                                    .proposer = row->proposer,
                                    .organisation = row->organisation,
                                    .contact = row->contact,
                                    .weight = row->weight,
                                    .weights = weights,
                                    .total_cents = quote->total_cents,
                                    .currency = quote->currency,
                                });
}

static void keep(batch_t *batch, const struct call *call, const struct quote_row *quote)
{
    const struct billing_share_propose *data = call->data;
    struct id ids[PAYER_MAX];
    int64_t weights = data->own_weight;
    struct list shares = data->shares, again = data->shares;
    struct share_wish share;
    while (share_wish_next(&shares, &share)) {
        weights += share.weight;
    }
    struct share_row row = {.id = batch_id_new(batch),
                            .request = quote->request,
                            .organisation = quote->organisation,
                            .proposer = quote->organisation,
                            .weight = data->own_weight,
                            .state = SHARE_ACCEPTED,
                            .proposed_at_us = call->now_us};
    batch_insert(batch, &table_share, &row);
    size_t count = 0;
    while (share_wish_next(&again, &share)) {
        row.id = ids[count++] = batch_id_new(batch);
        row.organisation = share.organisation;
        row.contact = share.contact;
        row.weight = share.weight;
        row.state = SHARE_PROPOSED;
        batch_insert(batch, &table_share, &row);
        tell(batch, &row, quote, weights);
    }
    batch_reply(batch, &(struct share_ids){list_pack_ids(ids, count, batch_arena(batch)), 0});
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct billing_share_propose *data = call->data;
    size_t count;
    void **quotes = batch_find(batch, &table_quote, 1, data->plan, &count);
    if (!count) {
        return refuse(batch, E_NOT_FOUND, "data.plan", "a plan with a quote");
    }
    const struct quote_row *quote = quotes[count - 1];
    if (!may_act_for(call, quote->organisation)) {
        return refuse(batch, E_SCOPE, "data.plan", "one of an organisation of this key");
    }
    int result = check_shares(context, batch, data, quote->organisation);
    if (result != OK) {
        return result;
    }
    replace_older(batch, quote->request);
    mark_engagement(batch, quote->request);
    keep(batch, call, quote);
    return OK;
}

const struct handler handler_share_propose = {
    .message = &message_billing_share_propose, .want = want, .handle = handle};
