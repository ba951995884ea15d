/* SPDX-License-Identifier: MPL-2.0 */
/* The registry now in force: watches its file, swaps it all or nothing.
 *
 * The loop's thread reloads and asks for clients; any thread may ask whether a key is known. */
#ifndef ENTRAIDE_RUNTIME_ROSTER_H
#define ENTRAIDE_RUNTIME_ROSTER_H

#include "runtime/registry.h"

typedef struct roster roster_t;

/* Loads the file. NULL with one line naming file and line in ret_error. */
roster_t *roster_open(const char *path, char ret_error[200]);
void roster_close(roster_t **roster_p);

/* Loop: reloads when inode, time or size of the file have changed (or now, when forced); keeps the
   registry in force and logs when the new one is wrong. True when another one is in force now. */
bool roster_check(roster_t *roster, bool forced);

/* Loop: no client of a replaced registry is used any more; frees those kept until now. */
void roster_settle(roster_t *roster);

/* Loop: the client that the key belongs to now, or NULL. Valid until roster_settle after a reload. */
const struct client *roster_client(const roster_t *roster, const char *public_key);

/* Any thread: does the public key (40 characters, Z85) belong to a client. */
bool roster_knows(roster_t *roster, const char *public_key);

DEFINE_AUTO(roster_t, roster_close)

#endif
