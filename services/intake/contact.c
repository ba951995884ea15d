/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of contacts, opened for who may read them. */
#include "contact.h"

#include "runtime/emit.h"

struct contact_view contact_show(batch_t *batch, const struct contact_row *row, bool personal)
{
    struct contact_view view = {
        .id = row->id,
        .organisation = row->organisation,
        .language = row->language,
        .language_since = row->language_since,
        .rev = row->rev,
        .erased_at_us = row->erased_at_us,
    };
    if (personal) {
        view.name = person_open(batch, row->name);
        view.email = person_open(batch, row->email);
        view.phone = person_open(batch, row->phone);
        view.address = person_open(batch, row->address);
    }
    return view;
}

void contact_tell(batch_t *batch, const struct contact_row *row)
{
    emit_intake_contact_changed(batch, row->id, (struct id){{0}},
                                &(struct intake_contact_changed){
                                    .id = row->id,
                                    .organisation = row->organisation,
                                    .name = row->name,
                                    .email = row->email,
                                    .phone = row->phone,
                                    .language = row->language,
                                    .rev = row->rev,
                                    .language_since = row->language_since,
                                });
}
