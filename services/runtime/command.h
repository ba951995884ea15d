/* SPDX-License-Identifier: MPL-2.0 */
/* Commands that were answered: in the database, and earlier in the batch. */
#ifndef ENTRAIDE_RUNTIME_COMMAND_H
#define ENTRAIDE_RUNTIME_COMMAND_H

#include "proto/chain.h"
#include "runtime/rowset.h"

enum command_status { COMMAND_DONE, COMMAND_REFUSED, COMMAND_ERROR, COMMAND_NEVER };

struct command_row {
    struct id id;
    struct view client;
    struct view type;   /* empty for a tombstone; only written, and read by its lists */
    struct view digest; /* 32 bytes */
    int64_t status;     /* enum command_status */
    struct view reply;
    int64_t at_us;
    struct command_row *next; /* same id, other client */
};

struct commands {
    arena_t *arena;
    struct slots known;
    struct rows asked;    /* struct command_row with id and client */
    struct rows answered; /* to be stored */
};

void commands_init(struct commands *commands, arena_t *arena);

/* Names a command to be looked up; sends the look-up of all of them. */
void commands_ask(struct commands *commands, struct view client, struct id id);
bool commands_fetch(struct commands *commands, db_t *db);

/* What is known of the command, or NULL: never seen. */
const struct command_row *commands_find(const struct commands *commands, struct view client,
                                        struct id id);

/* Remembers an answer, to be stored with the batch. The row is copied, its views are not. */
void commands_answer(struct commands *commands, const struct command_row *row);

void commands_send(const struct commands *commands, db_t *db);

#endif
