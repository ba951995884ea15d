/* SPDX-License-Identifier: MPL-2.0 */
/* A conflict of interest is new or changes. */
#include "handlers.h"
#include "match.h"
#include "recheck.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_conflict_put *data = call->data;
    batch_want(batch, &table_conflict, 0, data->id);
}

static int check(struct matcher *self, batch_t *batch, const struct matcher_conflict_put *data,
                 const struct conflict_row *former)
{
    if (people_find(self->people, data->professional) == TEAM_NOBODY) {
        return refuse(batch, E_NOT_FOUND, "data.professional", "a professional put before");
    }
    if (data->valid_to != 0 && data->valid_to < data->valid_from) {
        return refuse(batch, E_DATES, "data.valid_to", "not before valid_from");
    }
    return revision_check(batch, &table_conflict, former, data->expected_rev);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_conflict_put *data = call->data;
    struct conflict_row *former = batch_load(batch, &table_conflict, data->id);
    int result = check(self, batch, data, former);
    if (result != OK) {
        return result;
    }
    struct conflict_row row = {
        .id = data->id,
        .professional = data->professional,
        .organisation = data->organisation,
        .kind = data->kind,
        .valid_from = data->valid_from,
        .valid_to = data->valid_to,
    };
    const struct conflict_row before = former ? *former : row;
    if (revision_put(batch, &table_conflict, &row, former)) {
        matcher_keep_conflict(self, &before, &row);
        recheck_soon(batch, call, row.professional);
        match_retry_soon(self, batch, call);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_conflict_put = {
    .message = &message_matcher_conflict_put, .want = want, .handle = handle};
