/* SPDX-License-Identifier: MPL-2.0 */
/* How much of a client is let in: its rate (a bucket of one second) and its window of messages that
 * are not answered yet. */
#ifndef ENTRAIDE_RUNTIME_ADMISSION_H
#define ENTRAIDE_RUNTIME_ADMISSION_H

#include "runtime/registry.h"

typedef struct admission admission_t;

enum { WINDOW_MAX = 512 };

enum verdict { ADMITTED, OVER_RATE, OVER_WINDOW };

admission_t *admission_new(void);
void admission_destroy(admission_t **admission_p);

/* May this message of the client come in. Every message is answered, if only with a refusal, and counts
   until admission_answered(peer). ret_wait_ms: when to try again, if not. */
enum verdict admission_ask(admission_t *admission, const struct client *client, struct view peer,
                           int64_t now_ms, int64_t *ret_wait_ms);

/* A message of this peer has been answered. */
void admission_answered(admission_t *admission, struct view peer);

/* Nothing waits for an answer: windows are empty (also of peers that were lost). */
void admission_empty(admission_t *admission);

DEFINE_AUTO(admission_t, admission_destroy)

#endif
