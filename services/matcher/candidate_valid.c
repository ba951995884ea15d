/* SPDX-License-Identifier: MPL-2.0 */
/* The limits of questions and directories. */
#include "candidate.h"

static bool is_weight(int64_t weight_cents)
{
    return weight_cents >= 0 && weight_cents <= TEAM_WEIGHT_MAX;
}

static bool weights_valid(const struct team_weights *weights)
{
    return is_weight(weights->person_cents) && is_weight(weights->level_cents) &&
           is_weight(weights->delay_day_cents) && is_weight(weights->travel_km_cents) &&
           is_weight(weights->load_cents) && is_weight(weights->continuity_cents) &&
           is_weight(weights->continuity_months) && is_weight(weights->language_cents);
}

static bool marks_valid(const struct team_mark *marks, size_t count,
                        const struct team_directory *directory)
{
    for (size_t i = 0; i < count; i++) {
        if (marks[i].professional >= directory->count ||
            (i > 0 && marks[i - 1].professional >= marks[i].professional)) {
            return false;
        }
    }
    return true;
}

static bool is_rate(int64_t cents_per_hour)
{
    return cents_per_hour >= 0 && cents_per_hour <= TEAM_RATE_MAX;
}

static bool rates_valid(const struct team_rates *rates, const struct team_directory *directory)
{
    for (size_t i = 0; rates && i < rates->own_count; i++) {
        if (!is_rate(rates->own[i].value)) {
            return false;
        }
    }
    return !rates ||
           (is_rate(rates->cents_per_hour) && marks_valid(rates->own, rates->own_count, directory));
}

static bool bids_valid(const struct team_need *need, const struct team_directory *directory)
{
    for (size_t i = 0; i < need->bid_count; i++) {
        const struct team_bid *bid = &need->bids[i];
        if (bid->professional >= directory->count || bid->minutes < 1 ||
            bid->minutes > TEAM_MINUTES_MAX || !is_rate(bid->cents) ||
            (i > 0 && need->bids[i - 1].professional >= bid->professional)) {
            return false;
        }
    }
    return true;
}

static bool need_valid(const struct team_question *question, size_t position)
{
    const struct team_need *need = &question->needs[position];
    uint32_t others = ((1U << question->need_count) - 1) & ~(1U << position);
    return need->minutes >= 1 && need->minutes <= TEAM_MINUTES_MAX &&
           need->first_day <= need->last_day && need->level_min <= TEAM_LEVEL_MAX &&
           need->relaxed <= TEAM_RELAX_ALL && need->modality <= TEAM_MODALITY_EITHER &&
           !(need->same_person & ~others) && !(need->not_same_person & ~others);
}

/* Somebody or nobody per need. */
static bool places_valid(const uint32_t *people, size_t need_count,
                         const struct team_directory *directory)
{
    for (size_t i = 0; people && i < need_count; i++) {
        if (people[i] != TEAM_NOBODY && people[i] >= directory->count) {
            return false;
        }
    }
    return true;
}

static bool people_valid(const struct team_directory *directory,
                         const struct team_question *question)
{
    if (!places_valid(question->kept, question->need_count, directory) ||
        !places_valid(question->only, question->need_count, directory)) {
        return false;
    }
    for (size_t i = 0; i < question->forced_count; i++) {
        if (question->forced[i] >= directory->count) {
            return false;
        }
        for (size_t other = 0; other < i; other++) {
            if (question->forced[other] == question->forced[i]) {
                return false;
            }
        }
    }
    return marks_valid(question->conflicts, question->conflict_count, directory) &&
           marks_valid(question->exclusions, question->exclusion_count, directory) &&
           marks_valid(question->history, question->history_count, directory);
}

bool candidate_question_valid(const struct team_directory *directory,
                              const struct team_question *question)
{
    if (question->need_count < 1 || question->need_count > TEAM_NEED_MAX ||
        question->forced_count > TEAM_NEED_MAX || directory->count >= TEAM_NOBODY ||
        directory->week_count > TEAM_WEEK_MAX || !weights_valid(&question->weights)) {
        return false;
    }
    for (size_t i = 0; i < question->need_count; i++) {
        if (!need_valid(question, i) || !rates_valid(question->needs[i].rates, directory) ||
            !bids_valid(&question->needs[i], directory)) {
            return false;
        }
    }
    return people_valid(directory, question);
}

bool candidate_professional_valid(const struct team_professional *professional)
{
    for (size_t i = 0; i < professional->skill_count; i++) {
        if (professional->skills[i].level > TEAM_LEVEL_MAX ||
            (i > 0 && professional->skills[i - 1].field >= professional->skills[i].field)) {
            return false;
        }
    }
    return is_rate(professional->rate_cents_per_hour) && is_rate(professional->joining_cents) &&
           professional->load_minutes <= 1000000 && professional->capacity_minutes <= 1000000;
}
