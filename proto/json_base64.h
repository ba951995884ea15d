/* SPDX-License-Identifier: MPL-2.0 */
/* Bytes as base64 text (RFC 4648 section 4) and back. */
#ifndef ENTRAIDE_PROTO_JSON_BASE64_H
#define ENTRAIDE_PROTO_JSON_BASE64_H

#include <jansson.h>

#include "proto/arena.h"

/* Caller owns the result. */
json_t *base64_print(struct view bytes);

/* Returns 0 with the bytes in the arena, or -1 when the text is not base64 with its padding. */
int base64_parse(struct view text, arena_t *arena, struct view *ret_bytes);

#endif
