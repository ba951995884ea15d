/* SPDX-License-Identifier: MPL-2.0 */
/* The definition of feasibility and cost, term by term, as the solver and the explanations use it. */
#include "candidate.h"

#include <assert.h>
#include <string.h>

enum { DAYS_PER_WEEK = 7 };

static const int64_t load_limit_cents = 1000000000000000; /* 1e15, see candidate.h */

uint32_t candidate_mark(const struct team_mark *marks, size_t count, uint32_t professional,
                        uint32_t absent)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks[middle].professional < professional) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && marks[low].professional == professional ? marks[low].value : absent;
}

uint16_t candidate_distance_km(const struct team_directory *directory, uint16_t from, uint16_t to)
{
    if (from >= directory->region_count || to >= directory->region_count) {
        return TEAM_UNREACHABLE;
    }
    return directory->distance_km[(size_t)from * directory->region_count + to];
}

bool candidate_is_kept(const struct team_question *question, size_t need)
{
    return question->kept && question->kept[need] != TEAM_NOBODY;
}

/* What somebody asks for a need, or NULL. */
static const struct team_bid *find_bid(const struct team_need *need, uint32_t professional)
{
    size_t low = 0;
    size_t high = need->bid_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (need->bids[middle].professional < professional) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < need->bid_count && need->bids[low].professional == professional ? &need->bids[low]
                                                                                 : NULL;
}

uint32_t candidate_minutes(const struct team_question *question, uint32_t professional, size_t need)
{
    const struct team_bid *bid = find_bid(&question->needs[need], professional);
    return bid ? bid->minutes : question->needs[need].minutes;
}

/* The level in a field, -1 without it. */
static int find_level(const struct team_professional *professional, uint16_t field)
{
    for (size_t i = 0; i < professional->skill_count; i++) {
        if (professional->skills[i].field >= field) {
            return professional->skills[i].field == field ? professional->skills[i].level : -1;
        }
    }
    return -1;
}

static int level_asked(const struct team_need *need)
{
    bool lower = (need->relaxed & TEAM_RELAX_LEVEL) && need->level_min > 0;
    return need->level_min - (lower ? 1 : 0);
}

/* Whether somebody would do the need at a distance; if both ways are open this one is cheaper. */
static bool works_remote(const struct team_professional *professional, const struct team_need *need)
{
    bool allowed = need->modality != TEAM_MODALITY_ONSITE || (need->relaxed & TEAM_RELAX_REMOTE);
    return allowed && professional->remote;
}

/* The week of a day, rounded down for days before the first week as well. */
static int week_of(const struct team_directory *directory, int32_t day)
{
    int64_t distance = (int64_t)day - directory->first_week_day;
    int64_t week = (distance - (distance < 0 ? DAYS_PER_WEEK - 1 : 0)) / DAYS_PER_WEEK;
    return (int)week;
}

void candidate_weeks(const struct team_directory *directory, const struct team_question *question,
                     size_t need, int *ret_first, int *ret_last)
{
    const struct team_need *wanted = &question->needs[need];
    int32_t start = wanted->first_day > question->day ? wanted->first_day : question->day;
    int first = week_of(directory, start);
    int last = week_of(directory, wanted->last_day);
    *ret_first = first < 0 ? 0 : first;
    *ret_last = last < directory->week_count ? last : directory->week_count - 1;
}

static int64_t sum_free(const struct team_professional *professional, int first, int last)
{
    int64_t sum = 0;
    for (int week = first; week <= last; week++) {
        sum += professional->free_minutes[week];
    }
    return sum;
}

static bool fail(struct candidate_failure *ret_failure, enum candidate_constraint constraint,
                 int64_t required, int64_t actual)
{
    ret_failure->constraint = constraint;
    ret_failure->required = required;
    ret_failure->actual = actual;
    return false;
}

/* The last day up to which a kind of licence holds without a gap from a day on; the day before it when it
   does not hold then. Renewals may overlap and stand in any order. */
static int32_t held_until(const struct team_professional *professional, uint16_t kind, int32_t day)
{
    int32_t until = day - 1;
    for (size_t turn = 0; turn < professional->licence_count; turn++) {
        for (size_t i = 0; i < professional->licence_count; i++) {
            const struct team_licence *licence = &professional->licences[i];
            if (licence->kind == kind && licence->first_day <= until + 1 &&
                licence->last_day > until) {
                until = licence->last_day;
            }
            if (until == INT32_MAX) {
                return until;
            }
        }
    }
    return until;
}

static bool holds_kind(const struct team_professional *professional, uint16_t kind)
{
    for (size_t i = 0; i < professional->licence_count; i++) {
        if (professional->licences[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static bool check_licence(const struct team_professional *professional,
                          const struct team_question *question, const struct team_need *need,
                          struct candidate_failure *ret_failure)
{
    if (!holds_kind(professional, need->licence)) {
        return fail(ret_failure, CANDIDATE_LICENCE, need->licence, 0);
    }
    int32_t start = need->first_day < question->day ? question->day : need->first_day;
    start = start < need->last_day ? start : need->last_day;
    int32_t until = held_until(professional, need->licence, start);
    if (until < need->last_day) {
        return fail(ret_failure, CANDIDATE_EXPIRY, until < start ? start : need->last_day,
                    until < start ? 0 : until);
    }
    return true;
}

static bool check_place(const struct team_directory *directory,
                        const struct team_professional *professional, const struct team_need *need,
                        struct candidate_failure *ret_failure)
{
    if (works_remote(professional, need)) {
        return true;
    }
    if (need->modality == TEAM_MODALITY_REMOTE) {
        return fail(ret_failure, CANDIDATE_REMOTE, 1, 0);
    }
    uint16_t distance = candidate_distance_km(directory, professional->region, need->region);
    bool reached = distance <= professional->travel_max_km || (need->relaxed & TEAM_RELAX_REGION);
    if (distance == TEAM_UNREACHABLE || !reached) {
        return fail(ret_failure, CANDIDATE_REGION, distance, professional->travel_max_km);
    }
    return true;
}

bool candidate_check_need(const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional, size_t need,
                          struct candidate_failure *ret_failure)
{
    const struct team_professional *person = &directory->professionals[professional];
    const struct team_need *wanted = &question->needs[need];
    ret_failure->need = need;
    int level = find_level(person, wanted->field);
    if (level < 0) {
        return fail(ret_failure, CANDIDATE_FIELD, wanted->field, 0);
    }
    if (level < level_asked(wanted)) {
        return fail(ret_failure, CANDIDATE_LEVEL, level_asked(wanted), level);
    }
    if (wanted->licence != TEAM_LICENCE_NONE &&
        !check_licence(person, question, wanted, ret_failure)) {
        return false;
    }
    if ((wanted->languages & ~person->languages) && !(wanted->relaxed & TEAM_RELAX_LANGUAGE)) {
        return fail(ret_failure, CANDIDATE_LANGUAGE, (int64_t)wanted->languages,
                    (int64_t)person->languages);
    }
    if (!check_place(directory, person, wanted, ret_failure)) {
        return false;
    }
    if (wanted->relaxed & TEAM_RELAX_MINUTES) {
        return true;
    }
    int first;
    int last;
    candidate_weeks(directory, question, need, &first, &last);
    int64_t free = sum_free(person, first, last);
    int64_t minutes = candidate_minutes(question, professional, need);
    return free >= minutes || fail(ret_failure, CANDIDATE_MINUTES, minutes, free);
}

static bool is_kept_by(const struct team_question *question, uint32_t professional, size_t need)
{
    return question->kept && question->kept[need] == professional;
}

/* Whether somebody already accepted part of this request, so that it is open for them already. */
static bool serves_already(const struct team_question *question, uint32_t professional)
{
    for (size_t i = 0; i < question->need_count; i++) {
        if (is_kept_by(question, professional, i)) {
            return true;
        }
    }
    return false;
}

bool candidate_check(const struct team_directory *directory, const struct team_question *question,
                     uint32_t professional, size_t need, struct candidate_failure *ret_failure)
{
    const struct team_professional *person = &directory->professionals[professional];
    *ret_failure = (struct candidate_failure){.need = need};
    if (is_kept_by(question, professional, need)) {
        return true;
    }
    if (!person->active) {
        return fail(ret_failure, CANDIDATE_INACTIVE, 1, 0);
    }
    if (person->open_count >= person->open_max && !serves_already(question, professional)) {
        return fail(ret_failure, CANDIDATE_OPEN_MAX, person->open_max, person->open_count);
    }
    uint32_t link =
        candidate_mark(question->conflicts, question->conflict_count, professional, TEAM_NOBODY);
    if (link != TEAM_NOBODY) {
        return fail(ret_failure, CANDIDATE_CONFLICT, 0, link);
    }
    uint32_t excluded =
        candidate_mark(question->exclusions, question->exclusion_count, professional, 0);
    bool other = question->only && question->only[need] != TEAM_NOBODY &&
                 question->only[need] != professional;
    if ((excluded >> need & 1) || other) {
        return fail(ret_failure, CANDIDATE_EXCLUDED, 0, 1);
    }
    if (candidate_is_kept(question, need)) {
        return fail(ret_failure, CANDIDATE_KEPT, professional, question->kept[need]);
    }
    return candidate_check_need(directory, question, professional, need, ret_failure);
}

/* A need of the set whose minutes must find room, and the weeks of its window. */
struct slot {
    size_t need;
    int first_week;
    int last_week;
};

static size_t list_slots(const struct team_directory *directory,
                         const struct team_question *question, uint32_t needs,
                         struct slot *ret_slots)
{
    size_t count = 0;
    for (; needs; needs &= needs - 1) {
        size_t need = (size_t)__builtin_ctz(needs);
        bool relaxed = question->needs[need].relaxed & TEAM_RELAX_MINUTES;
        if (!relaxed && !candidate_is_kept(question, need)) {
            struct slot *slot = &ret_slots[count++];
            slot->need = need;
            candidate_weeks(directory, question, need, &slot->first_week, &slot->last_week);
        }
    }
    return count;
}

/*
 * Windows are intervals, so the minutes fit together exactly when, for every first week of one
 * need and last week of another, what must lie between fits there (Hall's condition).
 */
static bool check_minutes(const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional,
                          uint32_t needs, struct candidate_failure *ret_failure)
{
    const struct team_professional *person = &directory->professionals[professional];
    struct slot slots[TEAM_NEED_MAX];
    size_t count = list_slots(directory, question, needs, slots);
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            int64_t demand = 0;
            for (size_t i = 0; i < count; i++) {
                bool inside = slots[i].first_week >= slots[a].first_week &&
                              slots[i].last_week <= slots[b].last_week;
                demand += inside ? candidate_minutes(question, professional, slots[i].need) : 0;
            }
            int64_t free = sum_free(person, slots[a].first_week, slots[b].last_week);
            if (demand > free) {
                ret_failure->need = slots[a].need;
                return fail(ret_failure, CANDIDATE_MINUTES, demand, free);
            }
        }
    }
    return true;
}

/* Whether two needs may (or must) stay together; both ways of saying it count. */
static bool separates(const struct team_question *question, size_t a, size_t b)
{
    return (question->needs[a].not_same_person >> b & 1) ||
           (question->needs[b].not_same_person >> a & 1);
}

static bool joins(const struct team_question *question, size_t a, size_t b)
{
    return (question->needs[a].same_person >> b & 1) || (question->needs[b].same_person >> a & 1);
}

bool candidate_check_set(const struct team_directory *directory,
                         const struct team_question *question, uint32_t professional,
                         uint32_t needs, struct candidate_failure *ret_failure)
{
    for (size_t i = 0; i < question->need_count; i++) {
        if ((needs >> i & 1) &&
            !candidate_check(directory, question, professional, i, ret_failure)) {
            return false;
        }
    }
    for (size_t a = 0; a < question->need_count; a++) {
        for (size_t b = 0; b < question->need_count; b++) {
            bool has_a = needs >> a & 1;
            bool has_b = needs >> b & 1;
            ret_failure->need = a;
            if (a != b && has_a && has_b && separates(question, a, b)) {
                return fail(ret_failure, CANDIDATE_SEPARATED, (int64_t)b, 0);
            }
            if (a != b && has_a && !has_b && joins(question, a, b)) {
                return fail(ret_failure, CANDIDATE_TOGETHER, (int64_t)b, 0);
            }
        }
    }
    return check_minutes(directory, question, professional, needs, ret_failure);
}

/* Days between the start of the window and the first week in which there is time. */
static int64_t delay_days(const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional, size_t need)
{
    const struct team_professional *person = &directory->professionals[professional];
    int first;
    int last;
    candidate_weeks(directory, question, need, &first, &last);
    int week = first;
    while (week < last && person->free_minutes[week] == 0) {
        week++;
    }
    int64_t start = (int64_t)directory->first_week_day + (int64_t)week * DAYS_PER_WEEK;
    if (week == first && start < question->day) {
        start = question->day;
    }
    int64_t delay = start - question->needs[need].first_day;
    return delay > 0 ? delay : 0;
}

/* What an hour of the need costs with somebody. */
static int64_t rate_of(const struct team_need *need, const struct team_professional *person,
                       uint32_t professional)
{
    const struct team_rates *rates = need->rates;
    if (!rates) {
        return person->rate_cents_per_hour;
    }
    uint32_t own = candidate_mark(rates->own, rates->own_count, professional, TEAM_NOBODY);
    return own == TEAM_NOBODY ? rates->cents_per_hour : own;
}

struct candidate_need_terms candidate_need_terms(const struct team_directory *directory,
                                                 const struct team_question *question,
                                                 uint32_t professional, size_t need)
{
    const struct team_professional *person = &directory->professionals[professional];
    const struct team_need *wanted = &question->needs[need];
    const struct team_weights *weights = &question->weights;
    struct candidate_need_terms terms = {0};
    const struct team_bid *bid = find_bid(wanted, professional);
    terms.work_cents =
        bid ? bid->cents : (wanted->minutes * rate_of(wanted, person, professional) + 30) / 60;
    int excess = find_level(person, wanted->field) - wanted->level_min;
    terms.level_cents = excess > 0 ? excess * weights->level_cents : 0;
    int missing = __builtin_popcountll(wanted->languages_wished & ~person->languages);
    terms.language_cents = missing * weights->language_cents;
    if (candidate_is_kept(question, need)) {
        return terms; /* Its start and its trip were settled when it was accepted. */
    }
    if (weights->delay_day_cents > 0) {
        terms.delay_cents =
            weights->delay_day_cents * delay_days(directory, question, professional, need);
    }
    if (!works_remote(person, wanted)) {
        terms.travel_km = candidate_distance_km(directory, person->region, wanted->region);
    }
    return terms;
}

int64_t candidate_load_cents(const struct team_professional *professional, int64_t load_cents,
                             int64_t minutes)
{
    int64_t capacity = professional->capacity_minutes > 0 ? professional->capacity_minutes : 1;
    int64_t growth = minutes * (2 * (int64_t)professional->load_minutes + minutes);
    int64_t cents = load_cents * growth / (capacity * capacity);
    return cents < load_limit_cents ? cents : load_limit_cents;
}

struct candidate_person_terms candidate_person_terms(const struct team_directory *directory,
                                                     const struct team_question *question,
                                                     uint32_t professional, int64_t travel_km,
                                                     int64_t minutes)
{
    const struct team_weights *weights = &question->weights;
    const struct team_professional *person = &directory->professionals[professional];
    struct candidate_person_terms terms = {.person_cents =
                                               weights->person_cents + person->joining_cents};
    terms.travel_cents = travel_km * weights->travel_km_cents;
    terms.load_cents = candidate_load_cents(person, weights->load_cents, minutes);
    int64_t months =
        candidate_mark(question->history, question->history_count, professional, TEAM_NOBODY);
    if (months < weights->continuity_months) {
        terms.continuity_cents =
            -(weights->continuity_cents * (weights->continuity_months - months) /
              weights->continuity_months);
    }
    return terms;
}

int64_t candidate_need_cents(const struct candidate_need_terms *terms)
{
    return terms->work_cents + terms->level_cents + terms->delay_cents + terms->language_cents;
}

int64_t candidate_person_cents(const struct candidate_person_terms *terms)
{
    return terms->person_cents + terms->travel_cents + terms->load_cents + terms->continuity_cents;
}

int64_t candidate_set_cents(const struct team_directory *directory,
                            const struct team_question *question, uint32_t professional,
                            uint32_t needs)
{
    struct candidate_failure failure;
    if (!candidate_check_set(directory, question, professional, needs, &failure)) {
        return TEAM_NO_COST;
    }
    int64_t cents = 0;
    int64_t travel_km = 0;
    int64_t minutes = 0;
    for (size_t i = 0; i < question->need_count; i++) {
        if (needs >> i & 1) {
            struct candidate_need_terms terms =
                candidate_need_terms(directory, question, professional, i);
            cents += candidate_need_cents(&terms);
            travel_km = terms.travel_km > travel_km ? terms.travel_km : travel_km;
            minutes +=
                candidate_is_kept(question, i) ? 0 : candidate_minutes(question, professional, i);
        }
    }
    struct candidate_person_terms terms =
        candidate_person_terms(directory, question, professional, travel_km, minutes);
    return cents + candidate_person_cents(&terms);
}
