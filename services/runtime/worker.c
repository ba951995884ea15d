/* SPDX-License-Identifier: MPL-2.0 */
/* Threads for long work. */
#include "runtime/worker.h"

#include <assert.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* A queue of jobs, linked by job->next. */
struct queue {
    struct job *first, *last;
};

struct workers {
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a job to do, or the end; or a job done */
    struct queue waiting, finished;
    size_t busy; /* waiting and being worked on */
    bool stopping;
    int descriptor;
    int thread_count;
    int running; /* threads that have not left */
    pthread_t threads[];
};

static void push(struct queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->last) {
        queue->last->next = job;
    } else {
        queue->first = job;
    }
    queue->last = job;
}

static struct job *pop(struct queue *queue)
{
    struct job *job = queue->first;
    if (job) {
        queue->first = job->next;
        queue->last = queue->first ? queue->last : NULL;
        job->next = NULL;
    }
    return job;
}

static void wake_loop(workers_t *workers)
{
    uint64_t one = 1;
    /* A counter that is full is readable already. */
    ssize_t written = write(workers->descriptor, &one, sizeof one);
    (void)written;
}

/* The next job to do; NULL at the end. The mutex is held. */
static struct job *wait_for_job(workers_t *workers)
{
    while (!workers->waiting.first && !workers->stopping) {
        pthread_cond_wait(&workers->changed, &workers->mutex);
    }
    return workers->stopping ? NULL : pop(&workers->waiting);
}

static void *work(void *context)
{
    workers_t *workers = context;
    struct job *job;
    pthread_mutex_lock(&workers->mutex);
    while ((job = wait_for_job(workers))) {
        pthread_mutex_unlock(&workers->mutex);
        job->work(job);
        pthread_mutex_lock(&workers->mutex);
        push(&workers->finished, job);
        workers->busy--;
        wake_loop(workers);
    }
    workers->running--;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

static void init_clock(workers_t *workers)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&workers->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

workers_t *workers_new(int thread_count)
{
    workers_t *workers = calloc(1, sizeof *workers + (size_t)thread_count * sizeof(pthread_t));
    if (!workers) {
        abort();
    }
    pthread_mutex_init(&workers->mutex, NULL);
    init_clock(workers);
    workers->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assert(workers->descriptor >= 0);
    workers->thread_count = workers->running = thread_count;
    for (int i = 0; i < thread_count; i++) {
        int failed = pthread_create(&workers->threads[i], NULL, work, workers);
        assert(!failed && "a daemon that starts can make its few threads");
        (void)failed;
    }
    return workers;
}

static void destroy_jobs(struct queue *queue)
{
    struct job *job;
    while ((job = pop(queue))) {
        job->destroy(job);
    }
}

/* Waits for the threads to leave; the mutex is held. */
static bool wait_for_threads(workers_t *workers, int64_t timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(timeout_ms / 1000);
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    int result = 0;
    while (workers->running > 0 && result == 0) {
        result = pthread_cond_timedwait(&workers->changed, &workers->mutex, &until);
    }
    return workers->running == 0;
}

bool workers_stop(workers_t **workers_p, int64_t timeout_ms)
{
    workers_t *workers = take(workers_p);
    if (!workers) {
        return true;
    }
    pthread_mutex_lock(&workers->mutex);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->changed);
    bool ended = wait_for_threads(workers, timeout_ms);
    pthread_mutex_unlock(&workers->mutex);
    if (!ended) {
        return false;
    }
    for (int i = 0; i < workers->thread_count; i++) {
        pthread_join(workers->threads[i], NULL);
    }
    destroy_jobs(&workers->waiting);
    destroy_jobs(&workers->finished);
    close(workers->descriptor);
    pthread_cond_destroy(&workers->changed);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
    return true;
}

void workers_start(workers_t *workers, struct job **job_p)
{
    pthread_mutex_lock(&workers->mutex);
    push(&workers->waiting, take(job_p));
    workers->busy++;
    pthread_cond_signal(&workers->changed);
    pthread_mutex_unlock(&workers->mutex);
}

int workers_descriptor(const workers_t *workers)
{
    return workers->descriptor;
}

struct job *workers_next(workers_t *workers)
{
    uint64_t count;
    pthread_mutex_lock(&workers->mutex);
    struct job *job = pop(&workers->finished);
    if (!workers->finished.first) {
        ssize_t size =
            read(workers->descriptor, &count, sizeof count); /* EAGAIN: nothing to reset */
        (void)size;
    }
    pthread_mutex_unlock(&workers->mutex);
    return job;
}

size_t workers_busy(workers_t *workers)
{
    pthread_mutex_lock(&workers->mutex);
    size_t busy = workers->busy;
    pthread_mutex_unlock(&workers->mutex);
    return busy;
}
