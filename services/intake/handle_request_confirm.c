/* SPDX-License-Identifier: MPL-2.0 */
/* An adviser settles the needs of a request: what stays, as it shall be, and what comes in addition. From
 * now on it is matched. */
#include "draft.h"
#include "effect.h"
#include "handlers.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct intake_request_confirm *data = call->data;
    request_want_with_needs(batch, data->id);
}

/* A need that stays or comes. */
static int take_wish(struct draft *draft, const struct need_wish *wish, size_t place)
{
    struct draft_need *item = draft_find(draft, wish->service);
    if (!item || !item->former || item->stated) {
        return draft_wish(draft, wish, place, NEED_TRIGGER_ADD);
    }
    if (draft_change(draft, item, wish, place) != OK) {
        return ERR_REFUSED;
    }
    (void)draft_move(draft, item, NEED_TRIGGER_CONFIRM);
    return OK;
}

/* Suggestions that were left out are refused, needs that were left out are cancelled. */
static void leave_out(struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        struct draft_need *item = &draft->items[i];
        if (item->former && !item->stated && need_lives(&item->row)) {
            draft_end(draft, item);
        }
    }
}

/* The needs as the adviser wants them; without a list all suggestions are wanted. */
static int take_needs(struct draft *draft, struct list wishes)
{
    if (wishes.count == 0) {
        for (size_t i = 0; i < draft->count; i++) {
            (void)draft_move(draft, &draft->items[i], NEED_TRIGGER_CONFIRM);
        }
        return draft_link(draft);
    }
    struct need_wish wish;
    for (size_t i = 0; need_wish_next(&wishes, &wish); i++) {
        if (take_wish(draft, &wish, i) != OK) {
            return ERR_REFUSED;
        }
    }
    leave_out(draft);
    return draft_link(draft);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct intake_request_confirm *data = call->data;
    struct request request;
    const struct taking taking = {.id = data->id,
                                  .path = "data.id",
                                  .trigger = TRIGGER_CONFIRM,
                                  .expected_rev = data->expected_rev};
    if (request_take(batch, call, &taking, &request) != OK) {
        return ERR_REFUSED;
    }
    struct draft draft = {.self = context, .batch = batch, .call = call, .list = "data.needs"};
    draft_begin(&draft, &request);
    if (take_needs(&draft, data->needs) != OK) {
        return ERR_REFUSED;
    }
    struct request_effect effect = effect_settle(&draft, &request);
    request_tell_confirmed(context, batch, &request,
                           request.row->completed_at_us ? CONFIRM_REOPEN : CONFIRM_ADVISER);
    batch_reply(batch, &effect);
    return OK;
}

const struct handler handler_request_confirm = {
    .message = &message_intake_request_confirm, .want = want, .handle = handle};
