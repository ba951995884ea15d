/* SPDX-License-Identifier: MPL-2.0 */
/* The places of a reader in the feeds, kept in a file: one line per service, "intake 3 1042 <chain>". */
#ifndef ENTRAIDE_COMMAND_CURSORS_H
#define ENTRAIDE_COMMAND_CURSORS_H

#include "entraide.h"

struct cursor_file {
    const char *path; /* NULL: none is kept */
    bool known[OWNER_COUNT];
    struct entraide_cursor of[OWNER_COUNT];
    bool changed; /* since it was saved */
};

/* Reads the file; one that is not there yet knows nothing. Answers a sysexits code. */
int cursors_load(struct cursor_file *cursors, const char *path);

/* Remembers a place, to be saved. */
void cursors_put(struct cursor_file *cursors, enum owner service, struct entraide_cursor cursor);

/* A new file takes the old one's place when something has changed. false with the reason on stderr. */
bool cursors_save(struct cursor_file *cursors);

#endif
