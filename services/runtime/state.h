/* SPDX-License-Identifier: MPL-2.0 */
/* The lives of things: each is a table of transitions behind one gate. What is not in the table cannot
 * happen. */
#ifndef ENTRAIDE_RUNTIME_STATE_H
#define ENTRAIDE_RUNTIME_STATE_H

#include "runtime/batch.h"

enum {
    STATE_NONE = -1,       /* from: what is not there yet */
    STATE_SAME = -2,       /* to: the state stays as it is */
    STATE_SET = 1 << 30,   /* from: STATE_SET | STATE_BIT(a) | STATE_BIT(b), any of these */
    STATE_WORDS_SIZE = 120 /* bytes of state_who's text */
};

#define STATE_BIT(state) (1 << (state))

/* Who brings a transition about, as a set: kinds of actors, and what is nobody's act. A system acts for
 * the people who use it; what its key may send is in the registry. */
enum {
    BY_SYSTEM = 1 << ACTOR_SYSTEM,
    BY_CONTACT = 1 << ACTOR_CONTACT,
    BY_ADVISER = 1 << ACTOR_ADVISER,
    BY_PROFESSIONAL = 1 << ACTOR_PROFESSIONAL,
    BY_NETWORK = 1 << ACTOR_NETWORK,
    BY_OPERATOR = 1 << ACTOR_OPERATOR,
    BY_ANYBODY = (1 << actor_kind_count) - 1,
    BY_EVENT = 1 << 16,   /* news of another service */
    BY_TIME = 1 << 17,    /* a moment has come */
    BY_SERVICE = 1 << 18, /* the service itself, as a consequence of something else */
    BY_OUTSIDE = 1 << 19  /* something the service called, such as a mail server */
};

/* One row of a table. */
struct transition {
    int from, to; /* states of the machine; from may be STATE_NONE or a set, to may be STATE_SAME */
    int trigger;
    unsigned by;        /* the BY_ that may pull the trigger here */
    const char *reason; /* why it is so, for people */
    bool late;          /* the story has moved on: counted and ignored; to is the same as from */
};

/* One table. */
struct machine {
    const struct transition *transitions;
    size_t count;
};

/* The table of an array of transitions. */
#define MACHINE(rows)                         \
    {                                         \
        (rows), sizeof(rows) / sizeof *(rows) \
    }

/* The transition that a trigger makes from a state, or NULL: the table has none. */
const struct transition *state_find(const struct machine *machine, int from, int trigger);

/* The state in which the transition ends when it begins in from. */
int state_after(const struct transition *transition, int from);

/* May whoever sent the call bring the transition about. Events and timers always may: a handler names the
   trigger that it is. */
bool state_allows(const struct transition *transition, const struct call *call);

/* The kinds of actor that may, as words: "contact, adviser". */
void state_who(const struct transition *transition, char ret_words[STATE_WORDS_SIZE]);

/* Refuses the command when there is no such transition (NULL: E_STATE at the path, where the thing should
   be as expected), or when its sender may not bring it about (E_NOT_FOR_ACTOR, with the kinds that may). Else OK. */
int state_check(batch_t *batch, const struct call *call, const struct transition *transition,
                const char *path, const char *expected);

#endif
