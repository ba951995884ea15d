/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a message: one table behind one gate, and when to try again. */
#ifndef ENTRAIDE_NOTIFIER_STATE_H
#define ENTRAIDE_NOTIFIER_STATE_H

#include "runtime/state.h"

enum message_trigger {
    TRIGGER_ATTEMPT,     /* its turn has come */
    TRIGGER_ACCEPTED,    /* the mail server took it */
    TRIGGER_DELAYED,     /* the mail server or the way to it failed for now */
    TRIGGER_REFUSED,     /* the mail server will never take it */
    TRIGGER_EXHAUSTED,   /* failed for now, and this was the last attempt */
    TRIGGER_UNREACHABLE, /* the recipient has no address, or was erased */
};

extern const struct machine state_message;

/* The pause after so many failed attempts (from 1), milliseconds: first_ms doubled with each attempt up
   to cap_ms, then spread by up to a quarter down, by the message's id, so that what failed together
   does not come back together. */
int64_t message_retry_ms(int64_t attempts, int64_t first_ms, int64_t cap_ms, struct id message);

#endif
