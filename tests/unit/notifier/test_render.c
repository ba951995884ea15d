/* SPDX-License-Identifier: MPL-2.0 */
/* Templates: values, sections, malformed ones; and every template of the program, whose names must be
 * known and the same in all languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "language.h"
#include "notifier.h"
#include "render.h"
#include "texts.h"

static void expect_body(const char *text, const struct scope *scope, const char *expected)
{
    AUTO(template_t) *template = template_new(view_of(text));
    assert_non_null(template);
    expect(render_body(template, scope, arena), expected);
}

static void test_values(void **state)
{
    (void)state;
    struct value values[] = {{"name", view_of("Zoé")}, {"names", view_of("x")}, {"none", {0}}};
    struct scope scope = {.values = values, .value_count = 3};
    AUTO(template_t) *template =
        template_new(view_of("Pour {name}\n\nBonjour {name}{none},\n{names}"));
    assert_non_null(template);
    expect(render_subject(template, &scope, arena), "Pour Zoé");
    expect(render_body(template, &scope, arena), "Bonjour Zoé,\nx");
}

/* A name may hold line breaks; a subject may not. */
static void test_subject_is_one_line(void **state)
{
    (void)state;
    struct value values[] = {{"name", view_of("a\r\nb\tc")}};
    AUTO(template_t) *template = template_new(view_of("{name}\n\n"));
    assert_non_null(template);
    expect(render_subject(template, &(struct scope){.values = values, .value_count = 1}, arena),
           "a  b c");
}

/* What is put in is never read as a template. */
static void test_values_are_not_templates(void **state)
{
    (void)state;
    struct value values[] = {{"a", view_of("{b}{#c}")}, {"b", view_of("no")}};
    expect_body("s\n\n{a}", &(struct scope){.values = values, .value_count = 2}, "{b}{#c}");
}

static void test_sections(void **state)
{
    (void)state;
    struct value first[] = {{"item", view_of("1")}}, second[] = {{"item", view_of("2")}};
    struct value outer[] = {{"unit", view_of("h")}, {"item", view_of("outside")}};
    struct value note[] = {{"note", view_of("n")}};
    struct scope note_item = {.values = note, .value_count = 1};
    struct section with = {"note", &note_item, 1}, without = {"note", NULL, 0};
    struct scope items[] = {{first, 1, &with, 1}, {second, 1, &without, 1}};
    struct section sections[] = {{"lines", items, 2}, {"empty", NULL, 0}};
    struct scope scope = {outer, 2, sections, 2};
    expect_body("s\n\nA\n{#lines}\n- {item} {unit}{#note} ({note}){/note}\n{/lines}\nB {item}\n"
                "{#empty}\nnothing {unknown}\n{/empty}\nC",
                &scope, "A\n- 1 h (n)\n- 2 h\nB outside\nC");
    expect_body("s\n\n[{#lines}{item}{/lines}]", &scope, "[12]");
}

static void test_malformed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "subject",
        "s\nbody",
        "\n\nbody",
        "s\n\n{a",
        "s\n\n{}",
        "s\n\n{#a}",
        "s\n\n{/a}",
        "s\n\n{#a}{/b}",
        "s\n\n{#a}{#b}{/a}{/b}",
        "{a\n\n}",
        "{#a}\n\n{/a}",
        "s\n\n{#a}{#a}{#a}{#a}{#a}{/a}{/a}{/a}{/a}{/a}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(template_new(view_of(bad[i])));
    }
}

static void test_version_follows_text(void **state)
{
    (void)state;
    AUTO(template_t) *one = template_new(view_of("s\n\na"));
    AUTO(template_t) *same = template_new(view_of("s\n\na"));
    AUTO(template_t) *other = template_new(view_of("s\n\nb"));
    assert_int_equal(template_version(one).size, 12);
    assert_true(view_equal(template_version(one), template_version(same)));
    assert_false(view_equal(template_version(one), template_version(other)));
}

/* ---- the templates of the program ---- */

static const char *find_text(const char *name)
{
    for (const struct sql_file *file = notifier_templates; file->name; file++) {
        if (strcmp(file->name, name) == 0) {
            return file->text;
        }
    }
    return NULL;
}

/* Is every tag of one text somewhere in the other? */
static void expect_same_tags(const char *text, const char *other)
{
    while ((text = strchr(text, '{'))) {
        char tag[64];
        size_t size = strcspn(text, "}") + 1;
        assert_in_range(size, 3, sizeof tag - 1);
        (void)snprintf(tag, sizeof tag, "%.*s", (int)size, text);
        assert_non_null(strstr(other, tag));
        text += size;
    }
}

static void test_every_template(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct sql_file *file = notifier_templates; file->name; file++, count++) {
        AUTO(template_t) *template = template_new(view_of(file->text));
        assert_non_null(template);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            char name[64];
            (void)snprintf(name, sizeof name, "%.*s.%s.txt", (int)strcspn(file->name, "."),
                           file->name, language_tag((enum language)language));
            assert_non_null(find_text(name));
            expect_same_tags(file->text, find_text(name));
        }
    }
    assert_int_equal(count, LETTER_KIND_COUNT * LANGUAGE_COUNT);
}

/* In French a colon follows a no-break space, and so no line begins with a colon. */
static void test_french_colons(void **state)
{
    (void)state;
    for (const struct sql_file *file = notifier_templates; file->name; file++) {
        if (strstr(file->name, ".fr.")) {
            assert_null(strstr(file->text, " :"));
            assert_null(strchr(file->text, '\''));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_subject_is_one_line),
        cmocka_unit_test(test_values_are_not_templates),
        cmocka_unit_test(test_sections),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_version_follows_text),
        cmocka_unit_test(test_every_template),
        cmocka_unit_test(test_french_colons),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
