/* SPDX-License-Identifier: MPL-2.0 */
/* A person who speaks for an organisation is new or changes; what is personal is sealed at once. */
#include <assert.h>

#include "contact.h"
#include "handlers.h"
#include "runtime/revision.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_contact_put *data = call->data;
    batch_want(batch, &table_contact, 0, data->id);
}

/* A person speaks for one organisation at a time: the key must be allowed to act for both. */
static bool may_change(const struct call *call, const struct contact_row *former,
                       const struct intake_contact_put *data)
{
    return may_act_for(call, data->organisation) &&
           (!former || may_act_for(call, former->organisation));
}

/* Why the contact cannot be put: refused, or OK. */
static int check(struct intake *self, batch_t *batch, const struct call *call,
                 const struct contact_row *former)
{
    const struct intake_contact_put *data = call->data;
    if (!may_change(call, former, data)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    if (!graph_find(self->graph, data->organisation)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    if (person_erased(batch, data->id)) {
        return refuse(batch, E_ERASED, "data.id", "a contact that was not erased");
    }
    if (revision_check(batch, &table_contact, former, data->expected_rev) != OK) {
        return ERR_REFUSED;
    }
    return OK;
}

/* Sealed anew only when it changed: a seal is different each time, and the same words are no change. */
static struct view seal(batch_t *batch, struct id person, struct view former, struct view clear)
{
    bool same = former.size > 0 && view_equal(person_open(batch, former), clear);
    return same ? former : person_seal(batch, person, clear);
}

/* The day the person asked for this language: as said, else the day it became another. */
static int32_t language_since(const struct contact_row *former, const struct call *call)
{
    const struct intake_contact_put *data = call->data;
    if (data->language_asked_on) {
        return data->language_asked_on;
    }
    bool same = former && view_equal(former->language, data->language);
    return same ? former->language_since : call->today;
}

static struct contact_row row_of(batch_t *batch, const struct contact_row *former,
                                 const struct call *call)
{
    const struct intake_contact_put *data = call->data;
    const struct contact_row nobody = {0};
    const struct contact_row *before = former ? former : &nobody;
    return (struct contact_row){
        .id = data->id,
        .organisation = data->organisation,
        .language = data->language,
        .name = seal(batch, data->id, before->name, data->name),
        .email = seal(batch, data->id, before->email, data->email),
        .phone = seal(batch, data->id, before->phone, data->phone),
        .address = seal(batch, data->id, before->address, data->address),
        .language_since = language_since(former, call),
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    const struct intake_contact_put *data = call->data;
    struct contact_row *former = batch_load(batch, &table_contact, data->id);
    int result = check(self, batch, call, former);
    if (result != OK) {
        return result;
    }
    bool ready = person_ready(batch, data->id);
    assert(ready);
    (void)ready;
    struct contact_row row = row_of(batch, former, call);
    if (revision_put(batch, &table_contact, &row, former)) {
        intake_keep_contact(self, &row);
        contact_tell(batch, &row);
    }
    batch_reply(batch, &(struct changed){.id = row.id, .rev = row.rev});
    return OK;
}

const struct handler handler_contact_put = {
    .message = &message_intake_contact_put, .want = want, .handle = handle};
