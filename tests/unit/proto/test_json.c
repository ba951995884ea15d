/* SPDX-License-Identifier: MPL-2.0 */
/* The JSON bridge: what it refuses, and what is not in the contract. (Round trips: vectors.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "proto/json.h"
#include "proto/json_base64.h"
#include "proto/scan.h"

static int read_json(const struct record *record, const char *text, arena_t *arena,
                     struct view *ret_encoded, struct refusal *refusal)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    *ret_encoded = record_from_json(record, json, "data", arena, refusal);
    json_decref(json);
    return ret_encoded->bytes ? 0 : -1;
}

static void assert_refused(const char *text, const char *path)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct view encoded;
    struct refusal refusal;
    int code = read_json(&record_intake_request_submit, text, arena, &encoded, &refusal);
    assert_int_equal(code, -1);
    assert_int_equal(refusal.code, E_FIELD_KIND);
    assert_string_equal(refusal.path, path);
    assert_int_not_equal(refusal.expected[0], 0);
}

static void test_wrong_kinds_are_refused_with_their_path(void **state)
{
    (void)state;
    assert_refused("[]", "data");
    assert_refused("{\"source_ref\":1}", "data.source_ref");
    assert_refused("{\"organisation\":\"x\"}", "data.organisation");
    assert_refused("{\"needs\":{}}", "data.needs");
    assert_refused("{\"needs\":[{},{\"service\":true}]}", "data.needs[1].service");
    assert_refused("{\"needs\":[{\"minutes\":1.5}]}", "data.needs[0].minutes");
    assert_refused("{\"answers\":{\"a\":1}}", "data.answers.a");
    assert_refused("{\"answers\":[]}", "data.answers");
    assert_refused("{\"deadline\":20260101}", "data.deadline");
}

/* Everything but the kind is left to record_decode, which says the same as to any other client. */
static void test_bytes_follow_the_contract(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct view encoded;
    struct refusal refusal;
    struct intake_request_submit request;
    (void)state;
    assert_int_equal(read_json(&record_intake_request_submit,
                               "{\"needs\":[{\"service\":\"A\"}],\"more\":1,\"text\":null,"
                               "\"source_ref\":\"r\"}",
                               arena, &encoded, &refusal),
                     0);
    assert_int_equal(encoded.bytes[0], 0x82); /* source_ref first, then needs */
    assert_memory_equal(encoded.bytes + 1, "\xaasource_ref\xa1r\xa5needs", 19);
    assert_int_equal(
        record_decode(&record_intake_request_submit, encoded, "data", &request, &refusal), -1);
    assert_int_equal(refusal.code, E_FIELD_FORMAT);
    assert_string_equal(refusal.path, "data.needs[0].service");
}

static void test_raw_takes_any_json_but_fractions(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct view encoded;
    struct refusal refusal;
    (void)state;
    assert_int_equal(read_json(&record_reply, "{\"data\":{\"a\":[1,null,true,{\"b\":\"c\"}]}}",
                               arena, &encoded, &refusal),
                     0);
    assert_int_equal(scan_frame(encoded), 0);
    json_t *json = value_to_json(encoded);
    char *text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(text, "{\"data\":{\"a\":[1,null,true,{\"b\":\"c\"}]}}");
    free(text);
    json_decref(json);
    assert_int_equal(read_json(&record_reply, "{\"data\":[0.5]}", arena, &encoded, &refusal), -1);
    assert_string_equal(refusal.path, "data.data");
    assert_int_equal(
        read_json(&record_reply, "{\"data\":[[[[[[[[[]]]]]]]]]}", arena, &encoded, &refusal), -1);
}

static void test_values_outside_the_contract(void **state)
{
    static const uint8_t bytes[] = "\x92\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xc4\x02\x01\x02";
    static const uint8_t broken[] = "\x92\xc0";
    (void)state;
    json_t *json = value_to_json((struct view){bytes, sizeof bytes - 1});
    char *text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(text, "[\"18446744073709551615\",\"AQI=\"]");
    free(text);
    json_decref(json);
    assert_null(value_to_json((struct view){broken, sizeof broken - 1}));
    assert_null(frame_to_json((struct view){broken, sizeof broken - 1}));
}

/* RFC 4648, section 10. */
static void test_base64(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    static const char *const wrong[] = {
        "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm-_", "===="};
    AUTO(arena_t) *arena = arena_new(1024);
    struct view bytes;
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        json_t *json = base64_print(view_of(pairs[i][0]));
        assert_string_equal(json_string_value(json), pairs[i][1]);
        json_decref(json);
        assert_int_equal(base64_parse(view_of(pairs[i][1]), arena, &bytes), 0);
        assert_true(view_is(bytes, pairs[i][0]));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(base64_parse(view_of(wrong[i]), arena, &bytes), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_kinds_are_refused_with_their_path),
        cmocka_unit_test(test_bytes_follow_the_contract),
        cmocka_unit_test(test_raw_takes_any_json_but_fractions),
        cmocka_unit_test(test_values_outside_the_contract),
        cmocka_unit_test(test_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
