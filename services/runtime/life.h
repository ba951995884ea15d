/* SPDX-License-Identifier: MPL-2.0 */
/* Signals and the supervisor: what the outside wants of this process, asked once a turn. */
#ifndef ENTRAIDE_RUNTIME_LIFE_H
#define ENTRAIDE_RUNTIME_LIFE_H

#include "runtime/metrics.h"

struct life {
    int signals;         /* a signalfd, for polls */
    int64_t watchdog_ms; /* how often the supervisor is told; 0 = never */
    int64_t told_ms;
    bool stopping; /* SIGTERM or SIGINT came; the second one ends the process at once */
    bool reload;   /* SIGHUP came; who reloads resets it */
    struct metrics *metrics;
};

/* Blocks all signals for this thread and those it starts: before any other thread exists. */
void life_begin(struct life *life, struct metrics *metrics);

/* A turn: takes signals, tells the watchdog, marks the time for /live. */
void life_turn(struct life *life, int64_t now_ms);

/* Turns while waiting for timeout_ms or a signal. false when the process is to stop. */
bool life_pause(struct life *life, int64_t timeout_ms);

#endif
