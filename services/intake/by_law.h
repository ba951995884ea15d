/* SPDX-License-Identifier: MPL-2.0 */
/* The by-law as an operator sets it, in words. */
#ifndef ENTRAIDE_INTAKE_BY_LAW_H
#define ENTRAIDE_INTAKE_BY_LAW_H

#include "eligibility.h"

struct intake_settings;

/* The by-law that the settings state. Returns NULL, or what is wrong: "setting must be ...". */
const char *by_law_read(const struct intake_settings *settings, struct by_law *ret_by_law);

#endif
