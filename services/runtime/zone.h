/* SPDX-License-Identifier: MPL-2.0 */
/* Days of the co-operative: an instant is the same everywhere, a day is not. The one place where a day is made
 * from an instant, and an instant from a day.
 *
 * The zone is the process's own (libc's TZ), so that whatever prints local time agrees with it. */
#ifndef ENTRAIDE_RUNTIME_ZONE_H
#define ENTRAIDE_RUNTIME_ZONE_H

#include <stdint.h>

#include "runtime/result.h"

/* Takes the time zone for the whole process: before its first thread. The name is one of the IANA database
   ("America/Toronto"), or UTC. 0, or -1: the machine knows none of this name. */
int zone_set(const char *name) MUST_CHECK;

/* The day of an instant: days since 1970-01-01. */
int32_t zone_day(int64_t time_us);

/* The first instant of a day; of a day that the zone left out, that of the next one. */
int64_t zone_day_start_us(int32_t day);

/* Local time minus UTC at an instant, and until when it stays so for certain: the next change, or a day
   later. */
int64_t zone_offset_us(int64_t at_us, int64_t *ret_until_us);

#endif
