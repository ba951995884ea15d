/* SPDX-License-Identifier: MPL-2.0 */
/* Someone asks for help: once per reference, by a known person of a known organisation or by a sketch, for
 * services of the catalogue. The rules add what usually goes with it; the path of memberships says whether
 * it may be served, and the setting whether an adviser looks at it first. */
#include <assert.h>

#include "adverse.h"
#include "attachments.h"
#include "desk.h"
#include "draft.h"
#include "exception.h"
#include "handlers.h"
#include "own_network.h"
#include "proto/id.h"
#include "runtime/emit.h"
#include "similar.h"
#include "sketch.h"

/* A request on its way in. */
struct submission {
    struct intake *self;
    batch_t *batch;
    const struct call *call;
    const struct intake_request_submit *data;
    struct id organisation, contact;
    struct organisation_row asking; /* who asks, as the rules look at it */
    struct draft draft;
    struct eligibility eligibility;
    const struct transition *taken; /* into its first state */
};

static struct id source_key_of(const struct call *call)
{
    const struct intake_request_submit *data = call->data;
    return id_from_text(call->client->name, data->source_ref);
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_submit *data = call->data;
    batch_want(batch, &table_request, 1, source_key_of(call));
    similar_want(batch, data->organisation);
}

static bool is_sketch(const struct submission *submission)
{
    return submission->data->sketch.name.size > 0;
}

/* ---- may it be taken ---- */

/* The organisation is known, and the person exists, speaks for it and was not erased. */
static int check_known(struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    batch_t *batch = submission->batch;
    const struct node *node = graph_find(submission->self->graph, data->organisation);
    if (!node) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    const struct contact_row *contact = directory_find(submission->self->contacts, data->contact);
    if (!contact || !id_equal(contact->organisation, data->organisation)) {
        return refuse(batch, E_UNKNOWN_CONTACT, "data.contact", "a contact of the organisation");
    }
    if (person_erased(batch, contact->id)) {
        return refuse(batch, E_ERASED, "data.contact", "a contact that was not erased");
    }
    submission->asking = *node->row;
    submission->organisation = data->organisation;
    submission->contact = data->contact;
    return OK;
}

/* A sketch stands instead of ids; a key for some organisations cannot bring in another. */
static int check_sketch(struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    batch_t *batch = submission->batch;
    if (!id_none(data->organisation) || !id_none(data->contact)) {
        return refuse(batch, E_FIELD_TWICE, "data.sketch", "either a sketch or ids");
    }
    if (submission->call->client->organisations) {
        return refuse(batch, E_SCOPE, "data.sketch", "a key that may act for all organisations");
    }
    struct id network = data->sketch.network;
    if (!id_none(network) && !graph_find(submission->self->graph, network)) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.sketch.network",
                      "an organisation put before");
    }
    submission->asking = (struct organisation_row){
        .kind = data->sketch.kind, .region = data->sketch.region, .status = ORGANISATION_SKETCH};
    submission->organisation = batch_id_new(batch);
    submission->contact = batch_id_new(batch);
    return OK;
}

static int check_who(struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    batch_t *batch = submission->batch;
    if (is_sketch(submission)) {
        return check_sketch(submission);
    }
    if (id_none(data->organisation) || id_none(data->contact)) {
        return refuse(batch, E_FIELD_MISSING,
                      id_none(data->organisation) ? "data.organisation" : "data.contact",
                      "both ids, or a sketch");
    }
    return check_known(submission);
}

/* The needs that are asked for, and those that the rules suggest. */
static int check_needs(struct submission *submission)
{
    struct draft *draft = &submission->draft;
    draft->self = submission->self;
    draft->batch = submission->batch;
    draft->call = submission->call;
    draft->organisation = submission->organisation;
    draft->list = "data.needs";
    draft_begin(draft, NULL);
    struct list list = submission->data->needs;
    struct need_wish wish;
    for (size_t i = 0; need_wish_next(&list, &wish); i++) {
        if (draft_wish(draft, &wish, i, NEED_TRIGGER_DECLARE) != OK) {
            return ERR_REFUSED;
        }
    }
    draft_suggest(draft, &submission->asking, submission->data->answers);
    return draft_link(draft);
}

/* Finds all that the request rests on; refused where something is missing. */
static int check(struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    batch_t *batch = submission->batch;
    if (!id_none(data->organisation) && !may_act_for(submission->call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    size_t count;
    void **existing = batch_find(batch, &table_request, 1, source_key_of(submission->call), &count);
    if (count > 0) {
        const struct request_row *row = existing[0];
        return refuse_duplicate(batch, row->id);
    }
    int result = check_who(submission);
    if (result == OK) {
        result = check_needs(submission);
    }
    if (result == OK) {
        result = adverse_check(submission->self, batch, data->adverse_parties);
    }
    return result == OK ? attachments_check(batch, data->attachments, 0) : result;
}

/* ---- what becomes of it ---- */

/* Does a network above offer one of the needs, and the contact has not said to go on. */
static bool asks_consent(const struct submission *submission)
{
    const struct draft *draft = &submission->draft;
    for (size_t i = 0; !submission->data->consent && i < draft->count; i++) {
        if (is_offered(submission->self, submission->eligibility.path, draft->items[i].row.service,
                       submission->call->today)) {
            return true;
        }
    }
    return false;
}

/* May it be served today: matched at once, the contact asked first, looked at by an adviser first, or flagged
   for a person to decide. */
static enum trigger first_trigger(const struct submission *submission, bool eligible)
{
    if (!eligible) {
        return TRIGGER_SUBMIT_WITHOUT_PATH;
    }
    if (asks_consent(submission)) {
        return TRIGGER_SUBMIT_FOR_CONSENT;
    }
    return intake_reviews(submission->self) ? TRIGGER_SUBMIT_FOR_REVIEW : TRIGGER_SUBMIT_WITH_PATH;
}

static void decide(struct submission *submission)
{
    struct intake *self = submission->self;
    int32_t today = submission->call->today;
    submission->eligibility = (struct eligibility){.as_of = today};
    if (!is_sketch(submission)) {
        struct by_law by_law = intake_by_law(self);
        submission->eligibility =
            eligibility_on(self->graph, graph_find(self->graph, submission->organisation), today,
                           &by_law, batch_arena(submission->batch));
    }
    bool eligible =
        submission->eligibility.eligible || exception_holds(self, submission->organisation, today);
    submission->taken =
        state_find(&state_request, STATE_NONE, (int)first_trigger(submission, eligible));
    assert(submission->taken);
}

static struct request_row row_of(const struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    batch_t *batch = submission->batch;
    arena_t *arena = batch_arena(batch);
    struct id person = submission->contact;
    return (struct request_row){
        .id = batch_id_new(batch),
        .source_key = source_key_of(submission->call),
        .source = arena_copy(arena, view_of(submission->call->client->name)),
        .source_ref = data->source_ref,
        .state = submission->taken->to,
        .organisation = submission->organisation,
        .contact = person,
        .class = submission->eligibility.class,
        .path = list_bytes(submission->eligibility.path, arena),
        .urgency = data->urgency,
        .deadline = data->deadline,
        .submitted_at_us = submission->call->now_us,
        .text = person_seal(batch, person, data->text),
        .answers =
            request_seal(batch, person, map_bytes(data->answers, arena), data->answers.count),
        .adverse_parties = request_seal(batch, person, list_bytes(data->adverse_parties, arena),
                                        data->adverse_parties.count),
        .rev = 1,
        .network = data->sketch.network,
        .consent = data->consent,
        .attachments = attachments_keep(batch, person, data->attachments, (struct view){0}),
    };
}

static void tell(const struct submission *submission, const struct request *request)
{
    batch_t *batch = submission->batch;
    bool flagged = submission->taken->to == REQUEST_FLAGGED;
    batch_count(batch, flagged ? INTAKE_FLAGGED : INTAKE_RECEIVED, 1);
    batch_count(batch, INTAKE_SUGGESTED, (int64_t)submission->draft.suggested_count);
    if (!flagged) {
        request_tell_received(submission->self, batch, request,
                              submission->taken->to != REQUEST_RECEIVED);
        return;
    }
    const struct contact_row *contact =
        directory_find(submission->self->contacts, submission->contact);
    const struct intake_request_flagged event = {
        .id = request->row->id,
        .organisation = submission->organisation,
        .contact = submission->contact,
        .language = arena_copy(batch_arena(batch), contact->language),
    };
    emit_intake_request_flagged(batch, event.id, event.id, &event);
}

static void reply(const struct submission *submission, const struct request *request)
{
    struct list similar =
        similar_find(submission->batch, submission->organisation, request->row->id,
                     (const struct need_row *const *)request->needs, request->need_count);
    batch_reply(submission->batch, &(struct request_taken){
                                       .id = request->row->id,
                                       .state = submission->taken->to,
                                       .eligibility = submission->eligibility,
                                       .needs = request_live_needs(submission->batch, request),
                                       .rev = request->row->rev,
                                       .similar = similar,
                                       .offered = offers_to(submission->self, submission->batch,
                                                            request, submission->call->today),
                                       .organisation = submission->organisation,
                                       .contact = submission->contact,
                                   });
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct submission submission = {
        .self = context, .batch = batch, .call = call, .data = call->data};
    if (check(&submission) != OK) {
        return ERR_REFUSED;
    }
    decide(&submission);
    if (is_sketch(&submission)) {
        sketch_take(submission.self, batch, &submission.data->sketch, submission.organisation,
                    submission.contact);
    }
    const struct request_row row = row_of(&submission);
    struct request request = {.row = batch_insert(batch, &table_request, &row)};
    desk_enter(submission.self, batch, request.row, STATE_NONE, call->now_us);
    draft_store(&submission.draft, &request);
    tell(&submission, &request);
    reply(&submission, &request);
    return OK;
}

const struct handler handler_request_submit = {
    .message = &message_intake_request_submit, .want = want, .handle = handle};
