/* SPDX-License-Identifier: MPL-2.0 */
/* An object of cost, such as a training session, is new or changes, with who pays it. */
#include <stdio.h>
#include <stdlib.h>

#include "handlers.h"
#include "period.h"
#include "runtime/revision.h"

enum { PAYERS_MAX = 2000 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct billing_object_put *data = call->data;
    batch_want(batch, &table_cost_object, 0, data->id);
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

/* Every payer is known, and there once. */
static int check_payers(const struct billing *self, batch_t *batch, struct list payers)
{
    struct id *ids = arena_alloc(batch_arena(batch), (PAYERS_MAX + 1) * sizeof *ids);
    size_t count = 0;
    struct payer_weight payer;
    while (payer_weight_next(&payers, &payer)) {
        if (!directory_find(self->organisations, payer.payer)) {
            char path[48];
            snprintf(path, sizeof path, "data.payers[%zu].payer", count);
            return refuse(batch, E_UNKNOWN_ORGANISATION, path, "an organisation of intake");
        }
        ids[count++] = payer.payer;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < count; i++) {
        if (id_equal(ids[i - 1], ids[i])) {
            return refuse(batch, E_FIELD_TWICE, "data.payers", "each payer once");
        }
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct billing *self = context;
    const struct billing_object_put *data = call->data;
    if (data->all_members == (data->payers.count > 0)) {
        return refuse(batch, E_NO_PAYER, "data.payers", "either payers, or all_members");
    }
    int result = check_payers(self, batch, data->payers);
    struct cost_object_row *former =
        result == OK ? batch_load(batch, &table_cost_object, data->id) : NULL;
    if (result == OK) {
        result = revision_check(batch, &table_cost_object, former, data->expected_rev);
    }
    if (result != OK) {
        return result;
    }
    struct cost_object_row row = {
        .id = data->id,
        .code = data->code,
        .labels = map_bytes(data->labels, batch_arena(batch)),
        .all_members = data->all_members,
        .payers = list_bytes(data->payers, batch_arena(batch)),
    };
    if (revision_put(batch, &table_cost_object, &row, former)) {
        period_touch_closing(self, batch, 0, 0);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_object_put = {
    .message = &message_billing_object_put, .want = want, .handle = handle};
