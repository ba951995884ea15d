/* SPDX-License-Identifier: MPL-2.0 */
/* Who was told what, when, in which words. The words are opened only for clients that may read personal
 * data, and only messages about organisations that the client may act for are listed. */
#include "handlers.h"

enum { PAGE_MAX = 50 };

static struct message_view view_message(const struct message_row *row)
{
    return (struct message_view){
        .id = row->id,
        .event = row->event,
        .request = row->request,
        .template = row->template,
        .language = row->language,
        .recipient_kind = (int)row->recipient_kind,
        .recipient = row->recipient,
        .message_id = row->message_id,
        .state = (int)row->state,
        .attempts = row->attempts,
        .result = row->result,
        .queued_at_us = row->queued_at_us,
        .sent_at_us = row->sent_at_us,
    };
}

/* Both lists are in the order of ids; a message without words has none to open. */
static void open_words(batch_t *batch, const struct message_page_key *page,
                       struct message_view *messages, size_t count)
{
    size_t words_count, next = 0;
    struct words_row **words = store_words_page(batch, page, &words_count);
    for (size_t i = 0; i < count; i++) {
        while (next < words_count && id_compare(words[next]->id, messages[i].id) < 0) {
            next++;
        }
        if (next < words_count && id_equal(words[next]->id, messages[i].id)) {
            messages[i].subject = person_open(batch, words[next]->subject);
            messages[i].words = person_open(batch, words[next]->body);
        }
    }
}

static struct list list_messages(batch_t *batch, const struct call *call,
                                 const struct message_page_key *page)
{
    arena_t *arena = batch_arena(batch);
    size_t row_count, count = 0;
    struct message_row **rows = store_message_page(batch, page, &row_count);
    struct message_view *messages = arena_alloc(arena, row_count * sizeof *messages + 1);
    for (size_t i = 0; i < row_count; i++) {
        if (may_act_for(call, rows[i]->organisation)) {
            messages[count++] = view_message(rows[i]);
        }
    }
    if (may_read_pii(call)) {
        open_words(batch, page, messages, count);
    }
    return message_view_list(messages, count, arena);
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct notifier_message_list *query = call->data;
    bool by_request = !id_none(query->request);
    if (by_request == !id_none(query->recipient)) {
        return refuse(batch, E_FIELD_MISSING, "data.request", "either request or recipient");
    }
    struct message_page_key page = {
        .by_request = by_request,
        .key = by_request ? query->request : query->recipient,
        .after = query->after,
        .limit = query->limit > 0 ? query->limit : PAGE_MAX,
    };
    struct message_page answer = {.messages = list_messages(batch, call, &page)};
    batch_reply(batch, &answer);
    return OK;
}

const struct handler handler_message_list = {.message = &message_notifier_message_list,
                                             .handle = handle};
