/* SPDX-License-Identifier: MPL-2.0 */
/* The choices of the by-law: words of settings, and how a request is priced by its requester's class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "bylaws.h"

static struct billing_settings make_settings(const char *policy)
{
    struct billing_settings settings = {
        .allocation_method = "reciprocal",
        .idle_time = "users",
        .late_costs = "then",
        .surplus_policy = "reserve",
        .reserve_ppm = 70000,
    };
    snprintf(settings.non_member_policy, sizeof settings.non_member_policy, "%s", policy);
    return settings;
}

static struct policy policy_of(const char *word, enum member_class class)
{
    struct bylaws laws;
    struct billing_settings settings = make_settings(word);
    assert_null(bylaws_read(&settings, &laws));
    return bylaws_policy(&laws, class);
}

static void only_non_members_are_treated_differently(void **state)
{
    (void)state;
    static const char *const words[] = {"cost", "refuse", "reserve"};
    for (size_t i = 0; i < 3; i++) {
        for (int class = CLASS_MEMBER; class <= CLASS_AUXILIARY; class ++) {
            struct policy policy = policy_of(words[i], (enum member_class) class);
            assert_false(policy.refused);
            assert_int_equal(policy.reserve_ppm, 0);
        }
    }
    assert_false(policy_of("cost", CLASS_NON_MEMBER).refused);
    assert_int_equal(policy_of("cost", CLASS_NON_MEMBER).reserve_ppm, 0);
    assert_true(policy_of("refuse", CLASS_NON_MEMBER).refused);
    assert_false(policy_of("reserve", CLASS_NON_MEMBER).refused);
    assert_int_equal(policy_of("reserve", CLASS_NON_MEMBER).reserve_ppm, 70000);
}

static void a_word_that_is_no_choice_is_named(void **state)
{
    (void)state;
    struct bylaws laws;
    struct billing_settings settings = make_settings("members");
    assert_string_equal(bylaws_read(&settings, &laws), "non_member_policy");
    settings = make_settings("cost");
    snprintf(settings.surplus_policy, sizeof settings.surplus_policy, "rebate");
    assert_string_equal(bylaws_read(&settings, &laws), "surplus_policy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_non_members_are_treated_differently),
        cmocka_unit_test(a_word_that_is_no_choice_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
