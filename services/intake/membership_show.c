/* SPDX-License-Identifier: MPL-2.0 */
/* Links of the graph as records of the contract. */
#include "membership_show.h"

struct membership_view membership_show(const struct link *link, const struct node *other)
{
    return (struct membership_view){
        .id = link->id,
        .organisation = other->row->id,
        .name = other->row->name,
        .kind = link->kind,
        .status = link->status,
        .valid_from = link->valid_from,
        .valid_to = link->valid_to,
    };
}
