/* SPDX-License-Identifier: MPL-2.0 */
/* A delivery has ended: each of its messages is sent, tried again later, or dead. */
#include "handlers.h"
#include "pump.h"

static void want(void *context, batch_t *batch, const struct call *call)
{
    (void)context;
    const struct delivery *delivery = call->data;
    for (size_t i = 0; i < delivery->count; i++) {
        batch_want(batch, &table_message, 0, delivery->mails[i].message);
    }
}

static void delay(batch_t *batch, struct message_row *row, const struct delivery_mail *mail,
                  int64_t now_us)
{
    const struct notifier_settings *settings = batch_settings(batch);
    if (row->attempts >= settings->retry_max_attempts) {
        pump_step(batch, row, TRIGGER_EXHAUSTED, view_of(mail->result));
        return;
    }
    pump_step(batch, row, TRIGGER_DELAYED, view_of(mail->result));
    row->due_us = now_us + 1000 * message_retry_ms(row->attempts, settings->retry_first_ms,
                                                   settings->retry_cap_ms, row->id);
    batch_count(batch, COUNTER_RETRIES, 1);
}

static void settle(batch_t *batch, struct message_row *row, const struct delivery_mail *mail,
                   int64_t now_us)
{
    switch (mail->outcome) {
    case DELIVERY_ACCEPTED:
        pump_step(batch, row, TRIGGER_ACCEPTED, view_of(mail->result));
        row->sent_at_us = now_us;
        break;
    case DELIVERY_REFUSED:
        pump_step(batch, row, TRIGGER_REFUSED, view_of(mail->result));
        break;
    case DELIVERY_DELAYED:
        delay(batch, row, mail, now_us);
        break;
    }
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    const struct delivery *delivery = call->data;
    for (size_t i = 0; i < delivery->count; i++) {
        const struct delivery_mail *mail = &delivery->mails[i];
        struct message_row *row = batch_load(batch, &table_message, mail->message);
        if (row && row->state == MESSAGE_SENDING && row->attempts == mail->attempt) {
            settle(batch, row, mail, call->now_us);
        } else {
            batch_count(batch, COUNTER_LATE, 1);
        }
    }
    pump_set(context, batch, call->now_us);
    return OK;
}

const struct handler handler_result_delivery = {.job = "delivery", .want = want, .handle = handle};
