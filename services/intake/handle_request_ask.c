/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser asks the contact something. The words stay in the house, sealed; the notifier tells the contact
 * that there is a question. */
#include "handlers.h"
#include "questions.h"
#include "request.h"
#include "runtime/emit.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_ask *data = call->data;
    request_want_with_needs(batch, data->id);
    batch_want(batch, &table_question, 1, data->id);
}

static int check(batch_t *batch, const struct call *call, struct request *request)
{
    const struct intake_request_ask *data = call->data;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_ASK,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, request) != OK) {
        return ERR_REFUSED;
    }
    size_t count;
    (void)batch_find(batch, &table_question, 1, data->id, &count);
    if (count >= QUESTIONS_MAX) {
        return refuse(batch, E_FIELD_COUNT, "data.id", "at most 8 questions about a request");
    }
    if (person_erased(batch, request->row->contact)) {
        return refuse(batch, E_ERASED, "data.id", "a contact that was not erased");
    }
    return OK;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_ask *data = call->data;
    struct request request;
    if (check(batch, call, &request) != OK) {
        return ERR_REFUSED;
    }
    struct request_row *row = request.row;
    const struct question_row question = {.id = batch_id_new(batch),
                                          .request = row->id,
                                          .asked_at_us = call->now_us,
                                          .text = person_seal(batch, row->contact, data->text)};
    batch_insert(batch, &table_question, &question);
    request_enter(context, batch, row, request.taken->to, call->now_us);
    emit_intake_request_asked(batch, row->id, row->id,
                              &(struct intake_request_asked){.id = row->id,
                                                             .question = question.id,
                                                             .organisation = row->organisation,
                                                             .contact = row->contact});
    batch_reply(batch, &(struct changed){.id = question.id, .rev = row->rev});
    return OK;
}

const struct handler handler_request_ask = {
    .message = &message_intake_request_ask, .want = want, .handle = handle};
