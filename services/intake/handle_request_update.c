/* SPDX-License-Identifier: MPL-2.0 */
/* A request that is not over changes: answers, needs, the deadline, files. With dry_run nothing is stored and
 * the answer says what would be released and what it cost so far. */
#include "attachments.h"
#include "draft.h"
#include "effect.h"
#include "handlers.h"
#include "own_network.h"
#include "questions.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_update *data = call->data;
    request_want_with_needs(batch, data->id);
    batch_want(batch, &table_question, 1, data->id);
}

/* Rules suggest until a plan was agreed on; later only people do. */
static bool is_open_to_rules(int state)
{
    return state != REQUEST_ACCEPTED && state != REQUEST_IN_PROGRESS;
}

/* Ends the needs that are no longer wanted. */
static int take_away(struct draft *draft, struct list ids)
{
    arena_t *arena = batch_arena(draft->batch);
    struct id id;
    for (size_t place = 0; list_next_id(&ids, &id); place++) {
        struct draft_need *item = draft_find_id(draft, id);
        struct view path = arena_print(arena, "data.remove[%zu]", place);
        if (!item || !need_lives(&item->row)) {
            return refuse(draft->batch, E_NOT_FOUND, (const char *)path.bytes,
                          "an open need of the request");
        }
        if (!draft_end(draft, item)) {
            return refuse(draft->batch, E_STATE, (const char *)path.bytes,
                          "a need that is not done");
        }
    }
    return OK;
}

static int add(struct draft *draft, struct list wishes)
{
    struct need_wish wish;
    for (size_t place = 0; need_wish_next(&wishes, &wish); place++) {
        if (draft_wish(draft, &wish, place, NEED_TRIGGER_ADD) != OK) {
            return ERR_REFUSED;
        }
    }
    return OK;
}

/* The needs as they would be. answers: all that were given so far. */
static int amend(struct draft *draft, const struct request_row *row, struct list answers)
{
    const struct intake_request_update *data = draft->call->data;
    if (take_away(draft, data->remove) != OK || add(draft, data->add) != OK) {
        return ERR_REFUSED;
    }
    const struct node *organisation = graph_find(draft->self->graph, row->organisation);
    bool asked = data->answers.count > 0 || data->add.count > 0;
    if (asked && organisation && is_open_to_rules((int)row->state)) {
        draft_suggest(draft, organisation->row, answers);
    }
    if (draft_link(draft) != OK) {
        return ERR_REFUSED;
    }
    return data->attachments.count == 0
               ? OK
               : attachments_check(draft->batch, data->attachments,
                                   attachments_count(draft->batch, row->attachments));
}

static int check(batch_t *batch, const struct call *call, struct request *request)
{
    const struct intake_request_update *data = call->data;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_UPDATE,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    bool personal = data->answers.count > 0 || data->attachments.count > 0;
    if (personal && person_erased(batch, request->row->contact)) {
        return refuse(batch, E_ERASED, "data.id", "a contact that was not erased");
    }
    return OK;
}

/* Does the request still wait for the contact to answer a question. */
static bool is_asked(batch_t *batch, struct id request)
{
    size_t count;
    void **rows = batch_find(batch, &table_question, 1, request, &count);
    for (size_t i = 0; i < count; i++) {
        const struct question_row *question = rows[i];
        if (question->answered_at_us == 0) {
            return true;
        }
    }
    return false;
}

/* Where the request stands after the change: it goes on when it waited only because the own network offers
   something, and now the contact consents, or wants that no longer. */
static int next_state(const struct draft *draft, const struct request *request)
{
    const struct intake *self = draft->self;
    const struct request_row *row = request->row;
    bool offered = offers_to(self, draft->batch, request, draft->call->today).count > 0;
    if (row->state != REQUEST_AWAITING_INFO || (offered && !row->consent) ||
        is_asked(draft->batch, row->id)) {
        return (int)row->state;
    }
    enum trigger trigger = intake_reviews(self) ? TRIGGER_CONSENT_FOR_REVIEW : TRIGGER_CONSENT;
    const struct transition *transition = state_find(&state_request, (int)row->state, (int)trigger);
    return state_after(transition, (int)row->state);
}

static void store(struct draft *draft, struct request *request, struct list answers)
{
    const struct intake_request_update *data = draft->call->data;
    batch_t *batch = draft->batch;
    struct request_row *row = request->row;
    bool running = request_is_running(row);
    bool told = draft_changed(draft) || (data->deadline != 0 && data->deadline != row->deadline);
    draft_store(draft, request);
    batch_change(batch, &table_request, row);
    if (data->answers.count > 0) {
        row->answers = request_seal(batch, row->contact, map_bytes(answers, batch_arena(batch)),
                                    answers.count);
    }
    row->deadline = data->deadline ? data->deadline : row->deadline;
    row->attachments = attachments_keep(batch, row->contact, data->attachments, row->attachments);
    row->consent = row->consent || data->consent;
    request_enter(draft->self, batch, row, next_state(draft, request), draft->call->now_us);
    if ((running && told) || (!running && row->state == REQUEST_RECEIVED)) {
        request_tell_confirmed(draft->self, batch, request, CONFIRM_UPDATE);
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_update *data = call->data;
    struct request request;
    if (check(batch, call, &request) != OK) {
        return ERR_REFUSED;
    }
    struct draft draft = {.self = context, .batch = batch, .call = call, .list = "data.add"};
    draft_begin(&draft, &request);
    struct list answers = answers_merged(batch, request.row->answers, data->answers);
    if (amend(&draft, request.row, answers) != OK) {
        return ERR_REFUSED;
    }
    struct request_effect effect = effect_of(&draft, request.row, (int)request.row->state);
    if (data->dry_run) {
        effect.dry_run = true;
    } else {
        store(&draft, &request, answers);
        effect.rev = request.row->rev;
        effect.state = (int)request.row->state;
    }
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_update = {
    .message = &message_intake_request_update, .want = want, .handle = handle};
