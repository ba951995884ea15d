/* SPDX-License-Identifier: MPL-2.0 */
/* entraide keys: what changes a registry. Each answers a sysexits code. */
#ifndef ENTRAIDE_COMMAND_KEYS_H
#define ENTRAIDE_COMMAND_KEYS_H

#include "command.h"
#include "registry.h"

/* A week is time enough for every instance of a client to take its new key; ten weeks are not a
   rotation. */
enum {
    KEYS_WORD_MAX = 16,
    KEYS_RATE_MAX = 1000000,
    KEYS_OVERLAP_USUAL = 7 * 24 * 60,
    KEYS_OVERLAP_MAX = 70 * 24 * 60
};

struct words {
    const char *items[KEYS_WORD_MAX];
    unsigned count;
};

struct keys_options {
    const char *registry;
    struct words roles, actors, organisations;
    int64_t rate; /* messages a second; -1: not said */
    int64_t overlap_minutes;
};

/* NAME KEY: makes the client, or adds a key, roles, actors and organisations to it. */
int keys_authorize(struct invocation *invocation, const struct keys_options *options,
                   struct registry_file *registry);

/* NAME KEY: adds the key, and gives the one before its end. */
int keys_rotate(struct invocation *invocation, const struct keys_options *options,
                struct registry_file *registry);

/* NAME or KEY: takes all keys of a client, or one. */
int keys_revoke(struct invocation *invocation, const struct keys_options *options,
                struct registry_file *registry);

/* FILE: the registry is to be as this file is; nothing is done when it is so already. */
int keys_adopt(struct invocation *invocation, const struct keys_options *options,
               struct registry_file *registry);

/* So many minutes from now: 2026-12-31T23:59:59Z. */
void keys_time(int64_t minutes, char ret_text[KEY_END_SIZE + 1]);

#endif
