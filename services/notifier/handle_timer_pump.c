/* SPDX-License-Identifier: MPL-2.0 */
/* The pump: picks messages whose turn has come, marks them as being sent, and starts their delivery
 * after the commit. A message marked so that no lane holds was under way when an earlier process ended:
 * nobody knows whether it arrived, so it is sent again under the same Message-ID. */
#include <stdio.h>

#include "handlers.h"
#include "mail.h"
#include "proto/id.h"
#include "pump.h"

/* What is picked, and when to look again. */
struct picking {
    struct message_row **rows;
    size_t count, limit;
    int64_t next_us;
};

static bool is_due(const struct message_row *row, int64_t now_us)
{
    return row->state == MESSAGE_SENDING || row->due_us <= now_us;
}

static void pick(struct picking *picking, const struct notifier *self, struct message_row *row,
                 int64_t now_us)
{
    if (lanes_hold(self->lanes, row->id)) {
        return;
    }
    if (is_due(row, now_us)) {
        if (picking->count < picking->limit) {
            picking->rows[picking->count++] = row;
        }
    } else if (row->due_us < picking->next_us) {
        picking->next_us = row->due_us;
    }
}

static struct picking *pick_messages(const struct notifier *self, batch_t *batch, int64_t now_us)
{
    size_t room = pump_room(self, batch), count;
    struct picking *picking = arena_alloc(batch_arena(batch), sizeof *picking);
    *picking = (struct picking){.limit = room, .next_us = INT64_MAX};
    if (room == 0) {
        return picking;
    }
    /* Those under way may come first; one more tells when to look again. */
    int64_t limit = (int64_t)(lanes_message_count(self->lanes) + room + 1);
    struct message_row **rows = store_open_messages(batch, limit, &count);
    picking->rows = arena_alloc(batch_arena(batch), room * sizeof(struct message_row *));
    for (size_t i = 0; i < count; i++) {
        pick(picking, self, rows[i], now_us);
    }
    return picking;
}

/* Picks before the batch reads, so that all that was picked is read in one round trip. */
static void want(void *context, batch_t *batch, const struct call *call)
{
    struct notifier *self = context;
    self->picking = pick_messages(self, batch, call->now_us);
    for (size_t i = 0; i < self->picking->count; i++) {
        batch_want(batch, &table_message, 0, self->picking->rows[i]->id);
        batch_want(batch, &table_words, 0, self->picking->rows[i]->id);
    }
}

/* Everything a mail is made of, or false: there is nobody to send it to. */
static bool compose(const struct notifier *self, batch_t *batch, const struct message_row *row,
                    struct mail *ret_mail)
{
    const struct notifier_settings *settings = batch_settings(batch);
    const struct person_row *person = directory_find(self->people, row->recipient);
    const struct words_row *words = batch_load(batch, &table_words, row->id);
    if (!person || !words) {
        return false;
    }
    char request[ID_TEXT_SIZE];
    *ret_mail = (struct mail){
        .from_name = view_of(settings->from_name),
        .from_address = view_of(settings->from_address),
        .to_name = person_open(batch, person->name),
        .to_address = person_open(batch, person->email),
        .message_id = row->message_id,
        .thread_id = arena_print(batch_arena(batch), "%s@%s", id_print(row->request, request),
                                 settings->message_domain),
        .language = row->language,
        .subject = person_open(batch, words->subject),
        .body = person_open(batch, words->body),
        .date_us = row->queued_at_us,
    };
    return ret_mail->body.size > 0 && mail_address_valid(ret_mail->to_address);
}

/* One message: on its way, or dead because there is no way. */
static void attempt(const struct notifier *self, batch_t *batch, struct message_row *row,
                    struct delivery *delivery)
{
    struct mail mail;
    if (!compose(self, batch, row, &mail)) {
        pump_step(batch, row, TRIGGER_UNREACHABLE, view_of("no address to send it to"));
        return;
    }
    pump_step(batch, row, TRIGGER_ATTEMPT, (struct view){0});
    row->attempts++;
    struct delivery_mail parcel = {
        .message = row->id,
        .attempt = row->attempts,
        .to = mail.to_address,
        .text = mail_print(&mail, batch_arena(batch)),
    };
    delivery_add(delivery, &parcel);
    batch_count(batch, COUNTER_ATTEMPTS, 1);
}

/* Any word but none asks for TLS: a slip of the pen must not send a password in the clear. */
static struct smtp copy_smtp(const struct notifier_settings *settings)
{
    struct smtp smtp = {.starttls = !view_is(view_of(settings->smtp_tls), "none"),
                        .timeout_ms = settings->attempt_timeout_ms};
    (void)snprintf(smtp.url, sizeof smtp.url, "%s", settings->smtp_url);
    (void)snprintf(smtp.user, sizeof smtp.user, "%s", settings->smtp_user);
    (void)snprintf(smtp.password_file, sizeof smtp.password_file, "%s",
                   settings->smtp_password_file);
    (void)snprintf(smtp.from, sizeof smtp.from, "%s", settings->from_address);
    return smtp;
}

/* Starts one job with some of what was picked. */
static void start_delivery(const struct notifier *self, batch_t *batch, struct message_row **rows,
                           size_t count)
{
    struct smtp smtp = copy_smtp(batch_settings(batch));
    struct delivery *delivery = delivery_new(self->lanes, &smtp);
    for (size_t i = 0; i < count; i++) {
        /* As earlier messages of this batch left it: it may have ended meanwhile. */
        struct message_row *row = batch_load(batch, &table_message, rows[i]->id);
        if (row && row->state <= MESSAGE_SENDING) {
            attempt(self, batch, row, delivery);
        }
    }
    struct job *job = &delivery->job;
    batch_start(batch, &job);
}

/* Spreads what was picked over the free lanes. */
static void start_deliveries(const struct notifier *self, batch_t *batch,
                             const struct picking *picking)
{
    const struct notifier_settings *settings = batch_settings(batch);
    size_t lane_count =
        ((size_t)settings->delivery_max + DELIVERY_MAILS_MAX - 1) / DELIVERY_MAILS_MAX;
    size_t free_count = lanes_free_count(self->lanes, lane_count);
    for (size_t done = 0; done < picking->count; free_count--) {
        size_t rest = picking->count - done;
        size_t share = (rest + free_count - 1) / free_count;
        start_delivery(self, batch, picking->rows + done, share);
        done += share;
    }
}

/* When to look again. INT64_MAX: not before something is queued. */
static int64_t find_next_us(const struct notifier *self, const batch_t *batch,
                            const struct picking *picking, int64_t now_us)
{
    bool unseen = self->queued_last_us == now_us; /* queued in this very batch */
    if (unseen && pump_room(self, batch) > 0) {
        return now_us;
    }
    bool under_way = lanes_message_count(self->lanes) > 0 || picking->count > 0;
    int64_t watch_us = under_way ? now_us + PUMP_WATCH_US : INT64_MAX;
    return picking->next_us < watch_us ? picking->next_us : watch_us;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct notifier *self = context;
    /* A batch that is run message by message after a failure reads nothing before. */
    struct picking *picking =
        self->picking ? self->picking : pick_messages(self, batch, call->now_us);
    self->picking = NULL;
    self->pump_due_us = INT64_MAX; /* this timer is gone */
    start_deliveries(self, batch, picking);
    pump_set(self, batch, find_next_us(self, batch, picking, call->now_us));
    return OK;
}

const struct handler handler_timer_pump = {.timer = "pump", .want = want, .handle = handle};
