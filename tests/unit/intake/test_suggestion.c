/* SPDX-License-Identifier: MPL-2.0 */
/* Suggestions: every rule that holds, to the end, each with a reason that does not rest on itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "rows.h"

struct fixture {
    catalogue_t *catalogue;
    arena_t *arena;
    struct facts facts;
    struct wanted_list wanted;
};

static int make_fixture(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){
        .catalogue = catalogue_new(),
        .arena = arena_new(4096),
        .facts = {.kind = view_of("coop"), .region = view_of("qc.montreal"), .today = 100},
    };
    const char *codes[] = {"law", "accounts", "governance", "training", "tax"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        put_service(fixture.catalogue, codes[i]);
    }
    *state = &fixture;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *fixture = *state;
    catalogue_destroy(&fixture->catalogue);
    arena_destroy(&fixture->arena);
    return 0;
}

static void rule(struct fixture *fixture, const char *code, const char *conditions,
                 const char *service)
{
    put_rule(fixture->catalogue, code, conditions, service, fixture->arena);
}

static void declare(struct fixture *fixture, const char *code)
{
    const struct service_row *service = catalogue_find_code(fixture->catalogue, view_of(code), 100);
    assert_non_null(service);
    const struct need_wish wish = {.service = view_of(code)};
    fixture->wanted.items[fixture->wanted.count++] = suggestion_declared(service, &wish);
}

static void answer(struct fixture *fixture, const char *key, const char *text)
{
    struct view keys[] = {view_of(key)}, texts[] = {view_of(text)};
    facts_take_answers(&fixture->facts, list_pack_map(keys, texts, 1, fixture->arena));
}

/* What there is after the rules, as "law accounts:r1 ..." with the rule that suggested it. */
static const char *complete(struct fixture *fixture)
{
    static char text[400];
    text[0] = '\0';
    suggestion_complete(fixture->catalogue, &fixture->facts, &fixture->wanted);
    for (size_t i = 0; i < fixture->wanted.count; i++) {
        const struct wanted *item = &fixture->wanted.items[i];
        struct view code = item->service->code;
        struct view by = item->rule ? item->rule->code : view_of("");
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s%.*s%s%.*s", i ? " " : "", (int)code.size,
                 (const char *)code.bytes, item->rule ? ":" : "", (int)by.size,
                 (const char *)by.bytes);
    }
    return text;
}

static void no_rule_no_suggestion(void **state)
{
    declare(*state, "law");
    assert_string_equal(complete(*state), "law");
}

static void all_conditions_must_hold(void **state)
{
    rule(*state, "r1", "need=law kind=coop region=qc", "accounts");
    rule(*state, "r2", "need=law kind=npo", "governance");
    rule(*state, "r3", "need=tax", "training");
    declare(*state, "law");
    assert_string_equal(complete(*state), "law accounts:r1");
}

static void regions_hold_for_what_lies_within(void **state)
{
    struct fixture *fixture = *state;
    rule(fixture, "r1", "region=qc", "accounts");
    rule(fixture, "r2", "region=qc.montreal", "governance");
    rule(fixture, "r3", "region=qc.mont", "training");
    rule(fixture, "r4", "region=qc.montreal.centre", "tax");
    declare(fixture, "law");
    assert_string_equal(complete(fixture), "law accounts:r1 governance:r2");
}

static void answers_are_words_or_numbers(void **state)
{
    struct fixture *fixture = *state;
    rule(fixture, "r1", "staff>=10", "accounts");
    rule(fixture, "r2", "staff>=11", "governance");
    rule(fixture, "r3", "staff=10", "training");
    rule(fixture, "r4", "other=10", "tax");
    declare(fixture, "law");
    answer(fixture, "staff", "10");
    assert_string_equal(complete(fixture), "law accounts:r1 training:r3");
}

static void a_word_is_no_number(void **state)
{
    struct fixture *fixture = *state;
    rule(fixture, "r1", "staff>=0", "accounts");
    declare(fixture, "law");
    answer(fixture, "staff", "10 people");
    assert_string_equal(complete(fixture), "law");
}

static void suggestions_follow_from_suggestions(void **state)
{
    rule(*state, "r1", "need=governance", "training");
    rule(*state, "r2", "need=accounts", "governance");
    rule(*state, "r3", "need=law", "accounts");
    declare(*state, "law");
    assert_string_equal(complete(*state), "law accounts:r3 governance:r2 training:r1");
}

static void the_first_rule_by_code_is_the_reason(void **state)
{
    rule(*state, "r2", "need=law", "accounts");
    rule(*state, "r1", "kind=coop", "accounts");
    rule(*state, "r3", "region=qc", "accounts");
    declare(*state, "law");
    assert_string_equal(complete(*state), "law accounts:r1");
}

/* r2 holds only in the second round, when r5 has given its reason already. */
static void an_earlier_round_comes_before_a_smaller_code(void **state)
{
    rule(*state, "r1", "need=law", "accounts");
    rule(*state, "r2", "need=accounts", "tax");
    rule(*state, "r5", "need=law", "tax");
    declare(*state, "law");
    assert_string_equal(complete(*state), "law accounts:r1 tax:r5");
}

/* r0 and r1 hold in the end too, but each only because of the other. */
static void no_reason_rests_on_itself(void **state)
{
    rule(*state, "r0", "need=accounts", "tax");
    rule(*state, "r1", "need=tax", "accounts");
    rule(*state, "r9", "need=law", "accounts");
    declare(*state, "law");
    assert_string_equal(complete(*state), "law accounts:r9 tax:r0");
}

static void what_is_declared_is_not_suggested(void **state)
{
    rule(*state, "r1", "need=law", "accounts");
    declare(*state, "law");
    declare(*state, "accounts");
    assert_string_equal(complete(*state), "law accounts");
}

static void rules_hold_from_day_to_day(void **state)
{
    struct fixture *fixture = *state;
    rule(fixture, "r1", "need=law", "accounts");
    size_t count;
    struct rule_row row = *catalogue_rules(fixture->catalogue, &count)[0]->row;
    row.conditions = arena_copy(fixture->arena, row.conditions);
    row.code = view_of("r1");
    row.service = view_of("accounts");
    row.valid_from = 101;
    catalogue_put_rule(fixture->catalogue, &row);
    declare(fixture, "law");
    assert_string_equal(complete(fixture), "law");
    row.valid_from = 1;
    row.valid_to = 99;
    catalogue_put_rule(fixture->catalogue, &row);
    assert_string_equal(complete(fixture), "law");
    row.valid_to = 100;
    catalogue_put_rule(fixture->catalogue, &row);
    assert_string_equal(complete(fixture), "law accounts:r1");
}

static void a_withdrawn_service_is_not_suggested(void **state)
{
    struct fixture *fixture = *state;
    rule(fixture, "r1", "need=law", "accounts");
    struct service_row row = *catalogue_find_code(fixture->catalogue, view_of("accounts"), 100);
    row.code = view_of("accounts");
    row.field = view_of("field");
    row.withdrawn = true;
    catalogue_put_service(fixture->catalogue, &row);
    declare(fixture, "law");
    assert_string_equal(complete(fixture), "law");
}

static void there_are_at_most_fifteen_needs(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 20; i++) {
        char code[16], name[16];
        snprintf(code, sizeof code, "r%02d", i);
        snprintf(name, sizeof name, "s%02d", i);
        put_service(fixture->catalogue, name);
        rule(fixture, code, "need=law", name);
    }
    declare(fixture, "law");
    complete(fixture);
    assert_int_equal(fixture->wanted.count, NEEDS_MAX);
    assert_true(view_is(fixture->wanted.items[14].service->code, "s13"));
}

static void a_wish_leaves_the_rest_to_the_catalogue(void **state)
{
    struct fixture *fixture = *state;
    const struct service_row *law = catalogue_find_code(fixture->catalogue, view_of("law"), 100);
    struct need_wish wish = {.min_level = 1};
    struct wanted wanted = suggestion_declared(law, &wish);
    assert_int_equal(wanted.minutes, 60);
    assert_int_equal(wanted.min_level, 2);
    wish = (struct need_wish){.minutes = 15, .min_level = 4, .modality = MODALITY_REMOTE};
    wanted = suggestion_declared(law, &wish);
    assert_int_equal(wanted.minutes, 15);
    assert_int_equal(wanted.min_level, 4);
    assert_int_equal(wanted.modality, MODALITY_REMOTE);
}

/* ---- the checks of a new rule ---- */

static int check(struct fixture *fixture, const char *conditions, const char *service,
                 struct refusal *refusal)
{
    const struct intake_rule_put data = {
        .code = view_of("r1"),
        .service = view_of(service),
        .conditions = conditions_of(conditions, fixture->arena),
        .valid_from = 10,
    };
    *refusal = (struct refusal){0};
    return suggestion_check(fixture->catalogue, &data, refusal);
}

static void a_good_rule_passes(void **state)
{
    struct refusal refusal;
    assert_int_equal(check(*state, "need=law kind=coop staff>=10", "tax", &refusal), 0);
    assert_int_equal(check(*state, "staff=10 staff>=10", "tax", &refusal), 0);
    assert_int_equal(check(*state, "region=qc.montreal region=qc", "tax", &refusal), 0);
    assert_int_equal(check(*state, "need=law need=accounts", "tax", &refusal), 0);
}

static void a_bad_rule_is_refused_where_it_is_wrong(void **state)
{
    static const struct {
        const char *conditions, *service, *path;
    } cases[] = {
        {"need=law", "unknown", "data.service"},
        {"need=unknown", "tax", "data.conditions[0].value"},
        {"need=law need=tax", "tax", "data.conditions[1].value"},
        {"kind=bakery", "tax", "data.conditions[0].value"},
        {"staff>=ten", "tax", "data.conditions[0].value"},
        {"kind>=coop", "tax", "data.conditions[0].operator"},
        {"=yes", "tax", "data.conditions[0].key"},
        {"kind=coop kind=npo", "tax", "data.conditions[1].value"},
        {"region=qc region=on", "tax", "data.conditions[1].value"},
        {"region=qc region=qcx", "tax", "data.conditions[1].value"},
        {"need=law staff=a staff=b", "tax", "data.conditions[2].value"},
        {"staff>=10 staff=9", "tax", "data.conditions[1].value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct refusal refusal;
        assert_int_equal(check(*state, cases[i].conditions, cases[i].service, &refusal), -1);
        assert_int_equal(refusal.code, E_RULE);
        assert_string_equal(refusal.path, cases[i].path);
    }
}

static void the_dates_of_a_rule_are_checked(void **state)
{
    struct fixture *fixture = *state;
    struct intake_rule_put data = {
        .service = view_of("tax"),
        .conditions = conditions_of("need=law", fixture->arena),
        .valid_from = 10,
        .valid_to = 9,
    };
    struct refusal refusal = {0};
    assert_int_equal(suggestion_check(fixture->catalogue, &data, &refusal), -1);
    assert_int_equal(refusal.code, E_DATES);
    data.valid_to = 10;
    assert_int_equal(suggestion_check(fixture->catalogue, &data, &refusal), 0);
}

static void whole_numbers_are_read(void **state)
{
    (void)state;
    int64_t number = 7;
    assert_true(catalogue_read_number(view_of("-12"), &number));
    assert_int_equal(number, -12);
    assert_true(catalogue_read_number(view_of("999999999999999999"), &number));
    assert_false(catalogue_read_number(view_of("9999999999999999999"), &number));
    assert_false(catalogue_read_number(view_of(""), &number));
    assert_false(catalogue_read_number(view_of("-"), &number));
    assert_false(catalogue_read_number(view_of("1.5"), &number));
    assert_false(catalogue_read_number(view_of("+1"), &number));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)
    const struct CMUnitTest cases[] = {
        CASE(no_rule_no_suggestion),
        CASE(all_conditions_must_hold),
        CASE(regions_hold_for_what_lies_within),
        CASE(answers_are_words_or_numbers),
        CASE(a_word_is_no_number),
        CASE(suggestions_follow_from_suggestions),
        CASE(the_first_rule_by_code_is_the_reason),
        CASE(an_earlier_round_comes_before_a_smaller_code),
        CASE(no_reason_rests_on_itself),
        CASE(what_is_declared_is_not_suggested),
        CASE(rules_hold_from_day_to_day),
        CASE(a_withdrawn_service_is_not_suggested),
        CASE(there_are_at_most_fifteen_needs),
        CASE(a_wish_leaves_the_rest_to_the_catalogue),
        CASE(a_good_rule_passes),
        CASE(a_bad_rule_is_refused_where_it_is_wrong),
        CASE(the_dates_of_a_rule_are_checked),
        CASE(whole_numbers_are_read),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
