/* SPDX-License-Identifier: MPL-2.0 */
/* Currencies and their minor units. */
#include "proto/currency.h"

#include <inttypes.h>
#include <stdio.h>

static bool is_one_of(struct view currency, const char (*codes)[4], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (view_is(currency, codes[i])) {
            return true;
        }
    }
    return false;
}

int currency_digits(struct view currency)
{
    static const char none[][4] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                   "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
    static const char three[][4] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    if (is_one_of(currency, none, sizeof none / sizeof *none)) {
        return 0;
    }
    return is_one_of(currency, three, sizeof three / sizeof *three) ? 3 : 2;
}

char *amount_print(int64_t cents, struct view currency, char point, char ret_text[AMOUNT_TEXT_SIZE])
{
    static const uint64_t units[] = {1, 10, 100, 1000};
    int digits = currency_digits(currency);
    uint64_t magnitude = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    const char *sign = cents < 0 ? "-" : "";
    if (digits == 0) {
        snprintf(ret_text, AMOUNT_TEXT_SIZE, "%s%" PRIu64, sign, magnitude);
    } else {
        snprintf(ret_text, AMOUNT_TEXT_SIZE, "%s%" PRIu64 "%c%0*" PRIu64, sign,
                 magnitude / units[digits], point, digits, magnitude % units[digits]);
    }
    return ret_text;
}
