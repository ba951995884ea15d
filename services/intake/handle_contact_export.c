/* SPDX-License-Identifier: MPL-2.0 */
/* Everything that is held about a person, for the person: what they may ask for by law. */
#include "attachments.h"
#include "contact.h"
#include "handlers.h"
#include "questions.h"

enum { PAGE_MAX = 4 }; /* requests: 4 * 16 KiB of words and as much again stay below 256 KiB */

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_contact_export *data = call->data;
    batch_want(batch, &table_contact, 0, data->id);
}

static struct held_request held(batch_t *batch, const struct request_row *row)
{
    return (struct held_request){
        .id = row->id,
        .source = row->source,
        .source_ref = row->source_ref,
        .state = (int)row->state,
        .submitted_at_us = row->submitted_at_us,
        .text = person_open(batch, row->text),
        .answers = map_of_bytes(person_open(batch, row->answers)),
        .adverse_parties = list_of_bytes(person_open(batch, row->adverse_parties)),
        .questions = questions_show(batch, row->id, true),
        .attachments = attachments_show(batch, row->attachments, true),
    };
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_contact_export *data = call->data;
    const struct contact_row *row = batch_load(batch, &table_contact, data->id);
    if (!may_read_pii(call)) {
        return refuse(batch, E_PII, "", "a key with the role pii");
    }
    if (!row) {
        return refuse(batch, E_NOT_FOUND, "data.id", "a contact put before");
    }
    if (!may_act_for(call, row->organisation)) {
        return refuse(batch, E_SCOPE, "data.id",
                      "a contact of an organisation the key may act for");
    }
    struct held_request requests[PAGE_MAX];
    size_t count, limit = data->limit ? (size_t)data->limit : PAGE_MAX;
    void **rows = store_page_by_contact(batch, data->id, data->after, (int64_t)limit, &count);
    for (size_t i = 0; i < count; i++) {
        requests[i] = held(batch, rows[i]);
    }
    batch_reply(batch, &(struct contact_export){
                           .contact = contact_show(batch, row, true),
                           .requests = held_request_list(requests, count, batch_arena(batch)),
                           .next = count == limit ? requests[count - 1].id : (struct id){{0}}});
    return OK;
}

const struct handler handler_contact_export = {
    .message = &message_intake_contact_export, .want = want, .handle = handle};
