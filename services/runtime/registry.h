/* SPDX-License-Identifier: MPL-2.0 */
/* Who may do what: the registry of clients, one file, loaded all or nothing. Read by the loop for
   every message and by the ZAP thread for every handshake. */
#ifndef ENTRAIDE_RUNTIME_REGISTRY_H
#define ENTRAIDE_RUNTIME_REGISTRY_H

#include "proto/cleanup.h"
#include "proto/contract.h"

typedef struct registry registry_t;

enum { CLIENT_NAME_MAX = 64, CLIENT_KEYS_MAX = 2, KEY_TEXT_SIZE = 41 };

/* One client. Borrowed from the registry, valid until the next reload. */
struct client {
    char name[CLIENT_NAME_MAX + 1];
    bool pii;                       /* may read personal data and get keys */
    uint32_t actors;                /* bit per enum actor_kind that it may assert */
    int64_t rate_per_s;             /* messages a second, 0 = no limit */
    const struct id *organisations; /* it may act for, ascending; NULL = for all */
    size_t organisation_count;
    const bool *types; /* by the message's place in message_all() */
};

/* Reads the file. NULL with one line naming file and line in ret_error (200 bytes) when anything in it
   is wrong: the caller keeps the registry it has. */
registry_t *registry_load(const char *path, char ret_error[200]);
void registry_destroy(registry_t **registry_p);

/* The client that a public key (40 characters, Z85) belongs to at this time (seconds UTC), or NULL:
   unknown, revoked or past its end. */
const struct client *registry_find(const registry_t *registry, const char *public_key,
                                   int64_t now_s);

size_t registry_count(const registry_t *registry); /* clients */

/* May the client send this command or query; may it read this event's body. */
bool client_may(const struct client *client, const struct message *message);

/* Does the client's scope name this organisation, or all. */
bool client_may_act_for(const struct client *client, struct id organisation);

DEFINE_AUTO(registry_t, registry_destroy)

#endif
