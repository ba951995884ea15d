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
    enum surplus_policy surplus;
    struct view reserve_pool; /* borrowed from the settings */
    enum non_member_policy non_members;
    int64_t reserve_ppm; /* what non-members contribute; only with NON_MEMBER_RESERVE */
};

/* How a request is priced. */
struct policy {
    bool refused;        /* it has no quote */
    int64_t reserve_ppm; /* contribution to the reserve, outside the cost; 0 = none */
};

/* NULL, or the name of the setting that cannot be read. */
const char *bylaws_read(const struct billing_settings *settings, struct bylaws *ret_laws);

/* How a request is priced whose requester was of this class. Pure. */
struct policy bylaws_policy(const struct bylaws *laws, enum member_class class);

#endif
