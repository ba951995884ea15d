/* SPDX-License-Identifier: MPL-2.0 */
/* Who may connect: the ZAP 1.0 handler, on a thread of its own (RFC 27). Accepts CURVE with a key of the
 * registry, refuses all else. The user id is the client's public key in Z85. */
#ifndef ENTRAIDE_RUNTIME_ZAP_H
#define ENTRAIDE_RUNTIME_ZAP_H

#include "runtime/roster.h"

typedef struct zap zap_t;

/* Binds inproc://zeromq.zap.01 of the context and starts the thread: before any server socket. NULL when
   it cannot be bound. */
zap_t *zap_start(void *zmq_context, roster_t *roster);

/* After zmq_ctx_shutdown: waits for the thread to leave. */
void zap_stop(zap_t **zap_p);

/* Also accepts this key (NULL ends it): the self-test's. */
void zap_allow_probe(zap_t *zap, const char *public_key);

/* Handshakes refused until now. */
int64_t zap_refused(zap_t *zap);

#endif
