/* SPDX-License-Identifier: MPL-2.0 */
/* Writes durations, days and instants. */
#include "moment.h"

#include <stdlib.h>
#include <time.h>

#define NO_BREAK_SPACE "\xc2\xa0"

static const char *const months[LANGUAGE_COUNT][12] = {
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
};

struct view moment_duration(int64_t minutes, enum language language, arena_t *arena)
{
    (void)language; /* h and min are the international symbols */
    const char *sign = minutes < 0 ? "-" : "";
    long long hours = llabs(minutes) / 60, rest = llabs(minutes) % 60;
    if (hours == 0) {
        return arena_print(arena, "%s%lld" NO_BREAK_SPACE "min", sign, rest);
    }
    if (rest == 0) {
        return arena_print(arena, "%s%lld" NO_BREAK_SPACE "h", sign, hours);
    }
    return arena_print(arena,
                       "%s%lld" NO_BREAK_SPACE "h" NO_BREAK_SPACE "%02lld" NO_BREAK_SPACE "min",
                       sign, hours, rest);
}

static struct view print_day(const struct tm *tm, enum language language, arena_t *arena)
{
    const char *month = months[language][tm->tm_mon];
    int year = tm->tm_year + 1900;
    if (language == LANGUAGE_EN) {
        return arena_print(arena, "%s" NO_BREAK_SPACE "%d, %d", month, tm->tm_mday, year);
    }
    return arena_print(arena, "%d%s" NO_BREAK_SPACE "%s %d", tm->tm_mday,
                       tm->tm_mday == 1 ? "er" : "", month, year);
}

struct view moment_day(int32_t day, enum language language, arena_t *arena)
{
    struct tm tm;
    time_t time = (time_t)day * 86400;
    gmtime_r(&time, &tm);
    return print_day(&tm, language, arena);
}

/* "UTC", "UTC-5", "UTC+5:30": understood everywhere, unlike the names of zones. */
static struct view print_zone(long offset_s, arena_t *arena)
{
    long minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    char sign = offset_s < 0 ? '-' : '+';
    if (minutes == 0) {
        return view_of("UTC");
    }
    if (minutes % 60 == 0) {
        return arena_print(arena, "UTC%c%ld", sign, minutes / 60);
    }
    return arena_print(arena, "UTC%c%ld:%02ld", sign, minutes / 60, minutes % 60);
}

static struct view print_clock(const struct tm *tm, enum language language, arena_t *arena)
{
    if (language == LANGUAGE_EN) {
        return arena_print(arena, "%d:%02d" NO_BREAK_SPACE "%s", (tm->tm_hour + 11) % 12 + 1,
                           tm->tm_min, tm->tm_hour < 12 ? "a.m." : "p.m.");
    }
    if (tm->tm_min == 0) {
        return arena_print(arena, "%d" NO_BREAK_SPACE "h", tm->tm_hour);
    }
    return arena_print(arena, "%d" NO_BREAK_SPACE "h" NO_BREAK_SPACE "%02d", tm->tm_hour,
                       tm->tm_min);
}

struct view moment_instant(int64_t time_us, enum language language, arena_t *arena)
{
    struct tm tm;
    time_t time = (time_t)(time_us / 1000000);
    localtime_r(&time, &tm);
    struct view day = print_day(&tm, language, arena);
    struct view clock = print_clock(&tm, language, arena);
    struct view zone = print_zone(tm.tm_gmtoff, arena);
    return arena_print(arena, "%.*s %s %.*s (%.*s)", (int)day.size, (const char *)day.bytes,
                       language == LANGUAGE_FR ? "à" : "at", (int)clock.size,
                       (const char *)clock.bytes, (int)zone.size, (const char *)zone.bytes);
}
