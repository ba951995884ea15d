/* SPDX-License-Identifier: MPL-2.0 */
/* Words of settings become choices. */
#include "bylaws.h"

const char *bylaws_read(const struct billing_settings *settings, struct bylaws *ret_laws)
{
    int method = choice_find(&choices_allocation_method, view_of(settings->allocation_method));
    int idle_time = choice_find(&choices_idle_time, view_of(settings->idle_time));
    int non_members = choice_find(&choices_non_member_policy, view_of(settings->non_member_policy));
    int surplus = choice_find(&choices_surplus_policy, view_of(settings->surplus_policy));
    int late_costs = choice_find(&choices_late_costs, view_of(settings->late_costs));
    *ret_laws = (struct bylaws){
        .method = (enum allocation_method)method,
        .idle_time = (enum idle_time)idle_time,
        .late_costs = (enum late_costs)late_costs,
        .rounding_memory = settings->rounding_memory,
        .surplus = (enum surplus_policy)surplus,
        .reserve_pool = view_of(settings->reserve_pool),
        .non_members = (enum non_member_policy)non_members,
        .reserve_ppm = settings->reserve_ppm,
    };
    return method < 0        ? "allocation_method"
           : idle_time < 0   ? "idle_time"
           : late_costs < 0  ? "late_costs"
           : non_members < 0 ? "non_member_policy"
           : surplus < 0     ? "surplus_policy"
                             : NULL;
}

struct policy bylaws_policy(const struct bylaws *laws, enum member_class class)
{
    bool outside = class == CLASS_NON_MEMBER;
    return (struct policy){
        .refused = outside && laws->non_members == NON_MEMBER_REFUSE,
        .reserve_ppm = outside && laws->non_members == NON_MEMBER_RESERVE ? laws->reserve_ppm : 0,
    };
}
