/* SPDX-License-Identifier: MPL-2.0 */
/* Starting an allocation, and its work. */
#include "allocate.h"

#include <stdio.h>
#include <stdlib.h>

#include "certificate.h"
#include "gather.h"
#include "proto/id.h"

enum { ALLOCATE_CHUNK = 256 * 1024 };

static void work(struct job *job)
{
    struct allocate_job *self = (struct allocate_job *)(void *)job;
    const struct allocation *allocation = allocation_solve(&self->assembly.problem, self->arena);
    struct certificate certificate =
        certificate_make(&self->period, &self->laws, &self->assembly, allocation, self->arena);
    self->body = certificate_pack(&certificate, self->arena);
    self->cost_cents = certificate.cost_cents;
    self->carried_cents = certificate.carried_cents;
    self->provisional_cents = certificate.provisional_cents;
}

static void destroy(struct job *job)
{
    struct allocate_job *self = (struct allocate_job *)(void *)job;
    arena_destroy(&self->arena);
    free(self);
}

static struct allocate_job *new_job(const struct period_row *period, const struct bylaws *laws)
{
    struct allocate_job *job = calloc(1, sizeof *job);
    if (!job) {
        abort();
    }
    job->job = (struct job){.name = "allocation", .work = work, .destroy = destroy};
    job->arena = arena_new(ALLOCATE_CHUNK);
    job->period = *period;
    job->period.code = arena_copy(job->arena, period->code);
    job->period.fiscal_year = arena_copy(job->arena, period->fiscal_year);
    job->period.currency = arena_copy(job->arena, period->currency);
    job->period.certificate_hash = arena_copy(job->arena, period->certificate_hash);
    job->laws = *laws;
    job->laws.reserve_pool = arena_copy(job->arena, laws->reserve_pool);
    return job;
}

/* The codes of pools, as many as fit. */
static void name_pools(const struct assembly *assembly, const struct allocation_check *check,
                       char ret_expected[160])
{
    size_t size = 0;
    ret_expected[0] = 0;
    for (size_t i = 0; i < check->count && size < 120; i++) {
        struct view code = assembly->pools[check->places[i]].code;
        int written = snprintf(ret_expected + size, 160 - size, "%s%.*s", i > 0 ? ", " : "",
                               (int)code.size, (const char *)code.bytes);
        size += written > 0 ? (size_t)written : 0;
    }
}

static int tell_fault(const struct assembly *assembly, const struct allocation_check *check,
                      char ret_expected[160])
{
    char id[ID_TEXT_SIZE];
    switch (check->fault) {
    case ALLOCATION_LOOP:
        name_pools(assembly, check, ret_expected);
        return E_POOL_LOOP;
    case ALLOCATION_UNPAID:
        snprintf(ret_expected, 160, "payers of %s",
                 id_print(assembly->problem.objects[check->places[0]].id, id));
        return E_NO_PAYER;
    case ALLOCATION_TOO_LARGE:
        snprintf(ret_expected, 160, "amounts whose sum is below %lld",
                 (long long)ALLOCATION_CENTS_MAX);
        return E_AMOUNT;
    case ALLOCATION_SOUND:
        break;
    }
    return 0;
}

int allocate_start(const struct billing *self, batch_t *batch, struct id period,
                   char ret_expected[160])
{
    struct bylaws laws;
    const char *unreadable = bylaws_read(self->settings, &laws);
    if (unreadable) {
        snprintf(ret_expected, 160, "%s", unreadable);
        return E_BYLAW;
    }
    struct period_rows rows = gather_period(self, batch, period, &laws);
    if (!rows.period) {
        return 0; /* the batch has failed, and will be run again */
    }
    const struct engagement_payer_row *open =
        self->settings->share_waits ? gather_open_share(batch, rows.period) : NULL;
    if (open) {
        char id[ID_TEXT_SIZE];
        snprintf(ret_expected, 160, "answers to the shares of engagement %s",
                 id_print(open->engagement, id));
        return E_SHARE_OPEN;
    }
    struct allocate_job *job = new_job(rows.period, &laws);
    int fault = assembly_make(&rows, job->arena, &job->assembly, ret_expected);
    if (!fault) {
        struct allocation_check check =
            allocation_check(&job->assembly.problem, batch_arena(batch));
        fault = tell_fault(&job->assembly, &check, ret_expected);
    }
    if (fault) {
        destroy(&job->job);
        return fault;
    }
    struct job *started = &job->job;
    batch_start(batch, &started);
    return 0;
}
