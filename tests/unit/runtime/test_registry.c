/* SPDX-License-Identifier: MPL-2.0 */
/* The registry: what a file grants, and that a wrong one grants nothing and says where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/id.h"
#include "runtime/log.h"
#include "runtime/roster.h"

#define KEY_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define KEY_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define KEY_C "[({@%${HOME}#})]aaaaaaaaaaaaaaaaaaaaaaaa"
#define ROLE "role \"portal\" { types = {\"intake.request.*\", \"feed.open\"} }\n"

static const char path[] = "test_registry.conf";

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static registry_t *load(const char *text, char error[200])
{
    write_file(text);
    memset(error, 0, 200);
    return registry_load(path, error);
}

static const struct message *type(const char *name)
{
    const struct message *message = message_find(view_of(name));
    assert_non_null(message);
    return message;
}

static void grants_what_the_file_says(void **state)
{
    (void)state;
    char error[200];
    AUTO(registry_t) *registry =
        load(ROLE "client \"portal-a\" {\n"
                  "    keys = {\"" KEY_A "\", \"" KEY_C "\"}\n"
                  "    roles = {\"portal\"}\n"
                  "    actors = {\"contact\", \"adviser\"}\n"
                  "    organisations = {\"01890a5d-ac96-774b-bcce-b302099a8057\"}\n"
                  "    rate = 100\n"
                  "}\n",
             error);
    struct id ours, other = {{1}};
    assert_non_null(registry);
    assert_int_equal(registry_count(registry), 1);
    const struct client *client = registry_find(registry, KEY_A, 0);
    assert_non_null(client);
    assert_ptr_equal(registry_find(registry, KEY_C, 0), client);
    assert_null(registry_find(registry, KEY_B, 0));
    assert_null(registry_find(registry, "short", 0));
    assert_string_equal(client->name, "portal-a");
    assert_true(client_may(client, type("intake.request.submit")));
    assert_true(client_may(client, type("feed.open")));
    assert_false(client_may(client, type("matcher.plan.decide")));
    assert_false(client->pii);
    assert_int_equal(client->actors, 1U << ACTOR_CONTACT | 1U << ACTOR_ADVISER);
    assert_int_equal(client->rate_per_s, 100);
    assert_int_equal(id_parse(view_of("01890a5d-ac96-774b-bcce-b302099a8057"), &ours), 0);
    assert_true(client_may_act_for(client, ours));
    assert_false(client_may_act_for(client, other));
}

static void a_key_has_its_end(void **state)
{
    (void)state;
    char error[200];
    AUTO(registry_t) *registry =
        load("client \"a\" { keys = {\"" KEY_A " until 2026-12-01T00:00:00Z\", \"" KEY_B "\"} }\n",
             error);
    const int64_t end_s = INT64_C(1796083200);
    assert_non_null(registry);
    assert_non_null(registry_find(registry, KEY_A, end_s - 1));
    assert_null(registry_find(registry, KEY_A, end_s));
    assert_non_null(registry_find(registry, KEY_B, end_s));
}

static void default_is_least(void **state)
{
    (void)state;
    char error[200];
    AUTO(registry_t) *registry = load("client \"x\" { keys = {\"" KEY_A "\"} }\n", error);
    assert_non_null(registry);
    const struct client *client = registry_find(registry, KEY_A, 0);
    assert_int_equal(client->actors, 1U << ACTOR_SYSTEM);
    assert_false(client_may(client, type("intake.request.submit")));
}

static void refuses(const char *text, const char *line, const char *reason)
{
    char error[200];
    AUTO(registry_t) *registry = load(text, error);
    assert_null(registry);
    if (!strstr(error, line) || !strstr(error, reason)) {
        fail_msg("\"%s\" should name \"%s\" and \"%s\"", error, line, reason);
    }
}

static void names_the_line_of_an_error(void **state)
{
    (void)state;
    refuses("\nclient \"a\" { keys = {\"" KEY_A "\"} roles = {\"none\"} }\n",
            ".conf:2:", "no role \"none\"");
    refuses("\n\nrole \"a\" { types = {\"intake.nothing\"} }\n", ".conf:3:", "intake.nothing");
    refuses("client \"a\" { keys = {\"abc\"} }\n", ".conf:1:", "40 characters");
    refuses("client \"a\" { keys = {\"" KEY_A "\", \"" KEY_B "\", \"" KEY_C "\"} }\n",
            ".conf:1:", "at most 2");
    refuses("client \"a\" { keys = {\"" KEY_A "\"} }\nclient \"b\" { keys = {\"" KEY_A "\"} }\n",
            ".conf:", "one key is given to");
    refuses("client \"a\" { keys = {\"" KEY_A " until tomorrow\"} }\n", ".conf:1:", "until");
    refuses("client \"a\" { keys = {\"" KEY_A " until 2026-12-01T00:00:00Zulu\"} }\n",
            ".conf:1:", "until");
    refuses("client \"a\" { actors = {\"king\"} }\n", ".conf:1:", "king");
    refuses("client \"a\" { organisations = {\"x\"} }\n", ".conf:1:", "UUID");
    refuses("client \"a\" { rate = -1 }\n", ".conf:1:", "rate");
    refuses("client \"a\" { colour = 1 }\n", ".conf:1:", "colour");
    refuses("client \"a\" {\n", ".conf:", "");
    refuses("client \"a\" { }\nclient \"a\" { }\n", ".conf:2:", "a");
}

static void a_missing_file_is_an_error(void **state)
{
    (void)state;
    char error[200] = "";
    assert_null(registry_load("no/such/file", error));
    assert_non_null(strstr(error, "no/such/file"));
}

static void a_change_takes_effect_and_a_wrong_one_does_not(void **state)
{
    (void)state;
    char error[200];
    write_file("client \"a\" { keys = {\"" KEY_A "\"} }\n");
    AUTO(roster_t) *roster = roster_open(path, error);
    assert_non_null(roster);
    assert_false(roster_check(roster, false));
    assert_true(roster_knows(roster, KEY_A));
    const struct client *old = roster_client(roster, KEY_A);

    write_file("client \"a\" { keys = {\"" KEY_B "\"} }\n");
    assert_true(roster_check(roster, false));
    assert_false(roster_knows(roster, KEY_A));
    assert_true(roster_knows(roster, KEY_B));
    assert_string_equal(old->name, "a"); /* waiting messages still refer to it */
    roster_settle(roster);

    write_file("client \"a\" { keys = {\"wrong\"} }\n");
    assert_false(roster_check(roster, false));
    assert_true(roster_knows(roster, KEY_B));
    unlink(path);
    assert_false(roster_check(roster, true));
    assert_true(roster_knows(roster, KEY_B));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grants_what_the_file_says),
        cmocka_unit_test(a_key_has_its_end),
        cmocka_unit_test(default_is_least),
        cmocka_unit_test(names_the_line_of_an_error),
        cmocka_unit_test(a_missing_file_is_an_error),
        cmocka_unit_test(a_change_takes_effect_and_a_wrong_one_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
