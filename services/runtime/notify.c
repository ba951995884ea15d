/* SPDX-License-Identifier: MPL-2.0 */
/* Telling systemd how we are. Failures are ignored: the socket is the supervisor's. */
#include "runtime/notify.h"

#include <systemd/sd-daemon.h>

int64_t notify_watchdog_ms(void)
{
    uint64_t period_us = 0;
    return sd_watchdog_enabled(0, &period_us) > 0 ? (int64_t)(period_us / 2000) : 0;
}

void notify_ready(const char *status)
{
    sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void notify_status(const char *status)
{
    sd_notifyf(0, "STATUS=%s", status);
}

void notify_reloading(void)
{
    sd_notify(0, "RELOADING=1");
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1\nSTATUS=finishing what was begun");
}

void notify_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}
