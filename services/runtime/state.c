/* SPDX-License-Identifier: MPL-2.0 */
/* Tables of states are short: they are looked through. */
#include "runtime/state.h"

#include <stdio.h>

/* Does the row start from this state. */
static bool starts_from(const struct transition *transition, int from)
{
    if (transition->from < STATE_SET) {
        return transition->from == from;
    }
    return from >= 0 && (transition->from & STATE_BIT(from));
}

const struct transition *state_find(const struct machine *machine, int from, int trigger)
{
    for (size_t i = 0; i < machine->count; i++) {
        const struct transition *transition = &machine->transitions[i];
        if (transition->trigger == trigger && starts_from(transition, from)) {
            return transition;
        }
    }
    return NULL;
}

bool state_allows(const struct transition *transition, const struct call *call)
{
    return !call->client || (transition->by >> call->envelope->actor.kind & 1);
}

int state_after(const struct transition *transition, int from)
{
    return transition->to == STATE_SAME ? from : transition->to;
}

void state_who(const struct transition *transition, char ret_words[STATE_WORDS_SIZE])
{
    size_t size = 0;
    ret_words[0] = 0;
    for (int kind = 0; kind < actor_kind_count; kind++) {
        if ((transition->by >> kind & 1) && size < STATE_WORDS_SIZE) {
            size += (size_t)snprintf(ret_words + size, STATE_WORDS_SIZE - size, "%s%s",
                                     size ? ", " : "", choice_word(&choices_actor_kind, kind));
        }
    }
}

int state_check(batch_t *batch, const struct call *call, const struct transition *transition,
                const char *path, const char *expected)
{
    if (!transition) {
        return refuse(batch, E_STATE, path, expected);
    }
    if (!state_allows(transition, call)) {
        char words[STATE_WORDS_SIZE];
        state_who(transition, words);
        return refuse(batch, E_NOT_FOR_ACTOR, "actor.kind", words);
    }
    return OK;
}
