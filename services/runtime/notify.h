/* SPDX-License-Identifier: MPL-2.0 */
/* Telling systemd how we are; nothing happens where there is no systemd. */
#ifndef ENTRAIDE_RUNTIME_NOTIFY_H
#define ENTRAIDE_RUNTIME_NOTIFY_H

#include <stdint.h>

/* How often to call notify_alive, milliseconds: half of the watchdog; 0 = there is none. */
int64_t notify_watchdog_ms(void);

void notify_ready(const char *status); /* also ends a reload */
void notify_status(const char *status);
void notify_reloading(void);
void notify_stopping(void);
void notify_alive(void);

#endif
