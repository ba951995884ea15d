/* SPDX-License-Identifier: MPL-2.0 */
/* Numbered errors: what an outside system is told, in one table (errors.def). */
#ifndef ENTRAIDE_PROTO_ERROR_H
#define ENTRAIDE_PROTO_ERROR_H

#include "proto/view.h"

enum error_code {
    E_NONE = 0,
#define ERROR(name, number, class, en, fr, remedy_en, remedy_fr) name = number,
#include "proto/errors.def"
#undef ERROR
};

enum error_class { ERROR_CALLER, ERROR_RETRY, ERROR_OPERATOR };

struct error {
    int code;
    enum error_class class;
    const char *name; /* "E_FIELD_MISSING" */
    const char *text_en, *text_fr;
    const char *remedy_en, *remedy_fr;
};

/* The table row of a code, or NULL when there is no such number. */
const struct error *error_find(int code);

/* The row with this name ("E_STATE"), or NULL. */
const struct error *error_find_name(const char *name);

/* All rows in the order of the table; *ret_count rows. */
const struct error *error_all(size_t *ret_count);

/* Why a message is refused. path names the field ("data.needs[2].service"), expected says what
   would have been right ("1..64 bytes of [a-z0-9._-]"). Both are zero-terminated. */
struct refusal {
    int code; /* E_..., 0 = not refused */
    char path[96];
    char expected[160];
};

/* Fills a refusal; returns -1 so that a caller can write `return refusal_set(...)`. */
int refusal_set(struct refusal *refusal, int code, const char *path, const char *expected);

#endif
