/* SPDX-License-Identifier: MPL-2.0 */
/* Days since 1970-01-01 and their text: the calendar, without time zones. */
#include <assert.h>

#include "proto/codec.h"

enum { YEAR_MIN = 1970, YEAR_MAX = 9999, DAY_MAX = 2932896 /* 9999-12-31 */ };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days before a year, or before a month of it, counted from 1970-01-01. */
static int32_t days_before_year(int year)
{
    int past = year - 1;
    return 365 * (year - YEAR_MIN) + (past / 4 - past / 100 + past / 400) - 477;
}

/* month runs to 13, the first of the next year. */
static int32_t days_before_month(int year, int month)
{
    static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return before[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

static int days_of_month(int year, int month)
{
    return days_before_month(year, month + 1) - days_before_month(year, month);
}

/* The number written in digits, or -1. */
static int read_digits(const uint8_t *digits, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return -1;
        }
        number = 10 * number + (digits[i] - '0');
    }
    return number;
}

int date_parse(struct view text, int32_t *ret_day)
{
    if (text.size != DATE_TEXT_SIZE - 1 || text.bytes[4] != '-' || text.bytes[7] != '-') {
        return -1;
    }
    int year = read_digits(text.bytes, 4);
    int month = read_digits(text.bytes + 5, 2);
    int day = read_digits(text.bytes + 8, 2);
    if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) {
        return -1;
    }
    *ret_day = days_before_year(year) + days_before_month(year, month) + day - 1;
    return 0;
}

static void write_digits(char *at, int number, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

char *date_print(int32_t day, char ret_text[DATE_TEXT_SIZE])
{
    assert(day >= 0 && day <= DAY_MAX);
    int year = YEAR_MIN + day / 366; /* never too late, since no year is longer */
    while (days_before_year(year + 1) <= day) {
        year++;
    }
    int of_year = day - days_before_year(year);
    int month = 1;
    while (month < 12 && days_before_month(year, month + 1) <= of_year) {
        month++;
    }
    write_digits(ret_text, year, 4);
    ret_text[4] = '-';
    write_digits(ret_text + 5, month, 2);
    ret_text[7] = '-';
    write_digits(ret_text + 8, of_year - days_before_month(year, month) + 1, 2);
    ret_text[10] = 0;
    return ret_text;
}

int32_t date_of_us(int64_t time_us)
{
    const int64_t day_us = INT64_C(86400) * 1000 * 1000;
    assert(time_us >= 0);
    return (int32_t)(time_us / day_us);
}
