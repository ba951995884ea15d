/* SPDX-License-Identifier: MPL-2.0 */
/* Checks a rule before it is stored: it can be read, and there is a request it could apply to. */
#include "suggestion.h"

#include <stdio.h>

#include "proto/codec.h"

/* The refusal of one member of a condition. */
static int refuse_condition(struct refusal *refusal, size_t index, const char *member,
                            const char *expected)
{
    char path[48];
    snprintf(path, sizeof path, "data.conditions[%zu].%s", index, member);
    return refusal_set(refusal, E_RULE, path, expected);
}

/* How the condition compares: enum condition_operator. */
static int comparison_of(const struct rule_condition *condition)
{
    return condition->operator;
}

/* Can a condition on an answer be read. */
static int check_answer(const struct rule_condition *condition, size_t index,
                        struct refusal *refusal)
{
    int64_t number;
    if (condition->key.size == 0) {
        return refuse_condition(refusal, index, "key", "the code of a question");
    }
    if (comparison_of(condition) == CONDITION_AT_LEAST &&
        !catalogue_read_number(condition->value, &number)) {
        return refuse_condition(refusal, index, "value", "a whole number");
    }
    return 0;
}

/* Is the service offered on some day on which the rule is in force. */
static bool offered(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                    struct view service)
{
    return catalogue_find_between(catalogue, store_service_id(service), rule->valid_from,
                                  rule->valid_to);
}

static int check_need(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                      const struct rule_condition *condition, size_t index, struct refusal *refusal)
{
    if (!offered(catalogue, rule, condition->value)) {
        return refuse_condition(refusal, index, "value", "a service of the catalogue");
    }
    if (view_equal(condition->value, rule->service)) {
        return refuse_condition(refusal, index, "value",
                                "another service than the one the rule suggests");
    }
    return 0;
}

static int check_condition(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                           const struct rule_condition *condition, size_t index,
                           struct refusal *refusal)
{
    if (condition->subject == CONDITION_ANSWER) {
        return check_answer(condition, index, refusal);
    }
    if (comparison_of(condition) != CONDITION_IS) {
        return refuse_condition(refusal, index, "operator", "is; at_least is for answers");
    }
    if (condition->subject == CONDITION_NEED) {
        return check_need(catalogue, rule, condition, index, refusal);
    }
    if (condition->subject == CONDITION_KIND &&
        choice_find(&choices_organisation_kind, condition->value) < 0) {
        return refuse_condition(refusal, index, "value", "a kind of organisation");
    }
    return 0;
}

/* Is one of two regions within the other, or the same. */
static bool regions_meet(struct view a, struct view b)
{
    return code_within(a, b) || code_within(b, a);
}

/* Can two conditions on the same answer both hold. */
static bool answers_meet(const struct rule_condition *a, const struct rule_condition *b)
{
    bool a_is = comparison_of(a) == CONDITION_IS, b_is = comparison_of(b) == CONDITION_IS;
    if (!view_equal(a->key, b->key) || (!a_is && !b_is)) {
        return true;
    }
    if (a_is && b_is) {
        return view_equal(a->value, b->value);
    }
    int64_t left, right;
    const struct rule_condition *is = a_is ? a : b, *at_least = a_is ? b : a;
    return catalogue_read_number(is->value, &left) &&
           catalogue_read_number(at_least->value, &right) && left >= right;
}

/* Can two conditions of one rule both hold. */
static bool meet(const struct rule_condition *a, const struct rule_condition *b)
{
    if (a->subject != b->subject) {
        return true;
    }
    switch ((enum condition_subject)a->subject) {
    case CONDITION_KIND:
        return view_equal(a->value, b->value);
    case CONDITION_REGION:
        return regions_meet(a->value, b->value);
    case CONDITION_ANSWER:
        return answers_meet(a, b);
    case CONDITION_NEED:
    case condition_subject_count:
        break;
    }
    return true;
}

/* Does the condition leave room for all before it. */
static int check_room(const struct rule_condition *conditions, size_t index,
                      struct refusal *refusal)
{
    for (size_t before = 0; before < index; before++) {
        if (!meet(&conditions[before], &conditions[index])) {
            return refuse_condition(refusal, index, "value",
                                    "a value that can hold together with the other conditions");
        }
    }
    return 0;
}

/* What comes before the suggested service is offered, and another service. */
static int check_before(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                        struct refusal *refusal)
{
    struct list list = rule->depends_on;
    for (struct view service; list_next_text(&list, &service);) {
        if (!offered(catalogue, rule, service) || view_equal(service, rule->service)) {
            return refusal_set(refusal, E_RULE, "data.depends_on",
                               "other services of the catalogue");
        }
    }
    return 0;
}

int suggestion_check(const catalogue_t *catalogue, const struct intake_rule_put *rule,
                     struct refusal *refusal)
{
    if (!offered(catalogue, rule, rule->service)) {
        return refusal_set(refusal, E_RULE, "data.service", "a service of the catalogue");
    }
    if (rule->valid_to != 0 && rule->valid_to < rule->valid_from) {
        return refusal_set(refusal, E_DATES, "data.valid_to", "a day not before valid_from");
    }
    struct rule_condition conditions[CONDITIONS_MAX];
    struct list list = rule->conditions;
    for (size_t i = 0; i < CONDITIONS_MAX && rule_condition_next(&list, &conditions[i]); i++) {
        if (check_condition(catalogue, rule, &conditions[i], i, refusal) < 0 ||
            check_room(conditions, i, refusal) < 0) {
            return -1;
        }
    }
    return check_before(catalogue, rule, refusal);
}
