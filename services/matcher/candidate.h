/* SPDX-License-Identifier: MPL-2.0 */
/* Who may do what, and at which cost: the data of one matching question and its plain definition. */
#ifndef MATCHER_CANDIDATE_H
#define MATCHER_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Everything here is borrowed from the caller, whole numbers only, and never written to.
 * Professionals are named by their position in the directory; needs by their position in the
 * question; a set of needs is a mask, bit i being need i. Days count from any fixed origin.
 * The limits keep every sum below 2^60 cents:
 * 15 needs * (100,000 minutes * 1e8 cents an hour / 60 + joining + ...) < 1e13, load at most 1e15.
 */
enum {
    TEAM_NEED_MAX = 15,
    TEAM_LEVEL_MAX = 5,
    TEAM_LANGUAGE_MAX = 64,
    TEAM_WEEK_MAX = 256,
    TEAM_MINUTES_MAX = 100000,      /* of one need */
    TEAM_WEIGHT_MAX = 1000000,      /* cents */
    TEAM_RATE_MAX = 100000000,      /* cents an hour; of a bid too, and of joining */
    TEAM_LICENCE_NONE = UINT16_MAX, /* the need asks for no licence */
    TEAM_UNREACHABLE = UINT16_MAX   /* distance between regions nobody travels */
};

#define TEAM_NOBODY UINT32_MAX
#define TEAM_NO_COST (INT64_MAX / 4) /* the cost of what may not be */

/* One field a professional masters; level 0..5. */
struct team_skill {
    uint16_t field;
    uint8_t level;
};

/* One licence to practise, and the days from which and to which it holds. */
struct team_licence {
    uint16_t kind;
    int32_t first_day;
    int32_t last_day;
};

/* One row of the directory. */
struct team_professional {
    uint8_t id[16];
    const struct team_skill *skills;     /* rising by field, each field once */
    const struct team_licence *licences; /* any order */
    const uint32_t *free_minutes;        /* one per week of the directory */
    uint64_t languages;                  /* bit per language spoken */
    int64_t rate_cents_per_hour;         /* 0..TEAM_RATE_MAX */
    int64_t joining_cents;               /* 0..TEAM_RATE_MAX, once, beside person_cents */
    uint32_t load_minutes;               /* committed and held, <= 1,000,000 */
    uint32_t capacity_minutes;           /* over the same weeks, <= 1,000,000; 0 counts as 1 */
    uint16_t skill_count;
    uint16_t licence_count;
    uint16_t open_count; /* open engagements */
    uint16_t open_max;
    uint16_t region; /* where they live */
    uint16_t travel_max_km;
    bool active;
    bool remote; /* works at a distance */
};

struct candidate_index;

/* All professionals, the weeks their free minutes speak of, and how far regions lie apart. */
struct team_directory {
    const struct team_professional *professionals;
    size_t count;                        /* < TEAM_NOBODY */
    const struct candidate_index *index; /* over the same positions; NULL: everybody is looked at */
    const uint16_t *distance_km;         /* [from * region_count + to] */
    uint16_t region_count;
    uint16_t week_count;    /* <= TEAM_WEEK_MAX; later weeks have no free minutes */
    int32_t first_week_day; /* first day of week 0 */
};

enum team_modality { TEAM_MODALITY_ONSITE, TEAM_MODALITY_REMOTE, TEAM_MODALITY_EITHER };

/* What an operator may give up on a need, as bits of `relaxed`. */
enum team_relaxation {
    TEAM_RELAX_LEVEL = 1,    /* one level less */
    TEAM_RELAX_REMOTE = 2,   /* at a distance is allowed */
    TEAM_RELAX_LANGUAGE = 4, /* no language asked (an interpreter helps) */
    TEAM_RELAX_REGION = 8,   /* from beyond their travel limit */
    TEAM_RELAX_MINUTES = 16, /* beyond their free minutes */
    TEAM_RELAX_ALL = 31
};

/* Something known about one professional in this question. */
struct team_mark {
    uint32_t professional;
    uint32_t value;
};

/* What an hour of one service costs. */
struct team_rates {
    int64_t cents_per_hour;      /* 0..TEAM_RATE_MAX, for all but: */
    const struct team_mark *own; /* those with a rate of their own, rising; value: cents an hour */
    size_t own_count;
};

/* What somebody asks for one need, in place of its minutes at their rate. */
struct team_bid {
    uint32_t professional;
    uint32_t minutes; /* 1..TEAM_MINUTES_MAX */
    int64_t cents;    /* 0..TEAM_RATE_MAX */
};

/* One need of the request. */
struct team_need {
    uint8_t id[16];            /* distinct within the question */
    uint64_t languages;        /* all of them are required */
    uint64_t languages_wished; /* each one missing costs */
    uint32_t minutes;          /* 1..TEAM_MINUTES_MAX */
    int32_t first_day;         /* the window of the work, both days included */
    int32_t last_day;
    uint16_t field;
    uint16_t licence; /* kind, or TEAM_LICENCE_NONE; must hold over the whole window */
    uint16_t region;
    uint16_t same_person;     /* needs that the same professional must take */
    uint16_t not_same_person; /* needs that somebody else must take */
    uint8_t level_min;
    uint8_t relaxed; /* enum team_relaxation, or-ed */
    enum team_modality modality;
    const struct team_rates *rates; /* NULL: everybody at their own rate_cents_per_hour */
    const struct team_bid *bids;    /* rising by professional; those named are paid by them */
    size_t bid_count;
};

/* What each consideration is worth, in cents; each 0..TEAM_WEIGHT_MAX. */
struct team_weights {
    int64_t person_cents;      /* one more person to coordinate */
    int64_t level_cents;       /* per need and level above the one asked */
    int64_t delay_day_cents;   /* per need and day between window's start and first free week */
    int64_t travel_km_cents;   /* per kilometre to the farthest place, once per person */
    int64_t load_cents;        /* going from idle to full; grows with the square of the load */
    int64_t continuity_cents;  /* gained when they served this organisation today */
    int64_t continuity_months; /* ... falling evenly to nothing over so many months */
    int64_t language_cents;    /* per need and wished language missing */
};

/* One request: its needs and what is known about people with regard to it. */
struct team_question {
    const struct team_need *needs;
    size_t need_count;                  /* 1..TEAM_NEED_MAX */
    const struct team_mark *conflicts;  /* rising by professional; value: caller's link number */
    const struct team_mark *exclusions; /* rising; value: mask of needs refused or forbidden */
    const struct team_mark *history;    /* rising; value: months since they last served */
    const uint32_t *kept;               /* per need who already accepted, TEAM_NOBODY; or NULL */
    const uint32_t *forced;             /* who must be on the team, each once */
    const uint32_t *only;               /* per need who alone may take it, TEAM_NOBODY; or NULL */
    size_t conflict_count;
    size_t exclusion_count;
    size_t history_count;
    size_t forced_count;
    struct team_weights weights;
    int32_t day;            /* today: no work before it */
    uint64_t step_max;      /* steps of search before the answer is given unproven; 0: default */
    uint64_t directory_rev; /* caller's name for the state of the directory; only hashed */
};

/* The first reason why someone may not take a need, in the order they are looked at. */
enum candidate_constraint {
    CANDIDATE_FIT,
    CANDIDATE_INACTIVE,
    CANDIDATE_OPEN_MAX,  /* required: fewer than open_max; actual: open_count */
    CANDIDATE_CONFLICT,  /* actual: the link number */
    CANDIDATE_EXCLUDED,  /* for this need */
    CANDIDATE_KEPT,      /* actual: position of the professional who already accepted it */
    CANDIDATE_FIELD,     /* required: field */
    CANDIDATE_LEVEL,     /* required and actual level */
    CANDIDATE_LICENCE,   /* required: kind; does not hold it */
    CANDIDATE_EXPIRY,    /* required: a day of the window; actual: last day held before it, or 0 */
    CANDIDATE_LANGUAGE,  /* required and actual languages, as masks */
    CANDIDATE_REMOTE,    /* works on site only */
    CANDIDATE_REGION,    /* required: distance in km; actual: travel limit in km */
    CANDIDATE_MINUTES,   /* required and free minutes */
    CANDIDATE_SEPARATED, /* set holds two needs that two people must take */
    CANDIDATE_TOGETHER,  /* set holds a part of needs that one person must take */
    CANDIDATE_TEAM       /* fits alone, yet no team with them covers every need */
};

/* Why not, with the figures that decide. */
struct candidate_failure {
    enum candidate_constraint constraint;
    size_t need;
    int64_t required;
    int64_t actual;
};

/* What one need costs with one person. */
struct candidate_need_terms {
    int64_t work_cents;
    int64_t level_cents;
    int64_t delay_cents;
    int64_t language_cents;
    int64_t travel_km; /* 0 when done at a distance */
};

/* What one person costs beside the needs; continuity is a gain, therefore <= 0. */
struct candidate_person_terms {
    int64_t person_cents;
    int64_t travel_cents;
    int64_t load_cents;
    int64_t continuity_cents;
};

/* Whether a professional may take one need, everybody else left aside; fills the failure if not. */
bool candidate_check(const struct team_directory *directory, const struct team_question *question,
                     uint32_t professional, size_t need, struct candidate_failure *ret_failure);

/* As candidate_check, without what concerns the person as a whole (activity, conflicts, ...). */
bool candidate_check_need(const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional, size_t need,
                          struct candidate_failure *ret_failure);

/* Whether a professional may take exactly this set of needs together. */
bool candidate_check_set(const struct team_directory *directory,
                         const struct team_question *question, uint32_t professional,
                         uint32_t needs, struct candidate_failure *ret_failure);

/* What a need costs with somebody who may take it. */
struct candidate_need_terms candidate_need_terms(const struct team_directory *directory,
                                                 const struct team_question *question,
                                                 uint32_t professional, size_t need);

/* What somebody costs beside the needs, given how far they travel and the minutes they add. */
struct candidate_person_terms candidate_person_terms(const struct team_directory *directory,
                                                     const struct team_question *question,
                                                     uint32_t professional, int64_t travel_km,
                                                     int64_t minutes);

int64_t candidate_need_cents(const struct candidate_need_terms *terms);
int64_t candidate_person_cents(const struct candidate_person_terms *terms);

/* The cost in cents of giving exactly this set to somebody; TEAM_NO_COST when they may not. */
int64_t candidate_set_cents(const struct team_directory *directory,
                            const struct team_question *question, uint32_t professional,
                            uint32_t needs);

/* The convex load term alone, in cents. */
int64_t candidate_load_cents(const struct team_professional *professional, int64_t load_cents,
                             int64_t minutes);

/* Weeks [first, last] of a need's window; first > last when no week of the directory is in it. */
void candidate_weeks(const struct team_directory *directory, const struct team_question *question,
                     size_t need, int *ret_first, int *ret_last);

/* The minutes that a need takes somebody. */
uint32_t candidate_minutes(const struct team_question *question, uint32_t professional,
                           size_t need);

/* Whether the need was already accepted by somebody, so that its minutes are held already. */
bool candidate_is_kept(const struct team_question *question, size_t need);

/* The value of a professional's mark in a rising list, or `absent`. */
uint32_t candidate_mark(const struct team_mark *marks, size_t count, uint32_t professional,
                        uint32_t absent);

/* The kilometres between two regions, TEAM_UNREACHABLE when there is no way. */
uint16_t candidate_distance_km(const struct team_directory *directory, uint16_t from, uint16_t to);

/* Whether the question keeps to the limits above; a question that does not is never solved. */
bool candidate_question_valid(const struct team_directory *directory,
                              const struct team_question *question);

/* Whether a row of the directory keeps to the limits above. */
bool candidate_professional_valid(const struct team_professional *professional);

#endif
