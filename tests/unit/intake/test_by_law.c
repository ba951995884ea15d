/* SPDX-License-Identifier: MPL-2.0 */
/* The by-law: words of the settings become bits, and a word that is none is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "by_law.h"
#include "intake.h"

static struct intake_settings usual(void)
{
    struct intake_settings settings = {.member_depth = 1, .eligibility_depth_max = 3};
    snprintf(settings.member_memberships, sizeof settings.member_memberships, "member_of");
    snprintf(settings.auxiliary_memberships, sizeof settings.auxiliary_memberships,
             " member_of  affiliated ");
    snprintf(settings.member_kinds, sizeof settings.member_kinds, "coop mutual");
    return settings;
}

static void words_become_bits(void **state)
{
    (void)state;
    struct intake_settings settings = usual();
    struct by_law by_law;
    assert_null(by_law_read(&settings, &by_law));
    assert_int_equal(by_law.member.depth_max, 1);
    assert_int_equal(by_law.auxiliary.depth_max, 3);
    assert_int_equal(by_law.member.membership_kinds, 1 << MEMBERSHIP_MEMBER_OF);
    assert_int_equal(by_law.auxiliary.membership_kinds,
                     1 << MEMBERSHIP_MEMBER_OF | 1 << MEMBERSHIP_AFFILIATED);
    assert_int_equal(by_law.member.organisation_kinds,
                     1 << ORGANISATION_COOP | 1 << ORGANISATION_MUTUAL);
    assert_int_equal(by_law.auxiliary.organisation_kinds, 0);
}

static void a_word_that_is_none_is_named(void **state)
{
    (void)state;
    struct by_law by_law;
    struct intake_settings settings = usual();
    snprintf(settings.auxiliary_kinds, sizeof settings.auxiliary_kinds, "coop friend");
    assert_non_null(strstr(by_law_read(&settings, &by_law), "auxiliary_kinds must be"));
    settings = usual();
    snprintf(settings.member_memberships, sizeof settings.member_memberships, "member");
    assert_non_null(strstr(by_law_read(&settings, &by_law), "member_memberships must be"));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(words_become_bits),
        cmocka_unit_test(a_word_that_is_none_is_named),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
