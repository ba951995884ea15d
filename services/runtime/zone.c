/* SPDX-License-Identifier: MPL-2.0 */
/* Days by libc's rules of the zone. libc answers what the offset is at an instant; the first instant of a day
 * and the moment of a change are searched for with that, so that gaps and repeated hours need no cases. */
#include "runtime/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t second_us = INT64_C(1000000);
static const int64_t day_s = INT64_C(86400);

enum { PATH_SIZE = 300, MAGIC_SIZE = 4, SEARCH_S = 26 * 3600 /* no zone is further from UTC */ };

/* A name that stays within the folder of zones. */
static bool is_name(const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    return *name && *name != '/' && name[strspn(name, letters)] == 0;
}

/* libc takes a name it does not know for UTC without a word, so its file is looked for here. */
static bool is_known(const char *name)
{
    char path[PATH_SIZE], magic[MAGIC_SIZE];
    int size = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = size > 0 && size < PATH_SIZE ? fopen(path, "rb") : NULL;
    if (!file) {
        return false;
    }
    bool known = fread(magic, 1, sizeof magic, file) == sizeof magic &&
                 memcmp(magic, "TZif", MAGIC_SIZE) == 0;
    (void)fclose(file);
    return known;
}

int zone_set(const char *name)
{
    if (strcmp(name, "UTC") != 0 && !(is_name(name) && is_known(name))) {
        return -1;
    }
    if (setenv("TZ", name, 1) < 0) {
        abort(); /* out of memory */
    }
    tzset();
    return 0;
}

/* Rounds down, also before 1970. */
static int64_t floor_of(int64_t number, int64_t unit)
{
    return number / unit - (number % unit < 0);
}

static int64_t offset_s(int64_t time_s)
{
    struct tm local;
    const time_t time = (time_t)time_s;
    return localtime_r(&time, &local) ? local.tm_gmtoff : 0;
}

static int64_t day_of_s(int64_t time_s)
{
    return floor_of(time_s + offset_s(time_s), day_s);
}

int32_t zone_day(int64_t time_us)
{
    return (int32_t)day_of_s(floor_of(time_us, second_us));
}

int64_t zone_day_start_us(int32_t day)
{
    int64_t before_s = day * day_s - SEARCH_S, start_s = day * day_s + SEARCH_S;
    while (start_s - before_s > 1) {
        int64_t middle_s = before_s + (start_s - before_s) / 2;
        if (day_of_s(middle_s) < day) {
            before_s = middle_s;
        } else {
            start_s = middle_s;
        }
    }
    return start_s * second_us;
}

int64_t zone_offset_us(int64_t at_us, int64_t *ret_until_us)
{
    int64_t same_s = floor_of(at_us, second_us), until_s = same_s + day_s;
    const int64_t now_s = offset_s(same_s);
    while (offset_s(until_s) != now_s && until_s - same_s > 1) {
        int64_t middle_s = same_s + (until_s - same_s) / 2;
        if (offset_s(middle_s) == now_s) {
            same_s = middle_s;
        } else {
            until_s = middle_s;
        }
    }
    *ret_until_us = until_s * second_us;
    return now_s * second_us;
}
