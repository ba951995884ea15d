/* SPDX-License-Identifier: MPL-2.0 */
/* The steps in a message's life. */
#include "state.h"

#include <assert.h>

static const struct message_step steps[] = {
    {MESSAGE_QUEUED, MESSAGE_SENDING, TRIGGER_ATTEMPT, "pump", "its turn has come"},
    {MESSAGE_SENDING, MESSAGE_SENDING, TRIGGER_ATTEMPT, "pump",
     "the outcome of the last attempt was lost with the process; the Message-ID stays"},
    {MESSAGE_SENDING, MESSAGE_SENT, TRIGGER_ACCEPTED, "mail server", "taken by the mail server"},
    {MESSAGE_SENDING, MESSAGE_QUEUED, TRIGGER_DELAYED, "mail server", "not now; tried again later"},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_REFUSED, "mail server", "refused for good"},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_EXHAUSTED, "mail server", "the last attempt failed"},
    {MESSAGE_QUEUED, MESSAGE_DEAD, TRIGGER_UNREACHABLE, "pump", "no address to send it to"},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_UNREACHABLE, "pump",
     "no address any more after a lost outcome"},
};

const struct message_step *message_step_find(int from, enum message_trigger trigger)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].from == from && steps[i].trigger == trigger) {
            return &steps[i];
        }
    }
    return NULL;
}

int64_t message_retry_ms(int64_t attempts, int64_t first_ms, int64_t cap_ms, struct id message)
{
    assert(attempts >= 1 && first_ms > 0 && cap_ms > 0);
    int64_t pause_ms = first_ms < cap_ms ? first_ms : cap_ms;
    for (int64_t i = 1; i < attempts && pause_ms < cap_ms; i++) {
        pause_ms = pause_ms > cap_ms / 2 ? cap_ms : 2 * pause_ms;
    }
    /* The last bytes of an id are random; the attempt moves the place of each pause. */
    int64_t spread = (message.bytes[15] + 67 * attempts) % 256;
    return pause_ms - pause_ms / 4 * spread / 256;
}
