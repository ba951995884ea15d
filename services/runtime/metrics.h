/* SPDX-License-Identifier: MPL-2.0 */
/* Numbers that operators look at: written by the loop, read by the thread that answers /metrics, each
 * a relaxed atomic of its own. */
#ifndef ENTRAIDE_RUNTIME_METRICS_H
#define ENTRAIDE_RUNTIME_METRICS_H

#include <stdatomic.h>
#include <stdio.h>

#include "runtime/flow.h"

enum metric {
    METRIC_FRAMES, /* counters */
    METRIC_REPLIES,
    METRIC_LOOP_TURNS,
    METRIC_REGISTRY_LOADS,
    METRIC_REFUSED_REVOKED,
    METRIC_REFUSED_QUEUE,
    METRIC_REFUSED_RATE,
    METRIC_REFUSED_WINDOW,
    METRIC_REFUSED_HANDSHAKE,
    METRIC_REFUSED_MECHANISM,
    METRIC_CUT,
    METRIC_DROPPED_FORM,
    METRIC_DROPPED_REPLY,
    METRIC_ACTIVE, /* gauges */
    METRIC_WAITING,
    METRIC_OLDEST_MS,
    METRIC_HEAD_SEQ,
    METRIC_PARKED,
    METRIC_JOBS,
    METRIC_FEED_SESSIONS,
    METRIC_FEED_BYTES,
    METRIC_HELD_BYTES,
    METRIC_COUNT
};

enum { SERVICE_COUNTER_MAX = 64 };

struct metrics {
    const struct service *service;
    _Atomic int64_t values[METRIC_COUNT];
    _Atomic int64_t flow[FLOW_COUNTER_COUNT];
    _Atomic int64_t own[SERVICE_COUNTER_MAX]; /* service.counters */
    _Atomic int64_t lag[OWNER_COUNT];         /* events of a feed that are not read yet */
    _Atomic int64_t connected[OWNER_COUNT];
    _Atomic int64_t turned_ms; /* monotonic time of the loop's last turn */
};

static inline void metrics_set(_Atomic int64_t *value, int64_t number)
{
    atomic_store_explicit(value, number, memory_order_relaxed);
}

static inline int64_t metrics_get(const _Atomic int64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

/* Only the loop adds, so no locked instruction is needed. */
static inline void metrics_add(struct metrics *metrics, enum metric metric)
{
    metrics_set(&metrics->values[metric], metrics_get(&metrics->values[metric]) + 1);
}

/* Milliseconds of the clock that never goes back. */
int64_t metrics_clock_ms(void);

/* Everything as OpenMetrics text. */
void metrics_print(const struct metrics *metrics, FILE *output);

#endif
