/* SPDX-License-Identifier: MPL-2.0 */
/* Three pages: alive while the loop turns, ready while active, and the numbers. */
#include "runtime/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>

#include "proto/cleanup.h"

enum { TURN_MAX_MS = 5000, CONNECTION_MAX = 16, CONNECTION_TIMEOUT_S = 5 };

struct http {
    struct MHD_Daemon *daemon;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              struct MHD_Response *response)
{
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned status,
                                   const char *text)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    return answer(connection, status, "text/plain", response);
}

static enum MHD_Result answer_metrics(struct MHD_Connection *connection,
                                      const struct metrics *metrics)
{
    char *text = NULL;
    size_t size = 0;
    FILE *output = open_memstream(&text, &size);
    if (!output) {
        abort();
    }
    metrics_print(metrics, output);
    fclose(output);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
    return answer(connection, MHD_HTTP_OK,
                  "application/openmetrics-text; version=1.0.0; charset=utf-8", response);
}

static bool is_live(const struct metrics *metrics)
{
    return metrics_clock_ms() - metrics_get(&metrics->turned_ms) <= TURN_MAX_MS;
}

/* The signature is libmicrohttpd's. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *body,
                             size_t *body_size, void **request)
{
    const struct metrics *metrics = context;
    (void)version;
    (void)body;
    (void)body_size;
    (void)request;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0) {
        return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET only\n");
    }
    if (strcmp(url, "/metrics") == 0) {
        return answer_metrics(connection, metrics);
    }
    bool live = is_live(metrics);
    if (strcmp(url, "/live") == 0) {
        return answer_text(connection, live ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
                           live ? "live\n" : "the loop stands still\n");
    }
    if (strcmp(url, "/ready") == 0) {
        bool ready = live && metrics_get(&metrics->values[METRIC_ACTIVE]);
        return answer_text(connection, ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
                           ready ? "ready\n" : "not active\n");
    }
    return answer_text(connection, MHD_HTTP_NOT_FOUND, "/live, /ready, /metrics\n");
}

/* "[::1]:9701" -> host and port. */
static int split(const char *address, char ret_host[256], const char **ret_port)
{
    const char *colon = strrchr(address, ':');
    if (!colon || colon == address || colon - address >= 256) {
        return -1;
    }
    bool bracket = *address == '[' && colon[-1] == ']';
    snprintf(ret_host, 256, "%.*s", (int)(colon - address) - (bracket ? 2 : 0),
             address + (bracket ? 1 : 0));
    *ret_port = colon + 1;
    return 0;
}

static struct MHD_Daemon *listen_on(const struct addrinfo *found, const struct metrics *metrics)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL |
                     (found->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, serve, (void *)(uintptr_t)metrics,
                            MHD_OPTION_SOCK_ADDR, found->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)CONNECTION_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)CONNECTION_TIMEOUT_S, MHD_OPTION_END);
}

http_t *http_start(const char *address, const struct metrics *metrics, char ret_error[200])
{
    char host[256];
    const char *port;
    struct addrinfo *found = NULL;
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    if (split(address, host, &port) < 0 || getaddrinfo(host, port, &hints, &found) != 0) {
        snprintf(ret_error, 200, "http: \"%.100s\" is not address:port", address);
        return NULL;
    }
    http_t *http = calloc(1, sizeof *http);
    if (!http) {
        abort();
    }
    http->daemon = listen_on(found, metrics);
    freeaddrinfo(found);
    if (!http->daemon) {
        snprintf(ret_error, 200, "http: %.100s: %s", address, strerror(errno));
        http_stop(&http);
    }
    return http;
}

void http_stop(http_t **http_p)
{
    http_t *http = take(http_p);
    if (http) {
        if (http->daemon) {
            MHD_stop_daemon(http->daemon);
        }
        free(http);
    }
}
