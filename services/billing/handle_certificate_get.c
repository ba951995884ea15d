/* SPDX-License-Identifier: MPL-2.0 */
/* A certificate, piece by piece. */
#include "gather.h"
#include "handlers.h"
#include "period.h"

enum { PIECE_SIZE = 128 * 1024 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_certificate_get *data = call->data;
    period_want(batch, data->period);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_certificate_get *data = call->data;
    const struct period_row *period = period_load(batch, data->period);
    if (!period) {
        return refuse(batch, E_NO_PERIOD, "data.period", "the code of a period");
    }
    int64_t number = data->number ? data->number : period->certificate_count;
    const struct certificate_row *row = gather_certificate(batch, period->id, number);
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.number", "a certificate of the period");
    }
    if (data->offset > (int64_t)row->body.size) {
        return refuse(batch, E_FIELD_RANGE, "data.offset", "at most the size");
    }
    size_t rest = row->body.size - (size_t)data->offset;
    batch_reply(
        batch, &(struct certificate_part){
                   .period = period->code,
                   .number = row->number,
                   .size = (int64_t)row->body.size,
                   .bytes = {row->body.bytes + data->offset, rest < PIECE_SIZE ? rest : PIECE_SIZE},
                   .hash = row->hash,
                   .signature = row->signature,
                   .key = row->key,
               });
    return OK;
}

const struct handler handler_certificate_get = {
    .message = &message_billing_certificate_get, .want = want, .handle = handle};
