/* SPDX-License-Identifier: MPL-2.0 */
/* Cuts off who fills memory. */
#include "runtime/guard.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* At rest a daemon has 24 MiB, under a rush and with 1,000 connections some 80. What comes in until it is
 * cut, 125 ms of an idle loop, one look to begin with and one to compare, at what one thread of libzmq can
 * decipher (400 MB/s), still leaves it below 256 MiB. A look is due more often than the loop turns at
 * rest: were both the same, a turn a little too early would double the time.
 * A message is one frame of at most 256 KiB; with what the cipher adds it is below 300. */
enum {
    ALARM_BYTES = 96 * 1024 * 1024,
    UNFINISHED_MAX = 300 * 1024,
    STALLED_MS = 1000,
    LOOK_MS = 50,
    LINE_MAX = 65536 /* descriptors; LimitNOFILE of the units */
};

/* A connection, by its descriptor. */
struct line {
    uint64_t received; /* bytes that had come when it was last heard */
    uint64_t taken;    /* bytes that its other end had taken when it last took some */
    int64_t taken_ms;  /* when that was */
    bool known, heard;
};

struct guard {
    in_port_t port; /* in network order, 0 = nothing to watch */
    int statm;
    bool alarmed;
    int64_t looked_ms;
    struct line *lines; /* LINE_MAX of them, while alarmed */
};

guard_t *guard_new(const char *endpoint)
{
    guard_t *guard = calloc(1, sizeof *guard);
    const char *colon = strrchr(endpoint, ':');
    if (!guard) {
        abort();
    }
    if (strncmp(endpoint, "tcp://", 6) == 0 && colon) {
        guard->port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    }
    guard->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    return guard;
}

void guard_destroy(guard_t **guard_p)
{
    guard_t *guard = *guard_p;
    if (guard) {
        if (guard->statm >= 0) {
            close(guard->statm);
        }
        free(guard->lines);
        free(guard);
        *guard_p = NULL;
    }
}

bool guard_is_alarmed(const guard_t *guard)
{
    return guard->alarmed;
}

void guard_heard(guard_t *guard, int descriptor)
{
    if (guard->lines && descriptor >= 0 && descriptor < LINE_MAX) {
        guard->lines[descriptor].heard = true;
    }
}

/* 0 when it cannot be read. */
static int64_t resident_bytes(const guard_t *guard)
{
    char text[128] = "";
    ssize_t size = pread(guard->statm, text, sizeof text - 1, 0);
    const char *second = size > 0 ? strchr(text, ' ') : NULL;
    return second ? strtoll(second, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}

static void set_alarm(guard_t *guard)
{
    bool large = guard->port && resident_bytes(guard) > ALARM_BYTES;
    if (large && !guard->alarmed) {
        guard->lines = calloc(LINE_MAX, sizeof *guard->lines);
    } else if (!large && guard->alarmed) {
        free(guard->lines);
        guard->lines = NULL;
    }
    guard->alarmed = large && guard->lines;
}

/* Is it a connection that somebody made to our endpoint, and what has gone over it. */
static bool measure(const guard_t *guard, int descriptor, struct tcp_info *ret_info)
{
    struct sockaddr_storage own = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof own, info_size = sizeof *ret_info;
    if (getsockname(descriptor, (struct sockaddr *)&own, &size) < 0 ||
        (own.ss_family != AF_INET && own.ss_family != AF_INET6) ||
        getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, ret_info, &info_size) < 0) {
        return false;
    }
    const struct sockaddr_in *v4 = (const void *)&own;
    const struct sockaddr_in6 *v6 = (const void *)&own;
    return (own.ss_family == AF_INET ? v4->sin_port : v6->sin6_port) == guard->port;
}

static bool never_ends(struct line *line, const struct tcp_info *info)
{
    if (!line->known || line->heard || info->tcpi_bytes_received < line->received) {
        line->received = info->tcpi_bytes_received;
    }
    return info->tcpi_bytes_received - line->received > UNFINISHED_MAX;
}

static bool never_reads(struct line *line, const struct tcp_info *info, int64_t now_ms)
{
    if (!line->known || info->tcpi_notsent_bytes == 0 || info->tcpi_bytes_acked != line->taken) {
        line->taken = info->tcpi_bytes_acked;
        line->taken_ms = now_ms;
    }
    return now_ms - line->taken_ms > STALLED_MS;
}

/* libzmq owns the descriptor: it sees the end of the stream and gives back what it had gathered. */
static bool look_at(guard_t *guard, int descriptor, int64_t now_ms)
{
    struct tcp_info info = {0};
    if (descriptor >= LINE_MAX || !measure(guard, descriptor, &info)) {
        return false;
    }
    struct line *line = &guard->lines[descriptor];
    bool endless = never_ends(line, &info);
    bool stalled = never_reads(line, &info, now_ms);
    line->known = true;
    line->heard = false;
    return (endless || stalled) && shutdown(descriptor, SHUT_RDWR) == 0;
}

static size_t look_at_all(guard_t *guard, int64_t now_ms)
{
    size_t cut = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) {
        return 0;
    }
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char *end;
        long descriptor = strtol(entry->d_name, &end, 10);
        cut += end != entry->d_name && *end == '\0' && look_at(guard, (int)descriptor, now_ms);
    }
    closedir(folder);
    return cut;
}

size_t guard_look(guard_t *guard, int64_t now_ms)
{
    if (now_ms - guard->looked_ms < (guard->alarmed ? GUARD_ALARM_LOOK_MS : LOOK_MS)) {
        return 0;
    }
    guard->looked_ms = now_ms;
    set_alarm(guard);
    return guard->alarmed ? look_at_all(guard, now_ms) : 0;
}
