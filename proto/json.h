/* SPDX-License-Identifier: MPL-2.0 */
/* JSON for people: the same records, by the same table. Linked only where jansson is. */
#ifndef ENTRAIDE_PROTO_JSON_H
#define ENTRAIDE_PROTO_JSON_H

#include <jansson.h>

#include "proto/codec.h"

/* A record as a JSON object: ids as 36 characters, dates as YYYY-MM-DD, choices as words, bytes
   and sealed as base64, integers as integers. Optional fields that are zero are left out.
   Caller owns the result. */
json_t *record_to_json(const struct record *record, const void *value);

/* Encodes a JSON object as MessagePack in contract order, known fields by their kind, unknown keys
   left out; wrong kinds of values are refused with their path, all else is left to record_decode.
   A null says as much as leaving the key out. Answers the bytes in the arena, or an absent view
   with refusal filled. */
struct view record_from_json(const struct record *record, const json_t *object, const char *prefix,
                             arena_t *arena, struct refusal *refusal);

/* Any scanned MessagePack value as JSON (bytes as base64). For looking at what is not in the
   contract. Caller owns the result; NULL when the bytes do not pass scan_frame. */
json_t *value_to_json(struct view encoded);

/* A whole frame: envelope members, and data by the record of its type. Caller owns the result. */
json_t *frame_to_json(struct view frame);

#endif
