/* SPDX-License-Identifier: MPL-2.0 */
/* OpenMetrics text (one family after the other, counters end in _total, closed by # EOF). */
#include "runtime/metrics.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Rows of one family follow each other; label is NULL or one label pair. */
static const struct row {
    const char *family, *label, *type, *help;
} rows[METRIC_COUNT] = {
    [METRIC_FRAMES] = {"frames", NULL, "counter", "Frames received."},
    [METRIC_REPLIES] = {"replies", NULL, "counter", "Replies sent."},
    [METRIC_LOOP_TURNS] = {"loop_turns", NULL, "counter", "Turns of the loop."},
    [METRIC_REGISTRY_LOADS] = {"registry_loads", NULL, "counter", "Registries taken into force."},
    [METRIC_REFUSED_REVOKED] = {"refused", "reason=\"revoked\"", "counter",
                                "Refused before decoding."},
    [METRIC_REFUSED_QUEUE] = {"refused", "reason=\"queue\"", "counter", NULL},
    [METRIC_REFUSED_RATE] = {"refused", "reason=\"rate\"", "counter", NULL},
    [METRIC_REFUSED_WINDOW] = {"refused", "reason=\"window\"", "counter", NULL},
    [METRIC_REFUSED_HANDSHAKE] = {"refused", "reason=\"handshake\"", "counter", NULL},
    [METRIC_REFUSED_MECHANISM] = {"refused", "reason=\"mechanism\"", "counter", NULL},
    [METRIC_CUT] = {"refused", "reason=\"memory\"", "counter", NULL},
    [METRIC_DROPPED_FORM] = {"dropped", "what=\"frame\"", "counter",
                             "Not a single frame, or a reply whose peer is gone."},
    [METRIC_DROPPED_REPLY] = {"dropped", "what=\"reply\"", "counter", NULL},
    [METRIC_ACTIVE] = {"active", NULL, "gauge", "1 when this instance is the active one."},
    [METRIC_WAITING] = {"waiting", NULL, "gauge", "Commands and queries that wait."},
    [METRIC_OLDEST_MS] = {"oldest_milliseconds", NULL, "gauge", "Age of the oldest of them."},
    [METRIC_HEAD_SEQ] = {"head_seq", NULL, "gauge", "Last event of the journal."},
    [METRIC_PARKED] = {"parked", NULL, "gauge", "Events that wait for an operator."},
    [METRIC_JOBS] = {"jobs", NULL, "gauge", "Jobs queued or worked on."},
    [METRIC_FEED_SESSIONS] = {"feed_sessions", NULL, "gauge", "Readers of the feed."},
    [METRIC_FEED_BYTES] = {"feed_bytes", NULL, "gauge", "Memory for readers of the feed."},
    [METRIC_HELD_BYTES] = {"held_bytes", NULL, "gauge", "Memory for messages being worked on."},
};

int64_t metrics_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void print_head(FILE *output, const char *family, const char *type, const char *help)
{
    fprintf(output, "# TYPE entraide_%s %s\n# HELP entraide_%s %s\n", family, type, family, help);
}

static void print_rows(const struct metrics *metrics, FILE *output)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct row *row = &rows[i];
        if (row->help) {
            print_head(output, row->family, row->type, row->help);
        }
        fprintf(output, "entraide_%s%s%s%s%s %" PRId64 "\n", row->family,
                *row->type == 'c' ? "_total" : "", row->label ? "{" : "",
                row->label ? row->label : "", row->label ? "}" : "",
                metrics_get(&metrics->values[i]));
    }
}

static void print_counters(FILE *output, const char *family, const char *const *names,
                           const _Atomic int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(output, "entraide_%s_total{what=\"%s\"} %" PRId64 "\n", family, names[i],
                metrics_get(&values[i]));
    }
}

static void print_flow(const struct metrics *metrics, FILE *output)
{
    print_head(output, "flow", "counter", "What the batches did.");
    print_counters(output, "flow", flow_counter_names, metrics->flow, FLOW_COUNTER_COUNT);
    const char *const *names = metrics->service->counters;
    size_t count = 0;
    while (names && names[count] && count < SERVICE_COUNTER_MAX) {
        count++;
    }
    if (count > 0) {
        print_head(output, metrics->service->name, "counter", "What the service decided.");
        print_counters(output, metrics->service->name, names, metrics->own, count);
    }
}

static void print_upstreams(const struct metrics *metrics, FILE *output, const char *family,
                            const char *help, const _Atomic int64_t *values)
{
    const enum owner *owner = metrics->service->upstreams;
    if (!owner || *owner == OWNER_ANY) {
        return;
    }
    print_head(output, family, "gauge", help);
    for (; *owner != OWNER_ANY; owner++) {
        fprintf(output, "entraide_%s{feed=\"%s\"} %" PRId64 "\n", family, owner_name(*owner),
                metrics_get(&values[*owner]));
    }
}

static int64_t resident_bytes(void)
{
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        if (fscanf(file, "%ld %ld", &total, &resident) != 2) {
            resident = 0;
        }
        fclose(file);
    }
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

static void print_process(FILE *output)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    int64_t cpu_us = ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                     usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    print_head(output, "resident_bytes", "gauge", "Resident memory of the process.");
    fprintf(output, "entraide_resident_bytes %" PRId64 "\n", resident_bytes());
    print_head(output, "cpu_seconds", "counter", "Processor time of the process.");
    fprintf(output, "entraide_cpu_seconds_total %" PRId64 ".%06" PRId64 "\n", cpu_us / 1000000,
            cpu_us % 1000000);
}

void metrics_print(const struct metrics *metrics, FILE *output)
{
    print_rows(metrics, output);
    print_flow(metrics, output);
    print_upstreams(metrics, output, "feed_lag", "Events of a feed not read yet.", metrics->lag);
    print_upstreams(metrics, output, "feed_connected", "1 when the feed is open.",
                    metrics->connected);
    print_process(output);
    fputs("# EOF\n", output);
}
