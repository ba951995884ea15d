/* SPDX-License-Identifier: MPL-2.0 */
/* /live, /ready and /metrics for supervisors, on a thread of libmicrohttpd. */
#ifndef ENTRAIDE_RUNTIME_HTTP_H
#define ENTRAIDE_RUNTIME_HTTP_H

#include "runtime/metrics.h"

typedef struct http http_t;

/* address: "127.0.0.1:9701" or "[::1]:9701". NULL with a text in ret_error. metrics outlives it. */
http_t *http_start(const char *address, const struct metrics *metrics, char ret_error[200]);
void http_stop(http_t **http_p);

#endif
