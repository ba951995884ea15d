/* SPDX-License-Identifier: MPL-2.0 */
/* Who changed the registry, when, and how: REGISTRY.trail, one JSON object a line, only added to.
 *
 * Each line ends with its chain, SHA-256 of the chain before it (32 zeros at first), then of the line up
 * to ,"chain": so that a line that is changed, left out or put in shows. before and after are the SHA-256
 * of the registry, so that a change made by other means shows too. */
#ifndef ENTRAIDE_COMMAND_TRAIL_H
#define ENTRAIDE_COMMAND_TRAIL_H

#include <jansson.h>
#include <stdio.h>

#include "proto/chain.h"

/* Adds the deed (an object with "what"; taken) that turns the registry from before to after. When the
   registry is not as the last line left it, a line says so first. The caller holds the registry's lock.
   false, with the reason on stderr: nothing may be done then. */
bool trail_add(const char *registry, struct digest before, struct digest after, json_t *deed);

/* Prints the trail, and checks it against itself and against the registry's present text. Answers a
   sysexits code: EX_PROBLEM when something does not verify. */
int trail_show(const char *registry, bool json);

#endif
