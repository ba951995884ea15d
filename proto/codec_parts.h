/* SPDX-License-Identifier: MPL-2.0 */
/* What the files of the codec share among themselves; not for users of the library. */
#ifndef ENTRAIDE_PROTO_CODEC_PARTS_H
#define ENTRAIDE_PROTO_CODEC_PARTS_H

#include "proto/codec.h"
#include "proto/reader.h"

/* What the first attempt of a pack may take; nearly all records and lists are smaller. */
enum { PACK_TRY_SIZE = 4096 };

/* Reads the record in front of the reader. With refusal, everything is checked, and on -1 the path
   is relative to the record. Without, the bytes are known to be valid and it cannot fail. */
int record_read(struct reader *reader, const struct record *record, void *ret_record,
                struct refusal *refusal);

/* Puts "name" (or "[index]") before the path of a refusal. */
void path_prepend(struct refusal *refusal, const char *name);
void path_prepend_index(struct refusal *refusal, uint32_t index);

/* Writes what would be right for the field, such as "whole number 1..15". */
void expect_print(const struct field *field, char *ret_text, size_t capacity);

/* The member's value is what an absent field reads as. */
bool field_is_none(const struct field *field, const void *record);

#endif
