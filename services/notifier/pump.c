/* SPDX-License-Identifier: MPL-2.0 */
/* The pump's timer, and the one gate for a message's state. */
#include "pump.h"

#include <assert.h>

#include "proto/id.h"
#include "runtime/emit.h"

size_t pump_room(const struct notifier *self, const batch_t *batch)
{
    const struct notifier_settings *settings = batch_settings(batch);
    size_t max = (size_t)settings->delivery_max;
    size_t lane_count = (max + DELIVERY_MAILS_MAX - 1) / DELIVERY_MAILS_MAX;
    size_t busy = lanes_message_count(self->lanes);
    size_t room = lanes_free_count(self->lanes, lane_count) * DELIVERY_MAILS_MAX;
    size_t rest = max > busy ? max - busy : 0;
    return room < rest ? room : rest;
}

void pump_wake(struct notifier *self, batch_t *batch, int64_t now_us)
{
    pump_set(self, batch, pump_room(self, batch) > 0 ? now_us : now_us + PUMP_WATCH_US);
}

void pump_set(struct notifier *self, batch_t *batch, int64_t due_us)
{
    if (due_us < self->pump_due_us) {
        timer_set(batch, "pump", id_from_text("timer", view_of("pump")), due_us, (struct view){0});
        self->pump_due_us = due_us;
    }
}

static void tell_sent(batch_t *batch, const struct message_row *row)
{
    struct notifier_message_sent event = {
        .id = row->id,
        .event = row->event,
        .template = row->template,
        .language = row->language,
        .recipient_kind = (int)row->recipient_kind,
        .recipient = row->recipient,
        .message_id = row->message_id,
        .attempts = row->attempts,
    };
    emit_notifier_message_sent(batch, row->id, row->request, &event);
    batch_count(batch, COUNTER_SENT, 1);
}

static void tell_failed(batch_t *batch, const struct message_row *row)
{
    struct notifier_message_failed event = {
        .id = row->id,
        .event = row->event,
        .template = row->template,
        .recipient_kind = (int)row->recipient_kind,
        .recipient = row->recipient,
        .attempts = row->attempts,
        .result = row->result,
    };
    emit_notifier_message_failed(batch, row->id, row->request, &event);
    batch_count(batch, COUNTER_DEAD, 1);
}

void pump_step(batch_t *batch, struct message_row *row, enum message_trigger trigger,
               struct view result)
{
    const struct transition *step = state_find(&state_message, (int)row->state, (int)trigger);
    assert(step);
    batch_change(batch, &table_message, row);
    row->state = step->to;
    if (result.size > 0) {
        row->result = arena_copy(batch_arena(batch), result);
    }
    if (step->to == MESSAGE_SENT) {
        tell_sent(batch, row);
    } else if (step->to == MESSAGE_DEAD) {
        tell_failed(batch, row);
    }
}
