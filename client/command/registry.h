/* SPDX-License-Identifier: MPL-2.0 */
/* The file that says who may do what, read and written as a whole. */
#ifndef ENTRAIDE_COMMAND_REGISTRY_H
#define ENTRAIDE_COMMAND_REGISTRY_H

#include <confuse.h>

/* NULL with the reason, its file and line, on stderr. The caller frees it with cfg_free. */
cfg_t *registry_open(const char *path);

/* A new file takes the old one's place, so that no service reads half of one; the old one stays as
   PATH.old, with its comments. A client without keys is left out. Answers a sysexits code. */
int registry_save(const char *path, cfg_t *registry);

#endif
