/* SPDX-License-Identifier: MPL-2.0 */
/* The pump moves messages from the table to the mail server, at most delivery_max at a time. It runs as
 * a timer that is set whenever a message may have become due or an outcome was learnt. */
#ifndef ENTRAIDE_NOTIFIER_PUMP_H
#define ENTRAIDE_NOTIFIER_PUMP_H

#include "notifier.h"
#include "state.h"

/* Makes sure that the pump runs at due_us or before. */
void pump_set(struct notifier *self, batch_t *batch, int64_t due_us);

/* Takes the message to where the trigger leads from its state (which must allow it) and tells the world
   when that is an end. result: without personal data; kept when empty. */
void pump_step(batch_t *batch, struct message_row *row, enum message_trigger trigger,
               struct view result);

#endif
