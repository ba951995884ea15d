/* SPDX-License-Identifier: MPL-2.0 */
/* The contact answers a question, or an adviser writes down what they said. */
#include <assert.h>

#include "handlers.h"
#include "request.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_answer *data = call->data;
    request_want_with_needs(batch, data->id);
    batch_want(batch, &table_question, 0, data->question);
}

static int check(batch_t *batch, const struct call *call, struct request *request,
                 struct question_row **ret_question)
{
    const struct intake_request_answer *data = call->data;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_ANSWER,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    struct question_row *question = batch_load(batch, &table_question, data->question);
    if (!question || !id_equal(question->request, data->id) || question->answered_at_us != 0) {
        return refuse(batch, E_NOT_FOUND, "data.question", "the open question of the request");
    }
    if (person_erased(batch, request->row->contact)) {
        return refuse(batch, E_ERASED, "data.id", "a contact that was not erased");
    }
    *ret_question = question;
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_answer *data = call->data;
    struct request request;
    struct question_row *question = NULL;
    if (check(batch, call, &request, &question) != OK) {
        return ERR_REFUSED;
    }
    assert(question);
    struct request_row *row = request.row;
    batch_change(batch, &table_question, question);
    question->answer = person_seal(batch, row->contact, data->text);
    question->answered_at_us = call->now_us;
    request_enter(context, batch, row, request.taken->to, call->now_us);
    emit_intake_request_answered(
        batch, row->id, row->id,
        &(struct intake_request_answered){.id = row->id,
                                          .question = question->id,
                                          .organisation = row->organisation,
                                          .contact = row->contact});
    batch_reply(batch, &(struct changed){.id = question->id, .rev = row->rev});
    return OK;
}

const struct handler handler_request_answer = {
    .message = &message_intake_request_answer, .want = want, .handle = handle};
