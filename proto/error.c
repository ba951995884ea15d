/* SPDX-License-Identifier: MPL-2.0 */
/* The table of errors, and filling in a refusal. */
#include <stdio.h>

#include "proto/error.h"

static const struct error errors[] = {
#define ERROR(name, number, class, en, fr, remedy_en, remedy_fr) \
    {number, ERROR_##class, #name, en, fr, remedy_en, remedy_fr},
#include "proto/errors.def"
#undef ERROR
};

enum { ERROR_COUNT = sizeof errors / sizeof errors[0] };

const struct error *error_find(int code)
{
    for (size_t i = 0; i < ERROR_COUNT; i++) {
        if (errors[i].code == code) {
            return &errors[i];
        }
    }
    return NULL;
}

const struct error *error_find_name(const char *name)
{
    for (size_t i = 0; i < ERROR_COUNT; i++) {
        if (strcmp(errors[i].name, name) == 0) {
            return &errors[i];
        }
    }
    return NULL;
}

const struct error *error_all(size_t *ret_count)
{
    *ret_count = ERROR_COUNT;
    return errors;
}

int refusal_set(struct refusal *refusal, int code, const char *path, const char *expected)
{
    refusal->code = code;
    (void)snprintf(refusal->path, sizeof refusal->path, "%s", path);
    (void)snprintf(refusal->expected, sizeof refusal->expected, "%s", expected);
    return -1;
}
