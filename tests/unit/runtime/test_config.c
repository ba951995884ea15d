/* SPDX-License-Identifier: MPL-2.0 */
/* The configuration: strict, every error with its line, reload all or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/cleanup.h"
#include "runtime/config.h"

#define GOOD                                                                                 \
    "database = \"dbname=x\"\nendpoint = \"tcp://127.0.0.1:5702\"\nsecret_key = \"curve\"\n" \
    "registry = \"/etc/r\"\n"
#define UPSTREAM                                        \
    "upstream_intake = {\"tcp://a:1\", \"ipc:///b\"}\n" \
    "upstream_intake_key = \"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\"\n"

struct own_settings {
    int64_t offer_ttl_minutes;
    char name[256];
    bool loud;
};

static const struct setting own_table[] = {
    {SETTING_INT, "offer_ttl_minutes", "4320", 1, 100000, true,
     offsetof(struct own_settings, offer_ttl_minutes), "minutes; how long"},
    {SETTING_TEXT, "name", "x", 0, 10, false, offsetof(struct own_settings, name), "a name"},
    {SETTING_BOOL, "loud", "true", 0, 0, true, offsetof(struct own_settings, loud), "loud"},
    {0},
};

static const enum owner upstreams[] = {OWNER_INTAKE, OWNER_ANY};
static const struct service service = {.name = "matcher",
                                       .owner = OWNER_MATCHER,
                                       .upstreams = upstreams,
                                       .settings = own_table,
                                       .settings_size = sizeof(struct own_settings)};
static const char path[] = "test_config.conf";

#define AUTO_CONFIG __attribute__((cleanup(auto_config))) struct config

/* The errors are left in text. */
static struct config *load(const char *content, char text[4096])
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    memset(text, 0, 4096);
    FILE *errors = fmemopen(text, 4096, "w");
    struct config *config = config_load(&service, path, errors);
    fclose(errors);
    return config;
}

static void reads_all_settings(void **state)
{
    (void)state;
    char errors[4096];
    AUTO_CONFIG *config =
        load(GOOD UPSTREAM "offer_ttl_minutes = 60\nloud = false\nhorizon_days = 7\n", errors);
    assert_string_equal(errors, "");
    assert_non_null(config);
    const struct own_settings *own = config->service;
    assert_int_equal(own->offer_ttl_minutes, 60);
    assert_false(own->loud);
    assert_string_equal(own->name, "x");
    assert_string_equal(config->common.endpoint, "tcp://127.0.0.1:5702");
    assert_int_equal(config->common.horizon_days, 7);
    assert_int_equal(config->common.worker_count, 2);
    assert_int_equal(config->upstream_count, 1);
    assert_int_equal(config->upstreams[0].endpoint_count, 2);
    assert_string_equal(config->upstreams[0].endpoints[1], "ipc:///b");
}

static void refuses(const char *content, const char *expected)
{
    char errors[4096];
    AUTO_CONFIG *config = load(content, errors);
    assert_null(config);
    if (!strstr(errors, expected)) {
        fail_msg("\"%s\" should contain \"%s\"", errors, expected);
    }
}

static void names_file_and_line(void **state)
{
    (void)state;
    refuses(GOOD UPSTREAM "offer_ttl_minutes = 0\n",
            ".conf:7: offer_ttl_minutes must be a number 1..");
    refuses(GOOD UPSTREAM "offer_ttl_minutes = 10x\n", ".conf:7: offer_ttl_minutes");
    refuses(GOOD UPSTREAM "loud = maybe\n", ".conf:7: loud must be true or false");
    refuses(GOOD UPSTREAM "name = \"12345678901\"\n", ".conf:7: name");
    refuses(GOOD UPSTREAM "worker_count = 1\nworker_count = 2\n",
            ".conf:8: worker_count is set twice");
    refuses(GOOD UPSTREAM "colour = 1\n", ".conf:7: ");
    refuses(GOOD UPSTREAM "clock_offset_us = 5\n", "clock_offset_us is for a sandbox only");
    refuses(GOOD UPSTREAM "log_level = loud\n", "log_level must be");
    refuses(GOOD, "upstream_intake is required");
    refuses(UPSTREAM, "endpoint is required");
    refuses(GOOD "upstream_intake = {\"http://x\"}\n", ".conf:5: upstream_intake");
    refuses(GOOD "upstream_intake_key = \"x\"\n", ".conf:5: upstream_intake_key");
}

static void says_every_error(void **state)
{
    (void)state;
    char errors[4096];
    AUTO_CONFIG *config = load("worker_count = 0\nhorizon_days = x\n", errors);
    assert_null(config);
    assert_non_null(strstr(errors, ".conf:1: worker_count"));
    assert_non_null(strstr(errors, ".conf:2: horizon_days"));
    assert_non_null(strstr(errors, "registry is required"));
}

static void a_reload_takes_only_what_may_change(void **state)
{
    (void)state;
    char errors[4096];
    AUTO_CONFIG *config = load(GOOD UPSTREAM, errors);
    AUTO_CONFIG *fresh =
        load(GOOD UPSTREAM "offer_ttl_minutes = 5\nname = \"new\"\nlog_level = debug\n", errors);
    assert_non_null(config);
    assert_non_null(fresh);
    assert_int_equal(config_adopt(config, fresh), 1);
    const struct own_settings *own = config->service;
    assert_int_equal(own->offer_ttl_minutes, 5);
    assert_string_equal(own->name, "x");
    assert_string_equal(config->common.log_level, "debug");
}

/* What --print-defaults writes is a file that lacks only what is required. */
static void printed_defaults_are_a_file(void **state)
{
    (void)state;
    char *text = NULL, errors[4096];
    size_t size = 0;
    FILE *output = open_memstream(&text, &size);
    fputs(GOOD UPSTREAM, output);
    config_print_defaults(&service, output);
    fclose(output);
    AUTO_CONFIG *config = load(text, errors);
    assert_string_equal(errors, "");
    assert_non_null(config);
    assert_non_null(strstr(text, "# minutes; how long\n# a number 1..100000; applied by a reload\n"
                                 "offer_ttl_minutes = 4320\n"));
    free(text);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_settings),
        cmocka_unit_test(names_file_and_line),
        cmocka_unit_test(says_every_error),
        cmocka_unit_test(a_reload_takes_only_what_may_change),
        cmocka_unit_test(printed_defaults_are_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
