/* SPDX-License-Identifier: MPL-2.0 */
/* The team of least cost for all needs of one request: exact, proven, the same every time. */
#ifndef MATCHER_TEAM_H
#define MATCHER_TEAM_H

#include "candidate.h"

/* Memory of the solver; made once, used for one question after the other, by one thread. */
typedef struct team_workspace team_workspace_t;

/* About 30 MiB of address space, of which only what a question needs is ever touched. */
team_workspace_t *team_workspace_new(void);

/* Destroys the workspace and nulls the pointer; accepts NULL. */
void team_workspace_destroy(team_workspace_t **workspace_p);

enum team_status { TEAM_STATUS_FOUND, TEAM_STATUS_UNMET };

/* One member of the team and why they cost what they cost. */
struct team_member {
    uint32_t professional;
    uint32_t needs; /* mask */
    struct candidate_person_terms terms;
};

/* Who would take a need next if all other needs stayed where they are. */
struct team_runner_up {
    uint32_t professional; /* TEAM_NOBODY when nobody else can */
    int64_t extra_cents;   /* for the need and those bound to it by same_person */
};

/*
 * Found: the team, its cost, and a lower bound no team can go below; proven when both are equal.
 * Unmet and proven: no team exists. Unmet and not proven: the steps ran out before one was found.
 */
struct team_answer {
    enum team_status status;
    bool proven;
    int64_t cost_cents;
    int64_t lower_bound_cents;
    uint64_t step_count;
    size_t need_count;
    size_t member_count;
    uint32_t professional[TEAM_NEED_MAX];
    struct candidate_need_terms terms[TEAM_NEED_MAX];
    struct team_runner_up runner_up[TEAM_NEED_MAX];
    uint32_t candidate_count[TEAM_NEED_MAX]; /* who could take the need, if nothing else */
    struct team_member members[TEAM_NEED_MAX];
};

/*
 * Finds the team of least cost. Among teams of equal cost it is the one whose list of
 * professional ids, in the order of the need ids, is the smallest by bytes; so neither the order
 * of the directory nor that of the needs matters. The question must be valid (asserted).
 */
void team_solve(team_workspace_t *workspace, const struct team_directory *directory,
                const struct team_question *question, struct team_answer *ret_answer);

enum { TEAM_BEST_MAX = 10 };

/* The best teams, the best first; each gives some need to somebody else than every other does. */
struct team_best {
    size_t count;
    bool complete; /* false: the steps ran out before as many as asked for were proven */
    struct team_answer teams[TEAM_BEST_MAX];
};

/*
 * Finds up to `count` best teams; fewer when there are no more. Exact: no team that is left out
 * comes before one that is told, by cost and then by ids as in team_solve. The question's step_max
 * is for all of it, going through the directory included.
 */
size_t team_find_best(team_workspace_t *workspace, const struct team_directory *directory,
                      const struct team_question *question, size_t count,
                      struct team_best *ret_best);

/*
 * After team_solve: the people without whom its answer might not come out again, in the order of
 * their ids: whoever could be on a team as cheap as the best, the runners-up, those kept and
 * forced. At most max of them; ret_all tells whether those are all.
 */
size_t team_list_essentials(const team_workspace_t *workspace, const struct team_answer *answer,
                            size_t max, uint32_t *ret_people, bool *ret_all);

/* What stands between somebody and the team. */
struct team_why_not {
    bool chosen;                      /* nothing: they are on it */
    bool proven;                      /* the extra cost is exact */
    struct candidate_failure failure; /* constraint CANDIDATE_FIT: only the cost speaks against */
    int64_t extra_cents;              /* best team with them, less the chosen team */
    size_t need_count;
    struct candidate_failure per_need[TEAM_NEED_MAX]; /* the first failing one of each need */
};

/*
 * Tells why a professional is not on the team that team_solve finds for the question. The failure
 * is that of the need for which they came furthest.
 */
void team_explain_why_not(team_workspace_t *workspace, const struct team_directory *directory,
                          const struct team_question *question, uint32_t professional,
                          struct team_why_not *ret_why_not);

enum { TEAM_RELAXATION_KINDS = 5, TEAM_RELAXATIONS_MAX = TEAM_NEED_MAX * TEAM_RELAXATION_KINDS };

/* Giving up one constraint of one need, and what follows from that alone. */
struct team_relaxation_effect {
    size_t need;
    enum team_relaxation kind;
    bool needed;              /* belongs to the minimal set */
    uint32_t candidate_count; /* of the need, with this alone given up */
    bool sufficient;          /* this alone gives a team, which costs: */
    int64_t cost_cents;
};

struct team_relaxed {
    bool complete;      /* false: the steps ran out, so the set may not be the smallest */
    bool found;         /* false: even giving up everything on the ladder gives no team */
    uint32_t uncovered; /* mask of needs that nobody at all can take, as the question stands */
    size_t needed_count;
    size_t effect_count;
    struct team_relaxation_effect effects[TEAM_RELAXATIONS_MAX];
    struct team_answer answer; /* with the minimal set given up */
};

/* What an operator lets be given up, the most easily given up first; each kind once. */
struct team_ladder {
    enum team_relaxation kinds[TEAM_RELAXATION_KINDS];
    size_t count;
    const uint8_t *allowed; /* per need those of the kinds that may be given up, or-ed; NULL: all */
};

/*
 * For an unmet question: a set of constraints on the ladder of which none can be spared. The
 * order of the ladder decides between several such sets.
 */
void team_explain_relax(team_workspace_t *workspace, const struct team_directory *directory,
                        const struct team_question *question, const struct team_ladder *ladder,
                        struct team_relaxed *ret_relaxed);

#endif
