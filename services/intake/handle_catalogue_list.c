/* SPDX-License-Identifier: MPL-2.0 */
/* What can be asked for on a day, a page at a time. */
#include "handlers.h"
#include "intake.h"
#include "service_show.h"

enum { PAGE_MAX = 20 }; /* 20 * (3 texts of 2 KiB and 64 codes of 65 bytes) stay below 256 KiB */

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_catalogue_list *data = call->data;
    int32_t day = data->day ? data->day : call->today;
    size_t limit = data->limit ? (size_t)data->limit : PAGE_MAX;
    const struct catalogue_filter filter = {
        .field = data->field, .day = data->all ? 0 : day, .after = data->after};
    const struct service_row *rows[PAGE_MAX + 1];
    struct service_view services[PAGE_MAX];
    size_t found = catalogue_page(self->catalogue, &filter, limit + 1, rows);
    size_t count = found < limit ? found : limit;
    for (size_t i = 0; i < count; i++) {
        services[i] = service_show(self->catalogue, rows[i], day, batch_arena(batch));
    }
    batch_reply(batch, &(struct catalogue_page){
                           .services = service_view_list(services, count, batch_arena(batch)),
                           .next = found > limit ? rows[limit - 1]->code : (struct view){0}});
    return OK;
}

const struct handler handler_catalogue_list = {.message = &message_intake_catalogue_list,
                                               .handle = handle};
