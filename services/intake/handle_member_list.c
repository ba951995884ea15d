/* SPDX-License-Identifier: MPL-2.0 */
/* Who belongs to an organisation, a page at a time. */
#include "handlers.h"
#include "intake.h"
#include "membership_show.h"

enum { PAGE_MAX = 100 };

/* Puts the link in its place among the first by id; the last falls out when there is no room. */
static size_t place(const struct link *link, size_t max, const struct link **links, size_t count)
{
    size_t at = count;
    while (at > 0 && id_compare(link->id, links[at - 1]->id) < 0) {
        at--;
    }
    if (at == max) {
        return count;
    }
    count = count < max ? count + 1 : max;
    memmove(links + at + 1, links + at, (count - at - 1) * sizeof(struct link *));
    links[at] = link;
    return count;
}

/* The first memberships in the organisation by id, above one; at most max. */
static size_t first_above(const struct node *organisation, struct id after, size_t max,
                          const struct link **ret_links)
{
    size_t count = 0;
    for (size_t i = 0; i < organisation->down_count; i++) {
        if (id_compare(organisation->down[i]->id, after) > 0) {
            count = place(organisation->down[i], max, ret_links, count);
        }
    }
    return count;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake *self = context;
    const struct intake_member_list *data = call->data;
    const struct node *organisation = graph_find(self->graph, data->organisation);
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    if (!organisation) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    const struct link *links[PAGE_MAX + 1];
    struct membership_view members[PAGE_MAX];
    size_t limit = data->limit ? (size_t)data->limit : PAGE_MAX;
    size_t found = first_above(organisation, data->after, limit + 1, links);
    size_t count = found < limit ? found : limit;
    for (size_t i = 0; i < count; i++) {
        members[i] = membership_show(links[i], links[i]->child);
    }
    batch_reply(batch, &(struct member_page){
                           .members = membership_view_list(members, count, batch_arena(batch)),
                           .next = found > limit ? links[limit - 1]->id : (struct id){{0}}});
    return OK;
}

const struct handler handler_member_list = {.message = &message_intake_member_list,
                                            .handle = handle};
