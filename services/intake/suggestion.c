/* SPDX-License-Identifier: MPL-2.0 */
/* Evaluates the rules over a request. */
#include "suggestion.h"

void facts_take_answers(struct facts *facts, struct list answers)
{
    facts->answer_count = 0;
    while (facts->answer_count < ANSWERS_MAX &&
           list_next_entry(&answers, &facts->keys[facts->answer_count],
                           &facts->answers[facts->answer_count])) {
        facts->answer_count++;
    }
}

struct wanted suggestion_declared(const struct service_row *service, const struct need_wish *wish)
{
    bool above = wish->min_level > service->min_level;
    return (struct wanted){
        .service = service,
        .minutes = wish->minutes ? wish->minutes : service->typical_minutes,
        .min_level = above ? wish->min_level : service->min_level,
        .modality = wish->modality != MODALITY_EITHER ? wish->modality : (int)service->modality,
    };
}

static struct wanted suggested(const struct service_row *service, const struct rule_row *rule)
{
    return (struct wanted){
        .service = service,
        .rule = rule,
        .minutes = rule->minutes ? rule->minutes : service->typical_minutes,
        .min_level = service->min_level,
        .modality = (int)service->modality,
    };
}

/* Is the service among the first count needs. */
static bool has_need(const struct wanted_list *wanted, size_t count, struct view service)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equal(wanted->items[i].service->code, service)) {
            return true;
        }
    }
    return false;
}

static bool answer_holds(const struct facts *facts, const struct condition *condition)
{
    for (size_t i = 0; i < facts->answer_count; i++) {
        if (!view_equal(facts->keys[i], condition->key)) {
            continue;
        }
        int64_t number;
        return condition->comparison == CONDITION_IS
                   ? view_equal(facts->answers[i], condition->value)
                   : catalogue_read_number(facts->answers[i], &number) &&
                         number >= condition->number;
    }
    return false;
}

static bool holds(const struct condition *condition, const struct facts *facts,
                  const struct wanted_list *wanted, size_t count)
{
    switch ((enum condition_subject)condition->subject) {
    case CONDITION_NEED:
        return has_need(wanted, count, condition->value);
    case CONDITION_KIND:
        return view_equal(facts->kind, condition->value);
    case CONDITION_REGION:
        return code_within(facts->region, condition->value);
    case CONDITION_ANSWER:
        return answer_holds(facts, condition);
    case condition_subject_count:
        break;
    }
    return false;
}

/* Is the rule in force, and do all its conditions hold over the first count needs. */
static bool applies(const struct rule *rule, const struct facts *facts,
                    const struct wanted_list *wanted, size_t count)
{
    if (facts->today < rule->row->valid_from ||
        (rule->row->valid_to != 0 && facts->today > rule->row->valid_to)) {
        return false;
    }
    for (size_t i = 0; i < rule->condition_count; i++) {
        if (!holds(&rule->conditions[i], facts, wanted, count)) {
            return false;
        }
    }
    return true;
}

/* One round over the needs that there were before it. */
static void add_round(const catalogue_t *catalogue, const struct facts *facts,
                      struct wanted_list *wanted)
{
    size_t before = wanted->count, rule_count;
    const struct rule *const *rules = catalogue_rules(catalogue, &rule_count);
    for (size_t i = 0; i < rule_count && wanted->count < NEEDS_MAX; i++) {
        const struct rule *rule = rules[i];
        if (has_need(wanted, wanted->count, rule->row->service) ||
            !applies(rule, facts, wanted, before)) {
            continue;
        }
        const struct service_row *service = catalogue_find(catalogue, rule->service, facts->today);
        if (service) {
            wanted->items[wanted->count++] = suggested(service, rule->row);
        }
    }
}

void suggestion_complete(const catalogue_t *catalogue, const struct facts *facts,
                         struct wanted_list *wanted)
{
    size_t before;
    do {
        before = wanted->count;
        add_round(catalogue, facts, wanted);
    } while (wanted->count > before && wanted->count < NEEDS_MAX);
}
