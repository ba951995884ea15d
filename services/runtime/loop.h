/* SPDX-License-Identifier: MPL-2.0 */
/* The one thread of an active instance: sockets and database session, one poll, one batch a turn. */
#ifndef ENTRAIDE_RUNTIME_LOOP_H
#define ENTRAIDE_RUNTIME_LOOP_H

#include "runtime/bus.h"
#include "runtime/config.h"
#include "runtime/flow.h"
#include "runtime/life.h"

/* What it stands on; all borrowed. */
struct loop_parts {
    const struct service *service;
    struct config *config;
    const char *config_path; /* read again on SIGHUP */
    const struct key_pair *pair;
    void *zmq_context;
    zap_t *zap;
    roster_t *roster;
    struct life *life;
    struct metrics *metrics;
    db_t *db;
    flow_t *flow;
};

/* Binds, serves until a signal or a failure, finishes what was begun. Returns the exit code. */
int loop_run(const struct loop_parts *parts);

#endif
