/* SPDX-License-Identifier: MPL-2.0 */
/* Cuts off who fills memory: with a message that never ends, or by not reading what is sent to it.
 *
 * libzmq gathers the frames of a message before anybody sees the first of them, without a limit on their
 * number; it queues for each peer up to a number of frames, whatever their size; and it cannot be told to
 * drop a peer. So when the process has grown, the kernel is asked about each connection: one over which
 * more has come since its last whole message than a message can have is shut down, and so is one whose
 * other end has taken nothing for a while. Whoever means well comes again, a reader from its cursor.
 * Until then all this costs one read of a small file eight times a second. */
#ifndef ENTRAIDE_RUNTIME_GUARD_H
#define ENTRAIDE_RUNTIME_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/cleanup.h"

typedef struct guard guard_t;

/* Watches the connections to this TCP endpoint ("tcp://127.0.0.1:5701"); none of any other kind. */
guard_t *guard_new(const char *endpoint);
void guard_destroy(guard_t **guard_p);

/* The process is larger than it should be: whole messages must be told, and looks come soon. */
bool guard_is_alarmed(const guard_t *guard);

/* A whole message came over this descriptor (of bus_frame_descriptor). */
void guard_heard(guard_t *guard, int descriptor);

/* Looks around when it is time. How many connections were cut. */
size_t guard_look(guard_t *guard, int64_t now_ms);

enum { GUARD_ALARM_LOOK_MS = 50 };

DEFINE_AUTO(guard_t, guard_destroy)

#endif
