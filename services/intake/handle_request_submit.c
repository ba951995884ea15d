/* SPDX-License-Identifier: MPL-2.0 */
/* Someone asks for help: once per reference, by a known person of a known organisation, for services of
 * the catalogue. The rules add what usually goes with it; the path of memberships says whether it may be
 * served at once or waits for a person. */
#include <assert.h>
#include <stdio.h>

#include "handlers.h"
#include "proto/id.h"
#include "request.h"
#include "runtime/emit.h"

/* A request on its way in. */
struct submission {
    const struct intake_request_submit *data;
    struct id id;
    struct id source_key;
    struct node *organisation;
    const struct contact_row *contact;
    struct wanted_list wanted;
    struct need needs[NEEDS_MAX];
    struct eligibility eligibility;
    const struct transition *taken; /* into its first state */
    struct view text;               /* sealed */
};

static struct id source_key_of(const struct call *call)
{
    const struct intake_request_submit *data = call->data;
    return id_from_text(call->client->name, data->source_ref);
}

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    batch_want(batch, &table_request, 1, source_key_of(call));
}

/* ---- may it be taken ---- */

/* Refuses an item of a list: path is "data.<list>[<index>].<member>". */
static int refuse_item(batch_t *batch, int code, const char *format, size_t index,
                       const char *expected)
{
    char path[64];
    snprintf(path, sizeof path, format, index);
    return refuse(batch, code, path, expected);
}

/* The person exists, speaks for this organisation and was not erased. */
static int check_contact(struct intake *self, batch_t *batch, struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    const struct contact_row *contact = directory_find(self->contacts, data->contact);
    if (!contact || !id_equal(contact->organisation, data->organisation)) {
        return refuse(batch, E_UNKNOWN_CONTACT, "data.contact", "a contact of the organisation");
    }
    if (person_erased(batch, contact->id)) {
        return refuse(batch, E_ERASED, "data.contact", "a contact that was not erased");
    }
    submission->contact = contact;
    return OK;
}

static bool is_wanted(const struct wanted_list *wanted, const struct service_row *service)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (wanted->items[i].service == service) {
            return true;
        }
    }
    return false;
}

/* Each need is a service that is offered, and none is asked for twice. */
static int check_needs(struct intake *self, batch_t *batch, const struct call *call,
                       struct submission *submission)
{
    struct wanted_list *wanted = &submission->wanted;
    struct list list = submission->data->needs;
    for (struct need_wish wish; need_wish_next(&list, &wish);) {
        const struct service_row *service =
            catalogue_find_code(self->catalogue, wish.service, call->today);
        if (!service) {
            return refuse_item(batch, E_UNKNOWN_SERVICE, "data.needs[%zu].service", wanted->count,
                               "a service of the catalogue");
        }
        if (is_wanted(wanted, service)) {
            return refuse_item(batch, E_FIELD_TWICE, "data.needs[%zu].service", wanted->count,
                               "each service once");
        }
        wanted->items[wanted->count++] = suggestion_declared(service, &wish);
    }
    return OK;
}

/* Each adverse party is named, or an organisation that is known. */
static int check_adverse(struct intake *self, batch_t *batch, struct list list)
{
    struct adverse_party party;
    for (size_t i = 0; adverse_party_next(&list, &party); i++) {
        if (!id_none(party.organisation) && !graph_find(self->graph, party.organisation)) {
            return refuse_item(batch, E_UNKNOWN_ORGANISATION,
                               "data.adverse_parties[%zu].organisation", i,
                               "an organisation put before");
        }
        if (id_none(party.organisation) && party.name.size == 0) {
            return refuse_item(batch, E_FIELD_MISSING, "data.adverse_parties[%zu].name", i,
                               "a name or an organisation");
        }
    }
    return OK;
}

/* Finds all that the request rests on; refused where something is missing. */
static int check(struct intake *self, batch_t *batch, const struct call *call,
                 struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    if (!may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    size_t count;
    void **existing = batch_find(batch, &table_request, 1, submission->source_key, &count);
    if (count > 0) {
        const struct request_row *row = existing[0];
        return refuse_duplicate(batch, row->id);
    }
    submission->organisation = graph_find(self->graph, data->organisation);
    if (!submission->organisation) {
        return refuse(batch, E_UNKNOWN_ORGANISATION, "data.organisation",
                      "an organisation put before");
    }
    int result = check_contact(self, batch, submission);
    if (result == OK) {
        result = check_needs(self, batch, call, submission);
    }
    if (result == OK) {
        result = check_adverse(self, batch, data->adverse_parties);
    }
    return result;
}

/* ---- what becomes of it ---- */

/* Adds what the rules suggest, and gives every need its id. */
static void complete_needs(struct intake *self, batch_t *batch, const struct call *call,
                           struct submission *submission)
{
    const struct organisation_row *organisation = submission->organisation->row;
    struct wanted_list *wanted = &submission->wanted;
    struct facts facts = {
        .kind = view_of(choice_word(&choices_organisation_kind, (int)organisation->kind)),
        .region = organisation->region,
        .today = call->today,
    };
    facts_take_answers(&facts, submission->data->answers);
    size_t declared = wanted->count;
    suggestion_complete(self->catalogue, &facts, wanted);
    for (size_t i = 0; i < wanted->count; i++) {
        submission->needs[i] = request_need_new(batch, &wanted->items[i]);
    }
    batch_count(batch, INTAKE_SUGGESTED, (int64_t)(wanted->count - declared));
}

/* May it be served today, and so: received, or flagged for a person to decide. */
static void decide(struct intake *self, batch_t *batch, const struct call *call,
                   struct submission *submission)
{
    struct by_law by_law = intake_by_law(self);
    submission->eligibility = eligibility_on(self->graph, submission->organisation, call->today,
                                             &by_law, batch_arena(batch));
    bool eligible = submission->eligibility.eligible;
    submission->taken =
        state_find(&state_request, STATE_NONE,
                   eligible ? TRIGGER_SUBMIT_WITH_PATH : TRIGGER_SUBMIT_WITHOUT_PATH);
    assert(submission->taken);
    batch_count(batch, eligible ? INTAKE_RECEIVED : INTAKE_FLAGGED, 1);
}

/* A list as sealed bytes; absent when it is empty. */
static struct view seal_list(batch_t *batch, struct id person, struct view bytes, size_t count)
{
    return count > 0 ? person_seal(batch, person, bytes) : (struct view){0};
}

static void store(batch_t *batch, const struct call *call, struct submission *submission)
{
    const struct intake_request_submit *data = submission->data;
    arena_t *arena = batch_arena(batch);
    struct id person = data->contact;
    submission->text = person_seal(batch, person, data->text);
    const struct request_row row = {
        .id = submission->id,
        .source_key = submission->source_key,
        .source = arena_copy(arena, view_of(call->client->name)),
        .source_ref = data->source_ref,
        .state = submission->taken->to,
        .organisation = data->organisation,
        .contact = person,
        .class = submission->eligibility.class,
        .path = list_bytes(submission->eligibility.path, arena),
        .urgency = data->urgency,
        .deadline = data->deadline,
        .submitted_at_us = call->now_us,
        .text = submission->text,
        .answers = seal_list(batch, person, map_bytes(data->answers, arena), data->answers.count),
        .adverse_parties = seal_list(batch, person, list_bytes(data->adverse_parties, arena),
                                     data->adverse_parties.count),
    };
    batch_insert(batch, &table_request, &row);
    for (size_t i = 0; i < submission->wanted.count; i++) {
        const struct need_row need = request_need_row(submission->id, &submission->needs[i], arena);
        batch_insert(batch, &table_need, &need);
    }
}

/* ---- who is told ---- */

static struct list path_ids(struct list path, arena_t *arena)
{
    struct id ids[LINEAGE_MAX];
    size_t count = 0;
    for (struct path_step step; path_step_next(&path, &step);) {
        ids[count++] = step.organisation;
    }
    return list_pack_ids(ids, count, arena);
}

/* The adverse parties that are organisations known here; names stay sealed. */
static struct list adverse_ids(struct list parties, arena_t *arena)
{
    enum { ADVERSE_MAX = 8 };
    struct id ids[ADVERSE_MAX];
    size_t count = 0;
    for (struct adverse_party party; adverse_party_next(&parties, &party);) {
        if (!id_none(party.organisation)) {
            ids[count++] = party.organisation;
        }
    }
    return list_pack_ids(ids, count, arena);
}

static void tell_received(batch_t *batch, const struct submission *submission, struct list needs)
{
    const struct intake_request_submit *data = submission->data;
    arena_t *arena = batch_arena(batch);
    const struct intake_request_received event = {
        .id = submission->id,
        .organisation = data->organisation,
        .contact = data->contact,
        .class = submission->eligibility.class,
        .path = path_ids(submission->eligibility.path, arena),
        .region = submission->organisation->row->region,
        .language = submission->contact->language,
        .urgency = data->urgency,
        .deadline = data->deadline,
        .adverse = adverse_ids(data->adverse_parties, arena),
        .text = submission->text,
        .needs = needs,
    };
    emit_intake_request_received(batch, event.id, event.id, &event);
}

static void tell_flagged(batch_t *batch, const struct submission *submission)
{
    const struct intake_request_flagged event = {
        .id = submission->id,
        .organisation = submission->data->organisation,
        .contact = submission->data->contact,
        .language = submission->contact->language,
    };
    emit_intake_request_flagged(batch, event.id, event.id, &event);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct intake *self = context;
    struct submission submission = {.data = call->data, .source_key = source_key_of(call)};
    int result = check(self, batch, call, &submission);
    if (result != OK) {
        return result;
    }
    assert(submission.organisation && submission.contact);
    submission.id = batch_id_new(batch);
    complete_needs(self, batch, call, &submission);
    decide(self, batch, call, &submission);
    store(batch, call, &submission);

    struct list needs = need_list(submission.needs, submission.wanted.count, batch_arena(batch));
    if (submission.taken->to == REQUEST_RECEIVED) {
        tell_received(batch, &submission, needs);
    } else {
        tell_flagged(batch, &submission);
    }
    batch_reply(batch, &(struct request_taken){.id = submission.id,
                                               .state = submission.taken->to,
                                               .eligibility = submission.eligibility,
                                               .needs = needs});
    return OK;
}

const struct handler handler_request_submit = {
    .message = &message_intake_request_submit, .want = want, .handle = handle};
