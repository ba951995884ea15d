/* SPDX-License-Identifier: MPL-2.0 */
/* Working time: hours of the week in the co-operative's time zone, without holidays. */
#ifndef ENTRAIDE_INTAKE_CALENDAR_H
#define ENTRAIDE_INTAKE_CALENDAR_H

#include "proto/codec.h"

enum { HOURS_MAX = 4, HOLIDAYS_MAX = 200 };

/* Hours of one day: minutes of the local day. */
struct hours {
    int32_t from_minute, to_minute;
};

struct calendar {
    struct hours hours[7][HOURS_MAX]; /* from Monday; by hour, without overlap */
    size_t hours_count[7];
    int32_t holidays[HOLIDAYS_MAX]; /* ascending */
    size_t holiday_count;
    int64_t allowed_minutes[request_state_count][urgency_count]; /* 0 = no clock */
};

/* Takes a calendar as it is put. 0, or -1 with the refusal filled (E_CALENDAR). */
int calendar_read(const struct intake_calendar_put *data, struct calendar *ret_calendar,
                  struct refusal *refusal);

/* The working time between two instants, microseconds. */
int64_t calendar_working_us(const struct calendar *calendar, int64_t from_us, int64_t to_us);

/* The first instant at which so much working time has passed since from_us; INT64_MAX when it does not pass
   within ten years. */
int64_t calendar_due_us(const struct calendar *calendar, int64_t from_us, int64_t working_us);

#endif
