/* SPDX-License-Identifier: MPL-2.0 */
/* The choices that the by-law leaves to the co-operative, read from the settings. */
#ifndef ENTRAIDE_BILLING_BYLAWS_H
#define ENTRAIDE_BILLING_BYLAWS_H

#include "billing.h"

struct bylaws {
    enum allocation_method method;
    enum idle_time idle_time;
    enum late_costs late_costs;
    bool rounding_memory;
    struct view reserve_pool; /* borrowed from the settings */
};

/* NULL, or the name of the setting that cannot be read. */
const char *bylaws_read(const struct billing_settings *settings, struct bylaws *ret_laws);

#endif
