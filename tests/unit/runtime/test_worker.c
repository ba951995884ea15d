/* SPDX-License-Identifier: MPL-2.0 */
/* Workers: every job comes back once, the loop is woken, the end waits or gives up in time. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "runtime/worker.h"

enum { JOB_COUNT = 200 };

struct sum {
    struct job job; /* first: a job is cast back */
    int number, square;
    atomic_int *destroyed;
    atomic_bool *go;
};

static void square(struct job *job)
{
    struct sum *sum = (struct sum *)job;
    while (sum->go && !atomic_load(sum->go)) {
        usleep(1000);
    }
    sum->square = sum->number * sum->number;
}

static void destroy(struct job *job)
{
    atomic_fetch_add(((struct sum *)job)->destroyed, 1);
    free(job);
}

static void start(workers_t *workers, int number, atomic_int *destroyed, atomic_bool *go)
{
    struct sum *sum = calloc(1, sizeof *sum);
    assert_non_null(sum);
    *sum = (struct sum){{"square", square, destroy, NULL}, number, 0, destroyed, go};
    struct job *job = &sum->job;
    workers_start(workers, &job);
    assert_null(job);
}

static struct job *wait_for_job(workers_t *workers)
{
    struct pollfd item = {.fd = workers_descriptor(workers), .events = POLLIN};
    assert_int_equal(poll(&item, 1, 5000), 1);
    return workers_next(workers);
}

static void every_job_comes_back_once(void **state)
{
    (void)state;
    atomic_int destroyed = 0;
    int seen[JOB_COUNT] = {0};
    workers_t *workers = workers_new(3);
    for (int i = 0; i < JOB_COUNT; i++) {
        start(workers, i, &destroyed, NULL);
    }
    for (int count = 0; count < JOB_COUNT; count++) {
        struct job *job = wait_for_job(workers);
        assert_non_null(job);
        struct sum *sum = (struct sum *)job;
        assert_int_equal(sum->square, sum->number * sum->number);
        seen[sum->number]++;
        job->destroy(job);
    }
    for (int i = 0; i < JOB_COUNT; i++) {
        assert_int_equal(seen[i], 1);
    }
    struct pollfd item = {.fd = workers_descriptor(workers), .events = POLLIN};
    assert_int_equal(poll(&item, 1, 0), 0); /* nothing left: the loop may sleep */
    assert_null(workers_next(workers));
    assert_int_equal(workers_busy(workers), 0);
    assert_true(workers_stop(&workers, 1000));
    assert_null(workers);
    assert_int_equal(destroyed, JOB_COUNT);
}

static void the_end_destroys_what_waits(void **state)
{
    (void)state;
    atomic_int destroyed = 0;
    atomic_bool go = false;
    workers_t *workers = workers_new(1);
    for (int i = 0; i < 10; i++) {
        start(workers, i, &destroyed, &go);
    }
    assert_int_equal(workers_busy(workers), 10);
    atomic_store(&go, true);
    assert_true(workers_stop(&workers, 5000));
    assert_int_equal(destroyed, 10);
}

static void the_end_gives_up_in_time(void **state)
{
    (void)state;
    /* Static: the thread outlives this function, as it would outlive the loop. */
    static atomic_int destroyed;
    static atomic_bool go;
    workers_t *workers = workers_new(1);
    start(workers, 1, &destroyed, &go);
    usleep(20000); /* let the thread begin */
    assert_false(workers_stop(&workers, 50));
    assert_int_equal(destroyed, 0);
    atomic_store(&go, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_comes_back_once),
        cmocka_unit_test(the_end_destroys_what_waits),
        cmocka_unit_test(the_end_gives_up_in_time),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    /* Without leak checks: what a thread that never ended holds is left to the process's end. */
    _exit(failed);
}
