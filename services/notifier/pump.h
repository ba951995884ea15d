/* SPDX-License-Identifier: MPL-2.0 */
/* The pump moves messages from the table to the mail server, at most delivery_max at a time. It runs as
 * a timer that is set whenever a message may have become due or an outcome was learnt. */
#ifndef ENTRAIDE_NOTIFIER_PUMP_H
#define ENTRAIDE_NOTIFIER_PUMP_H

#include "notifier.h"
#include "state.h"

/* While mails are under way the timer stands this far ahead: the first thing a new process hears. */
enum { PUMP_WATCH_US = 2 * 1000 * 1000 };

/* How many more mails may be under way. */
size_t pump_room(const struct notifier *self, const batch_t *batch);

/* A message was queued: the pump runs at once, unless as many mails as may be are under way. Then the
   first that ends makes it run. */
void pump_wake(struct notifier *self, batch_t *batch, int64_t now_us);

/* Makes sure that the pump runs at due_us or before. */
void pump_set(struct notifier *self, batch_t *batch, int64_t due_us);

/* Takes the message to where the trigger leads from its state (which must allow it) and tells the world
   when that is an end. result: without personal data; kept when empty. */
void pump_step(batch_t *batch, struct message_row *row, enum message_trigger trigger,
               struct view result);

#endif
