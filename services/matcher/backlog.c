/* SPDX-License-Identifier: MPL-2.0 */
/* First all alone, for the bound; then one after the other, each holding its minutes. */
#include "backlog.h"

enum { PERMILLE = 1000 };

static bool is_met(const struct backlog_item *item)
{
    return item->reached && item->answer.status == TEAM_STATUS_FOUND;
}

void backlog_hold(const struct matcher *self, const struct backlog_item *item, int64_t sign)
{
    const struct team_question *asked = &item->question.asked;
    for (size_t i = 0; is_met(item) && i < asked->need_count; i++) {
        if (!candidate_is_kept(asked, i)) {
            uint32_t professional = item->answer.professional[i];
            people_hold(self->people, people_id(self->people, professional),
                        sign * candidate_minutes(asked, professional, i), sign);
        }
    }
}

static uint64_t solve(const struct matcher *self, const struct backlog_item *item,
                      struct team_answer *ret_answer)
{
    team_solve(self->workspace, item->question.directory, &item->question.asked, ret_answer);
    /* Going through the directory is work too. */
    return ret_answer->step_count + item->question.directory->count;
}

static void count_item(const struct backlog_item *item, struct backlog_report *report)
{
    if (is_met(item)) {
        report->met_count++;
        report->cost_cents += item->answer.cost_cents;
        report->lower_bound_cents += item->alone.lower_bound_cents;
    } else if (!item->reached) {
        report->left_count++;
    } else if (item->alone.status == TEAM_STATUS_FOUND) {
        report->displaced_count++;
    } else {
        report->unmet_count++;
    }
}

static int64_t load_permille(const struct team_professional *person)
{
    int64_t capacity = person->capacity_minutes > 0 ? person->capacity_minutes : 1;
    int64_t load = (int64_t)person->load_minutes * PERMILLE / capacity;
    return load < PERMILLE ? load : PERMILLE;
}

static void measure_fairness(const struct team_directory *directory, struct backlog_report *report)
{
    int64_t people = 0;
    int64_t sum = 0;
    int64_t squares = 0;
    report->least_load_permille = PERMILLE;
    for (size_t i = 0; i < directory->count; i++) {
        if (directory->professionals[i].active) {
            int64_t load = load_permille(&directory->professionals[i]);
            people++;
            sum += load;
            squares += load * load;
            report->least_load_permille =
                load < report->least_load_permille ? load : report->least_load_permille;
            report->most_load_permille =
                load > report->most_load_permille ? load : report->most_load_permille;
        }
    }
    report->least_load_permille = people > 0 ? report->least_load_permille : 0;
    report->jain_numerator = sum * sum;
    report->jain_denominator = people * squares;
}

void backlog_decide(const struct matcher *self, struct backlog_item *items, size_t count,
                    uint64_t step_max, struct backlog_report *ret_report)
{
    *ret_report = (struct backlog_report){0};
    uint64_t steps = 0;
    for (size_t i = 0; i < count; i++) {
        items[i].reached = steps < step_max;
        if (items[i].reached) {
            steps += solve(self, &items[i], &items[i].alone);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (items[i].reached && items[i].alone.status == TEAM_STATUS_UNMET) {
            items[i].answer = items[i].alone; /* less capacity does not help */
        } else if (items[i].reached) {
            (void)solve(self, &items[i], &items[i].answer);
            backlog_hold(self, &items[i], 1);
        }
        count_item(&items[i], ret_report);
    }
    if (count > 0) {
        measure_fairness(items[0].question.directory, ret_report);
    }
    for (size_t i = 0; i < count; i++) {
        backlog_hold(self, &items[i], -1);
    }
}
