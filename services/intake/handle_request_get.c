/* SPDX-License-Identifier: MPL-2.0 */
/* A request as it stands; its words only for those who may read personal data, and which organisation a
 * sketch may be only for those who may act for all. */
#include "attachments.h"
#include "desk.h"
#include "handlers.h"
#include "likeness.h"
#include "own_network.h"
#include "questions.h"
#include "request.h"
#include "similar.h"

enum { MATCHES_MAX = 8 };

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_get *data = call->data;
    request_want_with_needs(batch, data->id);
    batch_want(batch, &table_question, 1, data->id);
    batch_want(batch, &table_desk, 0, data->id);
    batch_want(batch, &table_merging, 0, data->id);
}

static struct list needs_of(batch_t *batch, const struct request *request)
{
    struct need needs[NEEDS_EVER_MAX];
    for (size_t i = 0; i < request->need_count; i++) {
        needs[i] = request_need_of(request->needs[i]);
    }
    return need_list(needs, request->need_count, batch_arena(batch));
}

/* Adds an organisation unless it is there or is the one that asks. */
static size_t add_match(struct organisation_match *matches, size_t count,
                        const struct organisation_row *row, struct id asking, int basis)
{
    bool there = id_equal(row->id, asking) || row->status == ORGANISATION_SKETCH;
    for (size_t i = 0; i < count; i++) {
        there = there || id_equal(matches[i].organisation, row->id);
    }
    if (there || count == MATCHES_MAX) {
        return count;
    }
    matches[count] =
        (struct organisation_match){.organisation = row->id, .name = row->name, .basis = basis};
    return count + 1;
}

/* Those with a number in a register that the asking organisation has too. */
static size_t add_by_identifiers(batch_t *batch, struct organisation_match *matches,
                                 struct id asking)
{
    const struct organisation_row *row = batch_load(batch, &table_organisation, asking);
    struct list identifiers = list_of_bytes(row ? row->identifiers : (struct view){0});
    size_t count = 0;
    for (struct identifier one; identifier_next(&identifiers, &one);) {
        size_t found_count;
        void **found = store_organisations_with(batch, &one, MATCHES_MAX + 1, &found_count);
        for (size_t i = 0; i < found_count; i++) {
            count = add_match(matches, count, found[i], asking, MATCH_IDENTIFIER);
        }
    }
    return count;
}

/* Known organisations that the one of a flagged request may be. */
static struct list matches_of(const struct intake *self, batch_t *batch, const struct call *call,
                              const struct request_row *row)
{
    const struct node *node = graph_find(self->graph, row->organisation);
    if (row->state != REQUEST_FLAGGED || call->client->organisations || !node) {
        return (struct list){0};
    }
    struct organisation_match matches[MATCHES_MAX];
    size_t count = add_by_identifiers(batch, matches, row->organisation);
    const struct organisation_row *found[MATCHES_MAX + 1];
    size_t found_count = likeness_find(self->graph, node->row->name, MATCHES_MAX + 1, found);
    for (size_t i = 0; i < found_count; i++) {
        count = add_match(matches, count, found[i], row->organisation, MATCH_NAME);
    }
    return organisation_match_list(matches, count, batch_arena(batch));
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_get *data = call->data;
    struct request request;
    if (request_find(batch, call, data->id, "data.id", &request) != OK) {
        return ERR_REFUSED;
    }
    const struct request_row *row = request.row;
    const struct merging_row *merging = batch_load(batch, &table_merging, row->id);
    bool words = may_read_pii(call);
    const struct request_view answer = {
        .id = row->id,
        .state = (int)row->state,
        .organisation = row->organisation,
        .contact = row->contact,
        .class = (int)row->class,
        .path = list_of_bytes(row->path),
        .text = words ? person_open(batch, row->text) : (struct view){0},
        .needs = needs_of(batch, &request),
        .submitted_at_us = row->submitted_at_us,
        .urgency = (int)row->urgency,
        .source_ref = row->source_ref,
        .rev = row->rev,
        .deadline = row->deadline,
        .questions = questions_show(batch, row->id, words),
        .attachments = attachments_show(batch, row->attachments, words),
        .network = row->network,
        .matches = matches_of(context, batch, call, row),
        .similar = similar_find(batch, row->organisation, row->id,
                                (const struct need_row *const *)request.needs, request.need_count),
        .consent = row->consent,
        .clock = desk_clock(context, batch, row->id, call->now_us),
        .offered = offers_to(context, batch, &request, call->today),
        .merged_into = merging ? merging->target : (struct id){{0}},
    };
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_request_get = {
    .message = &message_intake_request_get, .want = want, .handle = handle};
