/* SPDX-License-Identifier: MPL-2.0 */
/* The file that says who may do what, read and written as a whole. */
#ifndef ENTRAIDE_COMMAND_REGISTRY_H
#define ENTRAIDE_COMMAND_REGISTRY_H

#include <confuse.h>
#include <jansson.h>

#include "proto/chain.h"

enum { KEY_SIZE = 40, KEY_END_SIZE = 20 }; /* Z85; 2026-12-31T23:59:59Z */

struct registry_file {
    const char *path;
    cfg_t *clients;     /* and roles */
    struct digest read; /* of the text that was read */
};

/* Reads it. false with the reason, its file and line, on stderr. */
bool registry_open(struct registry_file *registry, const char *path);
void registry_close(struct registry_file *registry);

/* A new file takes the old one's place, so that no service reads half of one; the old one stays as
   PATH.old, with its comments. What is done, and by whom, is in the trail before it is done (deed: an
   object, taken; see trail.h). A client without keys is left out. Answers a sysexits code. */
int registry_save(struct registry_file *registry, json_t *deed);

/* Would saving it leave the file as it was read. */
bool registry_is_unchanged(const struct registry_file *registry);

/* Is the entry of a list of keys about this key; whatever its end. */
bool key_is(const char *entry, const char *key);

/* The entry's end is not after the time (both 2026-12-31T23:59:59Z). */
bool key_has_ended(const char *entry, const char *time);

#endif
