/* SPDX-License-Identifier: MPL-2.0 */
/* The allocation of a period as long work: read, computed on a worker thread over its own copy, and kept
 * when nothing has changed meanwhile; else begun again. */
#ifndef ENTRAIDE_BILLING_ALLOCATE_H
#define ENTRAIDE_BILLING_ALLOCATE_H

#include "assembly.h"

struct allocate_job {
    struct job job;
    arena_t *arena; /* of all that follows */
    struct period_row period;
    struct bylaws laws;
    struct assembly assembly;
    /* What the work fills in. */
    struct view body; /* a certificate without notes */
    int64_t cost_cents, carried_cents, provisional_cents;
};

/* Reads and starts. 0, or the error number with ret_expected (160 bytes): nothing has been started. */
int allocate_start(const struct billing *self, batch_t *batch, struct id period,
                   char ret_expected[160]);

#endif
