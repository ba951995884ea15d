/* SPDX-License-Identifier: MPL-2.0 */
/* The steps in a message's life. */
#include "state.h"

#include <assert.h>

static const struct transition steps[] = {
    {MESSAGE_QUEUED, MESSAGE_SENDING, TRIGGER_ATTEMPT, BY_SERVICE, "its turn has come", false},
    {MESSAGE_SENDING, MESSAGE_SENDING, TRIGGER_ATTEMPT, BY_SERVICE,
     "the outcome of the last attempt was lost with the process; the Message-ID stays", false},
    {MESSAGE_SENDING, MESSAGE_SENT, TRIGGER_ACCEPTED, BY_OUTSIDE, "taken by the mail server",
     false},
    {MESSAGE_SENDING, MESSAGE_QUEUED, TRIGGER_DELAYED, BY_OUTSIDE, "not now; tried again later",
     false},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_REFUSED, BY_OUTSIDE, "refused for good", false},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_EXHAUSTED, BY_OUTSIDE, "the last attempt failed",
     false},
    {MESSAGE_QUEUED, MESSAGE_DEAD, TRIGGER_UNREACHABLE, BY_SERVICE, "no address to send it to",
     false},
    {MESSAGE_SENDING, MESSAGE_DEAD, TRIGGER_UNREACHABLE, BY_SERVICE,
     "no address any more after a lost outcome", false},
};

const struct machine state_message = MACHINE(steps);

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
