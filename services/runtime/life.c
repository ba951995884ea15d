/* SPDX-License-Identifier: MPL-2.0 */
/* Signals and the supervisor. */
#include "runtime/life.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "runtime/log.h"
#include "runtime/notify.h"

enum { STEP_MS = 250 };

void life_begin(struct life *life, struct metrics *metrics)
{
    sigset_t all, wanted;
    sigfillset(&all);
    /* A fault of our own must end the process where it happens. */
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGHUP);
    *life = (struct life){.signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK),
                          .watchdog_ms = notify_watchdog_ms(),
                          .metrics = metrics};
    assert(life->signals >= 0);
}

static void take_signal(struct life *life, uint32_t number)
{
    if (number == SIGHUP) {
        life->reload = true;
        return;
    }
    if (life->stopping) {
        log_warn("second signal: leaving at once", log_number("signal", number));
        _exit(128 + (int)number);
    }
    log_info("stopping", log_number("signal", number));
    life->stopping = true;
}

void life_turn(struct life *life, int64_t now_ms)
{
    struct signalfd_siginfo info;
    while (read(life->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        take_signal(life, info.ssi_signo);
    }
    if (life->watchdog_ms > 0 && now_ms - life->told_ms >= life->watchdog_ms) {
        notify_alive();
        life->told_ms = now_ms;
    }
    metrics_set(&life->metrics->turned_ms, now_ms);
}

bool life_pause(struct life *life, int64_t timeout_ms)
{
    int64_t now_ms = metrics_clock_ms();
    int64_t end_ms = now_ms + timeout_ms;
    life_turn(life, now_ms);
    while (!life->stopping && now_ms < end_ms) {
        struct pollfd item = {.fd = life->signals, .events = POLLIN};
        int64_t left_ms = end_ms - now_ms;
        poll(&item, 1, (int)(left_ms < STEP_MS ? left_ms : STEP_MS));
        now_ms = metrics_clock_ms();
        life_turn(life, now_ms);
    }
    return !life->stopping;
}
