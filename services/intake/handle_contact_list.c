/* SPDX-License-Identifier: MPL-2.0 */
/* Who speaks for an organisation. */
#include "contact.h"
#include "handlers.h"
#include "intake.h"

enum { PAGE_MAX = 50 };

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_contact_list *data = call->data;
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    if (!graph_find(self->graph, data->organisation)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    struct contact_view contacts[PAGE_MAX];
    size_t count;
    void **rows = store_contacts_of(batch, data->organisation, data->after,
                                    data->limit ? data->limit : PAGE_MAX, &count);
    for (size_t i = 0; i < count; i++) {
        contacts[i] = contact_show(batch, rows[i], may_read_pii(call));
    }
    batch_reply(batch, &(struct contact_page){
                           .contacts = contact_view_list(contacts, count, batch_arena(batch))});
    return OK;
}

const struct handler handler_contact_list = {.message = &message_intake_contact_list,
                                             .handle = handle};
