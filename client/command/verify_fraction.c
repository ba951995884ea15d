/* SPDX-License-Identifier: MPL-2.0 */
/* Fractions: rows of them, and their one form as text. */
#include <stdlib.h>
#include <string.h>

#include "verify.h"

fractions_t *fractions_make(size_t count)
{
    fractions_t *fractions = malloc(sizeof *fractions + count * sizeof(mpq_t));
    if (!fractions) {
        abort();
    }
    fractions->count = count;
    for (size_t i = 0; i < count; i++) {
        mpq_init(fractions->items[i]);
    }
    return fractions;
}

void fractions_free(fractions_t **fractions_p)
{
    fractions_t *fractions = *fractions_p;
    for (size_t i = 0; fractions && i < fractions->count; i++) {
        mpq_clear(fractions->items[i]);
    }
    free(fractions);
    *fractions_p = NULL;
}

/* What GMP prints for the fraction is the one form that is allowed. */
bool fraction_read(struct view text, mpq_t ret_fraction)
{
    if (text.size == 0) {
        mpq_set_si(ret_fraction, 0, 1);
        return true;
    }
    char *digits = malloc(text.size + 1);
    if (!digits) {
        abort();
    }
    memcpy(digits, text.bytes, text.size);
    digits[text.size] = 0;
    bool right = strspn(digits, "-0123456789/") == text.size &&
                 mpq_set_str(ret_fraction, digits, 10) == 0 &&
                 mpz_sgn(mpq_denref(ret_fraction)) > 0;
    if (right) {
        mpq_canonicalize(ret_fraction);
        char *again = mpq_get_str(NULL, 10, ret_fraction);
        right = strcmp(again, digits) == 0;
        free(again);
    }
    free(digits);
    return right;
}
