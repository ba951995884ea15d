/* SPDX-License-Identifier: MPL-2.0 */
/* After a failure: back to what the database says, then, if it was about the data, one by one. */
#include "runtime/flow_internal.h"

int flow_recover(flow_t *flow)
{
    flow->stale = true;
    for (int owner = 0; owner < OWNER_COUNT; owner++) {
        if (flow->feeds[owner]) {
            feed_client_rewind(flow->feeds[owner]);
        }
    }
    const int result = flow_load(flow);
    flow->stale = result != OK;
    return result;
}

static size_t total(const struct quota *quota)
{
    return quota->commands + quota->events + quota->timers + quota->jobs;
}

/* One input, in the order in which a batch decides them. */
static struct quota first_of(const struct quota *quota)
{
    if (quota->commands > 0) {
        return (struct quota){.commands = 1};
    }
    if (quota->events > 0) {
        return (struct quota){.events = 1};
    }
    return quota->jobs > 0 ? (struct quota){.jobs = 1} : (struct quota){.timers = 1};
}

static void subtract(struct quota *quota, const struct quota *one)
{
    quota->commands -= one->commands;
    quota->events -= one->events;
    quota->timers -= one->timers;
    quota->jobs -= one->jobs;
}

/* Its second failure, alone: it is put aside, which must succeed. */
static int run_one(flow_t *flow, struct quota one)
{
    struct quota taken;
    int result = flow_batch(flow, one, false, &taken);
    if (result != ERR_PERMANENT) {
        return result;
    }
    result = flow_recover(flow);
    if (!result) {
        result = flow_batch(flow, one, true, &taken);
    }
    return result == ERR_PERMANENT ? ERR_FATAL : result;
}

int flow_run_singly(flow_t *flow, struct quota quota)
{
    int result = flow_recover(flow);
    while (!result && total(&quota) > 0) {
        const struct quota one = first_of(&quota);
        result = run_one(flow, one);
        subtract(&quota, &one);
    }
    return result;
}
