/* SPDX-License-Identifier: MPL-2.0 */
/* Words of the settings as bits of the by-law. */
#include "by_law.h"

#include "intake.h"

/* The words of a set, separated by spaces, as bits. false when one is not of the set. */
static bool read_words(const char *text, const struct choices *set, uint32_t *ret_bits)
{
    *ret_bits = 0;
    while (*text) {
        size_t size = strcspn(text, " ");
        int word = choice_find(set, (struct view){(const uint8_t *)text, size});
        if (size > 0 && word < 0) {
            return false;
        }
        *ret_bits |= size > 0 ? 1U << word : 0;
        text += size + (text[size] == ' ');
    }
    return true;
}

#define MEMBERSHIP_WORDS " must be words of member_of, affiliated"
#define ORGANISATION_WORDS " must be words of coop, coop_solidarity, mutual, npo, network, other"

const char *by_law_read(const struct intake_settings *settings, struct by_law *ret_by_law)
{
    struct class_law *member = &ret_by_law->member, *auxiliary = &ret_by_law->auxiliary;
    member->depth_max = (uint32_t)settings->member_depth;
    auxiliary->depth_max = (uint32_t)settings->eligibility_depth_max;
    if (!read_words(settings->member_memberships, &choices_membership_kind,
                    &member->membership_kinds)) {
        return "member_memberships" MEMBERSHIP_WORDS;
    }
    if (!read_words(settings->auxiliary_memberships, &choices_membership_kind,
                    &auxiliary->membership_kinds)) {
        return "auxiliary_memberships" MEMBERSHIP_WORDS;
    }
    if (!read_words(settings->member_kinds, &choices_organisation_kind,
                    &member->organisation_kinds)) {
        return "member_kinds" ORGANISATION_WORDS;
    }
    if (!read_words(settings->auxiliary_kinds, &choices_organisation_kind,
                    &auxiliary->organisation_kinds)) {
        return "auxiliary_kinds" ORGANISATION_WORDS;
    }
    return NULL;
}
