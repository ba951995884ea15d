/* SPDX-License-Identifier: MPL-2.0 */
/* Makes an organisation and a contact from a sketch. */
#include "sketch.h"

#include <assert.h>

#include "contact.h"
#include "runtime/emit.h"

static void tell_organisation(batch_t *batch, const struct organisation_row *row)
{
    emit_intake_organisation_changed(batch, row->id, (struct id){{0}},
                                     &(struct intake_organisation_changed){
                                         .id = row->id,
                                         .name = row->name,
                                         .kind = (int)row->kind,
                                         .status = (int)row->status,
                                         .region = row->region,
                                         .language = row->language,
                                         .identifiers = list_of_bytes(row->identifiers),
                                         .rev = row->rev,
                                         .address = row->address,
                                     });
}

static void take_organisation(struct intake *self, batch_t *batch, const struct sketch *sketch,
                              struct id id)
{
    const struct organisation_row row = {
        .id = id,
        .rev = 1,
        .name = sketch->name,
        .kind = sketch->kind,
        .status = ORGANISATION_SKETCH,
        .region = sketch->region,
        .language = sketch->language,
        .identifiers = list_bytes(sketch->identifiers, batch_arena(batch)),
    };
    batch_insert(batch, &table_organisation, &row);
    graph_put_organisation(self->graph, &row);
    tell_organisation(batch, &row);
}

void sketch_take(struct intake *self, batch_t *batch, const struct sketch *sketch,
                 struct id organisation, struct id contact)
{
    take_organisation(self, batch, sketch, organisation);
    bool ready = person_ready(batch, contact);
    assert(ready);
    (void)ready;
    const struct contact_row row = {
        .id = contact,
        .rev = 1,
        .organisation = organisation,
        .language = sketch->language,
        .name = person_seal(batch, contact, sketch->contact_name),
        .email = person_seal(batch, contact, sketch->contact_email),
        .phone = person_seal(batch, contact, sketch->contact_phone),
    };
    batch_insert(batch, &table_contact, &row);
    intake_keep_contact(self, &row);
    contact_tell(batch, &row);
}

void sketch_settle(struct intake *self, batch_t *batch, const struct call *call,
                   struct id organisation, enum organisation_status status)
{
    struct organisation_row *row = batch_load(batch, &table_organisation, organisation);
    if (!row || row->status != ORGANISATION_SKETCH) {
        return;
    }
    batch_change(batch, &table_organisation, row);
    row->rev++;
    row->status = status;
    graph_put_organisation(self->graph, row);
    tell_organisation(batch, row);
    standing_touch(self, batch, call, graph_find(self->graph, organisation));
}
