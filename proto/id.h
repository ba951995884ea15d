/* SPDX-License-Identifier: MPL-2.0 */
/* Making and printing ids (UUIDv7, RFC 9562 section 5.7). */
#ifndef ENTRAIDE_PROTO_ID_H
#define ENTRAIDE_PROTO_ID_H

#include "proto/view.h"

/* A new UUIDv7 for the instant now_us (UTC microseconds). Ids made by one thread of one process
   rise strictly, even when now_us stands still or goes back (RFC 9562 section 6.2, method 1: the
   12 bits after the version count within one millisecond). Randomness comes from getrandom, 25
   ids at a time: a process that forks and does not exec must not make ids on both sides. */
struct id id_new(int64_t now_us);

/* The instant in a UUIDv7, UTC milliseconds. */
int64_t id_time_ms(struct id id);

/* Not above any UUIDv7 made at at_us (UTC microseconds, from 1970 on) or later, above all made in earlier
   milliseconds. */
struct id id_first(int64_t at_us);

/* True when version and variant bits are those of a UUIDv7. */
bool id_is_v7(struct id id);

/* The id that stands for a text key (a service code, a client's reference): the first 16 bytes
   of SHA-256(scope ‖ 0 ‖ text), version and variant set to 8 ("custom"). Same text, same id. */
struct id id_from_text(const char *scope, struct view text);

/* Writes the 36 characters and a closing zero to ret_text (ID_TEXT_SIZE bytes); returns it. */
char *id_print(struct id id, char ret_text[ID_TEXT_SIZE]);

/* Reads the usual 36-character form (any case). Returns 0, or -1 when text is something else. */
int id_parse(struct view text, struct id *ret_id);

#endif
