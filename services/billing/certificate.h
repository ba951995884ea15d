/* SPDX-License-Identifier: MPL-2.0 */
/* The certificate of a period, as certificate.md describes it. Pure. */
#ifndef ENTRAIDE_BILLING_CERTIFICATE_H
#define ENTRAIDE_BILLING_CERTIFICATE_H

#include "assembly.h"

/* What was assembled and solved as a certificate without notes, number and hash before; all its lists are
   in the arena, its texts borrow from the arguments. */
struct certificate certificate_make(const struct period_row *period, const struct bylaws *laws,
                                    const struct assembly *assembly,
                                    const struct allocation *allocation, arena_t *arena);

/* The bytes that the hash covers, and back. Borrowed from the bytes. */
struct view certificate_pack(const struct certificate *certificate, arena_t *arena);
struct certificate certificate_read(struct view body);

#endif
