/* SPDX-License-Identifier: MPL-2.0 */
/* Tables of states are short: they are looked through. */
#include "runtime/state.h"

const struct transition *state_find(const struct machine *machine, int from, int trigger)
{
    for (size_t i = 0; i < machine->count; i++) {
        const struct transition *transition = &machine->transitions[i];
        if (transition->from == from && transition->trigger == trigger) {
            return transition;
        }
    }
    return NULL;
}

bool state_allows(const struct transition *transition, const struct call *call)
{
    return !call->client || (transition->by >> call->envelope->actor.kind & 1);
}
