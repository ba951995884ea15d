/* SPDX-License-Identifier: MPL-2.0 */
/* Durations, days and instants as people write them. */
#ifndef ENTRAIDE_NOTIFIER_MOMENT_H
#define ENTRAIDE_NOTIFIER_MOMENT_H

#include "language.h"
#include "proto/arena.h"

/* "45 min", "2 h", "2 h 30 min"; minutes >= 0. Texts are in the arena; spaces inside do not break. */
struct view moment_duration(int64_t minutes, enum language language, arena_t *arena);

/* "1er mars 2026" or "March 1, 2026". day: days since 1970-01-01. */
struct view moment_day(int32_t day, enum language language, arena_t *arena);

/* "1er mars 2026 à 14 h 05 (UTC-5)" or "March 1, 2026 at 2:05 p.m. (UTC-5)", in the time zone of
   the setting time_zone. */
struct view moment_instant(int64_t time_us, enum language language, arena_t *arena);

#endif
