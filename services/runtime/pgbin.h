/* SPDX-License-Identifier: MPL-2.0 */
/* Parameters in PostgreSQL's binary form: single values and one-dimensional arrays without NULL. */
#ifndef ENTRAIDE_RUNTIME_PGBIN_H
#define ENTRAIDE_RUNTIME_PGBIN_H

#include "runtime/db.h"

/* Bytes that grow and are kept from use to use; start with {0}. */
struct pgbin {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
};

/* Days from 1970-01-01, where ours start, to 2000-01-01, where PostgreSQL's start. */
enum { PGBIN_EPOCH_DAYS = 10957 };

/* Appends the parameter's value; returns the number of bytes. An absent view becomes an empty one.
   */
size_t pgbin_append(struct pgbin *out, const struct param *param);

void pgbin_free(struct pgbin *out);

/* Big-endian numbers at an unaligned place. */
static inline uint32_t pgbin_get32(const void *place)
{
    uint32_t raw;
    memcpy(&raw, place, sizeof raw);
    return __builtin_bswap32(raw);
}

static inline uint64_t pgbin_get64(const void *place)
{
    uint64_t raw;
    memcpy(&raw, place, sizeof raw);
    return __builtin_bswap64(raw);
}

#endif
