/* SPDX-License-Identifier: MPL-2.0 */
/* Threads for long work: a job goes in, its work runs, the job comes out; the loop is woken. */
#ifndef ENTRAIDE_RUNTIME_WORKER_H
#define ENTRAIDE_RUNTIME_WORKER_H

#include "proto/cleanup.h"
#include "runtime/batch.h"

typedef struct workers workers_t;

workers_t *workers_new(int thread_count);

/* Waits at most timeout_ms for jobs being worked on; those that wait are destroyed unstarted. false:
   a job did not end, so memory is left to the end of the process, which must follow. */
bool workers_stop(workers_t **workers_p, int64_t timeout_ms);

/* Queues the job and takes it. */
void workers_start(workers_t *workers, struct job **job_p);

/* A descriptor that is readable when jobs have finished; workers_next makes it unreadable. */
int workers_descriptor(const workers_t *workers);

/* The next finished job, the caller's now; NULL when there is none. */
struct job *workers_next(workers_t *workers);

/* Jobs queued or being worked on. */
size_t workers_busy(workers_t *workers);

#endif
