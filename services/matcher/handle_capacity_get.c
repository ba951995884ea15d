/* SPDX-License-Identifier: MPL-2.0 */
/* Is there capacity for a piece of work: it is asked as a request with one need would be. */
#include "handlers.h"
#include "match.h"

enum { DAYS_PER_WEEK = 7 };

/* The piece of work as a request of one need. */
static struct plan_row plan_of(const struct matcher_capacity_get *data, const struct call *call,
                               arena_t *arena)
{
    const struct need need = {
        .id = {{1}},
        .service = data->field,
        .field = data->field,
        .minutes = data->minutes > 0 ? data->minutes : 1,
        .min_level = data->min_level,
        .licence = data->licence,
        .modality = data->region.size > 0 ? MODALITY_EITHER : MODALITY_REMOTE,
        .languages = data->languages,
        .earliest = data->earliest,
        .latest = data->latest,
    };
    struct list path = list_pack_ids(&data->organisation, 1, arena);
    return (struct plan_row){
        .organisation = data->organisation,
        .path = match_circle(call, path, (struct list){.count = 0}, arena),
        .region = data->region.size > 0 ? data->region : view_of("x"),
        .deadline = data->latest,
        .needs = list_bytes(need_list(&need, 1, arena), arena),
    };
}

/* What is added up over the people who could do it. */
struct sum {
    struct capacity_week weeks[TEAM_WEEK_MAX];
    int first_week, last_week; /* of the window */
    int start_week, end_week;  /* somebody has time, somebody is done; TEAM_WEEK_MAX: nobody */
    int64_t people, free_minutes;
};

static void add_person(struct sum *sum, const struct question *question, uint32_t position)
{
    const struct team_professional *person = &question->directory->professionals[position];
    int64_t left = question->needs[0].minutes;
    sum->people++;
    for (int week = sum->first_week; week <= sum->last_week; week++) {
        int64_t free = person->free_minutes[week];
        sum->free_minutes += free;
        sum->weeks[week].free_minutes += free;
        sum->weeks[week].people += free > 0;
        if (free > 0 && week < sum->start_week) {
            sum->start_week = week;
        }
        if (left > 0 && free >= left && week < sum->end_week) {
            sum->end_week = week;
        }
        left -= free;
    }
}

static struct capacity_view view_of_sum(struct sum *sum, const struct question *question,
                                        arena_t *arena)
{
    int32_t today = question->directory->first_week_day;
    const struct team_need *need = &question->needs[0];
    size_t count = (size_t)sum->last_week + 1;
    for (size_t week = 0; week < count; week++) {
        sum->weeks[week].from = today + (int32_t)week * DAYS_PER_WEEK;
    }
    struct capacity_view view = {
        .people = sum->people,
        .free_minutes = sum->free_minutes,
        .weeks = capacity_week_list(sum->weeks, count, arena),
    };
    if (sum->start_week <= sum->last_week) {
        int32_t start = today + sum->start_week * DAYS_PER_WEEK;
        view.earliest = start > need->first_day ? start : need->first_day;
    }
    if (sum->end_week <= sum->last_week) {
        int32_t end = today + (sum->end_week + 1) * DAYS_PER_WEEK - 1;
        view.done_by = end < need->last_day ? end : need->last_day;
    }
    return view;
}

static int handle(void *context, batch_t *batch, const struct call *call)
{
    struct matcher *self = context;
    const struct matcher_capacity_get *data = call->data;
    arena_t *arena = batch_arena(batch);
    if (data->latest != 0 && data->latest < data->earliest) {
        return refuse(batch, E_DATES, "data.latest", "not before earliest");
    }
    if (!id_none(data->organisation) && !may_act_for(call, data->organisation)) {
        return refuse(batch, E_SCOPE, "data.organisation", "an organisation the key may act for");
    }
    const struct plan_row plan = plan_of(data, call, arena);
    struct question question;
    question_make(&question, self, &plan, call->today, arena);
    struct sum *sum = arena_alloc(arena, sizeof *sum);
    candidate_weeks(question.directory, &question.asked, 0, &sum->first_week, &sum->last_week);
    sum->start_week = sum->end_week = TEAM_WEEK_MAX;
    for (uint32_t i = 0; i < question.directory->count; i++) {
        struct candidate_failure failure;
        if (candidate_check(question.directory, &question.asked, i, 0, &failure)) {
            add_person(sum, &question, i);
        }
    }
    const struct capacity_view view = view_of_sum(sum, &question, arena);
    batch_reply(batch, &view);
    return OK;
}

const struct handler handler_capacity_get = {.message = &message_matcher_capacity_get,
                                             .handle = handle};
