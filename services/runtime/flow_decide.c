/* SPDX-License-Identifier: MPL-2.0 */
/* Step three of a batch: message by message, in the order of arrival, each is decided in memory. */
#include "runtime/flow_internal.h"

#include <assert.h>

#include "proto/scan.h"
#include "runtime/log.h"

enum { RETRY_AFTER_MS = 100 };

/* ---- handlers ---- */

static void begin_message(struct batch *batch, struct input *input)
{
    for (size_t i = 0; i < batch->rowset_count; i++) {
        rowset_settle(&batch->rowsets[i]);
    }
    batch->current = input;
    batch->changed = false;
    batch->answer = (struct view){0};
    batch->refusal.code = E_NONE;
    batch->park_reason = NULL;
}

static int run_handler(struct batch *batch, struct input *input)
{
    begin_message(batch, input);
    const int result = input->handler->handle(input->self, batch, &input->call);
    return batch->failure ? batch->failure : result;
}

/* ---- replies ---- */

static struct view pack_reply(struct batch *batch, const struct input *input, struct reply *reply)
{
    reply->re = input->envelope.id;
    reply->incarnation = batch->flow->incarnation;
    reply->seq = batch->next.head.seq;
    struct view frame = record_pack(&record_reply, reply, batch->arena);
    if (frame.size > FRAME_SIZE_MAX) {
        reply->data = (struct view){0};
        reply->code = E_ANSWER_SIZE;
        reply->status = input->kind == INPUT_QUERY ? STATUS_ERROR : reply->status;
        frame = record_pack(&record_reply, reply, batch->arena);
    }
    return frame;
}

static struct view done(struct batch *batch, const struct input *input)
{
    static const uint8_t empty_map[] = {0x80};
    struct reply reply = {.status = STATUS_DONE, .data = batch->answer};
    if (!reply.data.bytes) {
        reply.data = (struct view){empty_map, sizeof empty_map};
    }
    return pack_reply(batch, input, &reply);
}

static bool is_retry(int code)
{
    return error_find(code)->class == ERROR_RETRY;
}

static struct view refused(struct batch *batch, const struct input *input)
{
    const bool retry = is_retry(batch->refusal.code);
    struct reply reply = {.status = retry ? STATUS_ERROR : STATUS_REFUSED,
                          .code = batch->refusal.code,
                          .retry_after_ms = retry ? RETRY_AFTER_MS : 0,
                          .path = view_of(batch->refusal.path),
                          .expected = view_of(batch->refusal.expected),
                          .data = batch->answer};
    batch->counts[FLOW_REFUSED]++;
    if (flow_is_denial(batch->refusal.code)) {
        flow_log_denied(input->call.client, input->call.message, batch->refusal.code);
        batch->counts[FLOW_DENIED]++;
    }
    return pack_reply(batch, input, &reply);
}

static struct view failed(struct batch *batch, const struct input *input, int code)
{
    struct reply reply = {.status = STATUS_ERROR,
                          .code = code,
                          .retry_after_ms = is_retry(code) ? RETRY_AFTER_MS : 0};
    return pack_reply(batch, input, &reply);
}

/* Has this service read what the sender says it has: as committed before this batch, for commands are
   decided before the events that came with them. Of a feed that is not read here nothing is asked. */
static bool has_seen(const struct batch *batch, const struct input *input)
{
    const flow_t *flow = batch->flow;
    struct list list = input->envelope.seen;
    for (struct seen seen; seen_next(&list, &seen);) {
        const enum owner owner = owner_find(seen.service);
        if ((flow->reads >> owner & 1U) != 0 && flow->journal.cursors.of[owner].seq < seen.seq) {
            return false;
        }
    }
    return true;
}

/* ---- commands ---- */

static void answer_command(struct batch *batch, struct input *input, enum command_status status)
{
    const struct command_row row = {.id = input->envelope.id,
                                    .client = view_of(input->call.client->name),
                                    .type = view_of(input->call.message->type),
                                    .digest = {input->digest.bytes, sizeof input->digest.bytes},
                                    .status = status,
                                    .reply = input->reply,
                                    .at_us = batch->next.at_us};
    commands_answer(&batch->commands, &row);
}

static void replay(struct batch *batch, struct input *input, const struct command_row *known)
{
    const struct view digest = {input->digest.bytes, sizeof input->digest.bytes};
    if (known->status == COMMAND_NEVER) {
        input->reply = failed(batch, input, E_NEVER);
    } else if (!view_equal(known->digest, digest)) {
        input->reply = failed(batch, input, E_CONFLICT);
    } else {
        input->reply = known->reply;
        batch->counts[FLOW_REPLAYED]++;
    }
}

static int decide_new(struct batch *batch, struct input *input)
{
    if (batch->poison) {
        log_error("command answered as poison", log_text("type", input->call.message->type),
                  log_text("sqlstate", batch->flow->failed_sqlstate));
        input->reply = failed(batch, input, E_POISON);
        answer_command(batch, input, COMMAND_ERROR);
        return OK;
    }
    if (!has_seen(batch, input)) {
        input->reply = failed(batch, input, E_AFTER);
        return OK;
    }
    const int result = run_handler(batch, input);
    assert(result != ERR_PARKED); /* Only events can wait. */
    if (result && result != ERR_REFUSED) {
        return result;
    }
    input->reply = result ? refused(batch, input) : done(batch, input);
    if (result && is_retry(batch->refusal.code)) {
        return OK; /* Not yet: no outcome, so nothing to be stored. */
    }
    answer_command(batch, input, result ? COMMAND_REFUSED : COMMAND_DONE);
    return OK;
}

/* The id that the command is about: its own, or the one that is to be resolved. */
static struct id id_in_question(const struct input *input)
{
    return input->call.message == &message_resolve ? ((const struct resolve *)input->call.data)->id
                                                   : input->envelope.id;
}

static int decide_command(struct batch *batch, struct input *input)
{
    batch->counts[FLOW_COMMANDS]++;
    if (id_compare(id_in_question(input), batch->flow->horizon) < 0) {
        input->reply = failed(batch, input, E_TOO_OLD); /* The horizon moved while it waited. */
        return OK;
    }
    if (input->call.message == &message_resolve) {
        begin_message(batch, input);
        flow_resolve(batch, input);
        input->reply = done(batch, input);
        return OK;
    }
    const struct command_row *known =
        commands_find(&batch->commands, view_of(input->call.client->name), input->envelope.id);
    if (known) {
        replay(batch, input, known);
        return OK;
    }
    return decide_new(batch, input);
}

/* ---- events ---- */

static void park_event(struct batch *batch, const struct input *input, const char *reason)
{
    const struct envelope *envelope = &input->envelope;
    const struct id story = id_none(envelope->root) ? envelope->subject : envelope->root;
    const char *sqlstate = batch->poison ? batch->flow->failed_sqlstate : "";
    const struct parked_row row = {.origin = input->event.owner,
                                   .seq = input->event.seq,
                                   .story = story,
                                   .reason = arena_copy(batch->arena, view_of(reason)),
                                   .sqlstate = view_of(sqlstate),
                                   .attempts = batch->poison ? 2 : 1,
                                   .body = input->event.body,
                                   .at_us = batch->next.at_us};
    flow_park(batch, &row);
    log_error("event parked", log_text("origin", owner_name(input->event.owner)),
              log_number("seq", input->event.seq), log_text("reason", reason));
}

static int decide_event(struct batch *batch, struct input *input)
{
    const struct envelope *envelope = &input->envelope;
    if (contract_erases(envelope->type)) {
        /* Keys come with every feed, so also to a service that has no handler for this. */
        persons_erase(batch->flow->persons, envelope->subject);
    }
    const struct id story = id_none(envelope->root) ? envelope->subject : envelope->root;
    batch->counts[FLOW_EVENTS_IN]++;
    if (input->undecodable) {
        park_event(batch, input, "it is not as the contract says");
        return OK;
    }
    if (!input->handler) {
        return OK; /* Not for this service: only the cursor moves. */
    }
    if (parked_waits(&batch->flow->parked, story)) {
        park_event(batch, input, "an earlier event of its story waits");
        return OK;
    }
    if (batch->poison) {
        park_event(batch, input, "the database refused it twice");
        return OK;
    }
    const int result = run_handler(batch, input);
    assert(result != ERR_REFUSED); /* An event is a fact. */
    if (result == ERR_PARKED) {
        park_event(batch, input, batch->park_reason);
        return OK;
    }
    return result;
}

/* ---- timers and jobs ---- */

static int decide_timer(struct batch *batch, struct input *input)
{
    const struct timer_row *row = input->timer_row;
    if (timers_find(&batch->timers, row->name, row->key)) {
        return OK; /* An earlier message of this batch has moved or cancelled it. */
    }
    struct timer_row fired = *row;
    fired.removed = true;
    timers_put(&batch->timers, &fired);
    batch->counts[FLOW_TIMERS]++;
    if (batch->poison && input->handler == &handler_timer_parked_replay) {
        flow_replay_failed(batch, row->key);
        return OK;
    }
    if (batch->poison || !input->handler) {
        log_error("timer put aside", log_text("sqlstate", batch->flow->failed_sqlstate),
                  log_text("why", input->handler ? "it failed twice" : "it has no handler"));
        return OK;
    }
    return run_handler(batch, input);
}

static int decide_job(struct batch *batch, struct input *input)
{
    batch->counts[FLOW_JOBS]++;
    if (batch->poison) {
        log_error("job put aside", log_text("name", input->job->name),
                  log_text("sqlstate", batch->flow->failed_sqlstate));
        return OK;
    }
    return run_handler(batch, input);
}

int flow_decide(struct batch *batch, struct input *input)
{
    switch (input->kind) {
    case INPUT_COMMAND:
        return decide_command(batch, input);
    case INPUT_QUERY:
        return OK; /* After the commit. */
    case INPUT_EVENT:
        return decide_event(batch, input);
    case INPUT_TIMER:
        return decide_timer(batch, input);
    case INPUT_JOB:
        return decide_job(batch, input);
    }
    return ERR_FATAL;
}

/* ---- queries ---- */

/* The commit is done, so a failure here is told to the one who asked and to nobody else. */
void flow_answer_query(struct batch *batch, struct input *input)
{
    batch->counts[FLOW_QUERIES]++;
    if (batch->poison) {
        input->reply = failed(batch, input, E_POISON);
        return;
    }
    if (input->envelope.after > batch->next.head.seq || !has_seen(batch, input)) {
        input->reply = failed(batch, input, E_AFTER);
        return;
    }
    if (batch->failure) {
        input->reply = failed(batch, input, E_BUSY); /* What the one before wanted was not read. */
        return;
    }
    const int result = run_handler(batch, input);
    if (result == OK) {
        input->reply = done(batch, input);
    } else if (result == ERR_REFUSED) {
        input->reply = refused(batch, input);
    } else {
        input->reply = failed(batch, input, result == ERR_PERMANENT ? E_POISON : E_BUSY);
    }
}
