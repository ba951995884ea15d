/* SPDX-License-Identifier: MPL-2.0 */
/* What the matcher is told about a request: all it needs to know, so that it never has to ask. */
#include <assert.h>

#include "adverse.h"
#include "own_network.h"
#include "request.h"
#include "runtime/emit.h"
#include "runtime/zone.h"

struct need request_need_of(const struct need_row *row)
{
    return (struct need){
        .id = row->id,
        .service = row->service,
        .field = row->field,
        .provenance = (int)row->provenance,
        .rule = row->rule,
        .reason = map_of_bytes(row->reason),
        .minutes = row->minutes,
        .min_level = row->min_level,
        .licence = row->licence,
        .modality = (int)row->modality,
        .service_version = row->service_version,
        .languages = list_of_bytes(row->languages),
        .region = row->region,
        .earliest = row->earliest,
        .latest = row->latest,
        .depends_on = list_of_bytes(row->depends_on),
        .same_person_as = list_of_bytes(row->same_person_as),
        .not_same_person_as = list_of_bytes(row->not_same_person_as),
        .state = (int)row->state,
        .suggested_by = row->suggested_by,
        .evidence = row->evidence,
    };
}

struct list request_live_needs(batch_t *batch, const struct request *request)
{
    struct need needs[NEEDS_EVER_MAX];
    size_t count = 0;
    for (size_t i = 0; i < request->need_count; i++) {
        if (need_lives(request->needs[i])) {
            needs[count++] = request_need_of(request->needs[i]);
        }
    }
    return need_list(needs, count, batch_arena(batch));
}

/* The organisations from the requester up to the root; the requester alone when there is no path. */
static struct list path_of(batch_t *batch, const struct request_row *row)
{
    struct id ids[LINEAGE_MAX];
    size_t count = 0;
    struct list path = list_of_bytes(row->path);
    for (struct path_step step; count < LINEAGE_MAX && path_step_next(&path, &step);) {
        ids[count++] = step.organisation;
    }
    if (count == 0) {
        ids[count++] = row->organisation;
    }
    return list_pack_ids(ids, count, batch_arena(batch));
}

/* Everything about the request but its revision's basis. */
static struct intake_request_confirmed telling(struct intake *self, batch_t *batch,
                                               const struct request *request)
{
    const struct request_row *row = request->row;
    const struct node *organisation = graph_find(self->graph, row->organisation);
    const struct contact_row *contact = directory_find(self->contacts, row->contact);
    assert(organisation && contact);
    return (struct intake_request_confirmed){
        .id = row->id,
        .organisation = row->organisation,
        .contact = row->contact,
        .class = (int)row->class,
        .path = path_of(batch, row),
        .region = arena_copy(batch_arena(batch), organisation->row->region),
        .language = arena_copy(batch_arena(batch), contact->language),
        .urgency = (int)row->urgency,
        .deadline = row->deadline,
        .adverse = adverse_organisations(self, batch, row),
        .text = row->text,
        .needs = request_live_needs(batch, request),
        .rev = row->rev,
    };
}

/* An event of its own: few requests wait for it, and who writes to the contact reads no others. */
static void tell_consent_asked(batch_t *batch, const struct intake_request_received *received)
{
    const struct intake_consent_asked event = {
        .id = received->id,
        .organisation = received->organisation,
        .contact = received->contact,
        .offered = received->offered,
    };
    emit_intake_consent_asked(batch, event.id, event.id, &event);
}

void request_tell_received(struct intake *self, batch_t *batch, const struct request *request,
                           bool waits)
{
    const struct intake_request_confirmed all = telling(self, batch, request);
    struct list offered = {0};
    if (request->row->state == REQUEST_AWAITING_INFO) { /* for the contact's consent */
        offered = offers_to(self, batch, request, zone_day(request->row->submitted_at_us));
    }
    const struct intake_request_received event = {
        .id = all.id,
        .organisation = all.organisation,
        .contact = all.contact,
        .class = all.class,
        .path = all.path,
        .region = all.region,
        .language = all.language,
        .urgency = all.urgency,
        .deadline = all.deadline,
        .adverse = all.adverse,
        .text = all.text,
        .needs = all.needs,
        .waits = waits,
        .offered = offered,
    };
    emit_intake_request_received(batch, event.id, event.id, &event);
    if (offered.count > 0) {
        tell_consent_asked(batch, &event);
    }
}

void request_tell_confirmed(struct intake *self, batch_t *batch, const struct request *request,
                            enum confirm_basis basis)
{
    struct intake_request_confirmed event = telling(self, batch, request);
    event.basis = (int)basis;
    emit_intake_request_confirmed(batch, event.id, event.id, &event);
}

void request_tell_withdrawing(batch_t *batch, const struct request_row *row, struct view reason)
{
    emit_intake_request_withdrawing(batch, row->id, row->id,
                                    &(struct intake_request_withdrawing){
                                        .id = row->id,
                                        .organisation = row->organisation,
                                        .contact = row->contact,
                                        .reason = reason,
                                    });
}

void request_tell_withdrawn(batch_t *batch, const struct request_row *row)
{
    emit_intake_request_withdrawn(batch, row->id, row->id,
                                  &(struct intake_request_withdrawn){
                                      .id = row->id,
                                      .organisation = row->organisation,
                                      .contact = row->contact,
                                  });
}

struct view request_seal(batch_t *batch, struct id person, struct view bytes, size_t count)
{
    return count > 0 ? person_seal(batch, person, bytes) : (struct view){0};
}
