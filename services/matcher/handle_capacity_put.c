/* SPDX-License-Identifier: MPL-2.0 */
/* A professional's capacity is another on some days. */
#include <stdio.h>

#include "handlers.h"
#include "match.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct matcher_capacity_put *data = call->data;
    batch_want(batch, &table_capacity, 0, data->professional);
}

static int check(struct matcher *self, batch_t *batch, const struct matcher_capacity_put *data,
                 const struct capacity_row *former)
{
    if (people_find(self->people, data->professional) == TEAM_NOBODY) {
        return refuse(batch, E_NOT_FOUND, "data.professional", "a professional put before");
    }
    struct list list = data->spans;
    struct capacity_span span;
    for (size_t i = 0; capacity_span_next(&list, &span); i++) {
        if (span.to < span.from) {
            char path[40];
            snprintf(path, sizeof path, "data.spans[%zu].to", i);
            return refuse(batch, E_DATES, path, "not before from");
        }
    }
    return revision_check(batch, &table_capacity, former, data->expected_rev);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_capacity_put *data = call->data;
    struct capacity_row *former = batch_load(batch, &table_capacity, data->professional);
    int result = check(self, batch, data, former);
    if (result != OK) {
        return result;
    }
    struct capacity_row row = {.id = data->professional,
                               .spans = list_bytes(data->spans, batch_arena(batch))};
    if (revision_put(batch, &table_capacity, &row, former)) {
        people_put_spans(self->people, row.id, data->spans, row.rev);
        match_retry_soon(self, batch, call);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_capacity_put = {
    .message = &message_matcher_capacity_put, .want = want, .handle = handle};
