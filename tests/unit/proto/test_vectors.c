/* SPDX-License-Identifier: MPL-2.0 */
/* Every vector has the verdict it states; the good ones survive every way round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/json.h"
#include "unit/proto/vectors.h"

union any_record {
    uint8_t bytes[RECORD_SIZE_MAX];
    max_align_t alignment;
};

/* The code of the verdict; 0 for "ok". */
static int code_of(const char *verdict)
{
    if (strcmp(verdict, "ok") == 0) {
        return 0;
    }
    const struct error *error = error_find_name(verdict);
    assert_non_null(error);
    return error->code;
}

static bool is_reply(const struct vector *vector)
{
    return vector->message && strcmp(vector->message, "reply") == 0;
}

static void assert_same_json(const json_t *expected, json_t *found, const char *name)
{
    if (!json_equal(expected, found)) {
        char *a = json_dumps(expected, 0);
        char *b = json_dumps(found, 0);
        fail_msg("%s\nexpected %s\nfound    %s", name, a, b);
    }
    json_decref(found);
}

/* JSON back to MessagePack gives the bytes of the record. */
static void assert_from_json(const struct record *record, const json_t *json, struct view encoded,
                             arena_t *arena)
{
    struct refusal refusal;
    struct view again = record_from_json(record, json, "", arena, &refusal);
    assert_non_null(again.bytes);
    assert_int_equal(again.size, encoded.size);
    assert_memory_equal(again.bytes, encoded.bytes, encoded.size);
}

static void check_good_message(const struct vector *vector, arena_t *arena)
{
    struct envelope envelope;
    const struct message *message;
    union any_record data;
    struct refusal refusal = {0};
    int code = message_decode(vector->frame, &envelope, &message, &data, &refusal);
    if (code != 0) {
        fail_msg("%s: %d at %s, %s", vector->name, refusal.code, refusal.path, refusal.expected);
    }
    assert_string_equal(message->type, vector->message);
    struct view again = message_pack(message, &envelope, &data, arena);
    assert_int_equal(again.size, vector->canonical.size);
    assert_memory_equal(again.bytes, vector->canonical.bytes, again.size);
    assert_int_equal(message_open(vector->canonical, &envelope, &message, &refusal), 0);
    const json_t *value = json_object_get(vector->row, "value");
    assert_same_json(value, frame_to_json(vector->frame), vector->name);
    assert_from_json(message->record, json_object_get(value, "data"), envelope.data, arena);
}

static const struct record *record_of_answer(const char *name)
{
    size_t count;
    const struct message *const *messages = message_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(messages[i]->answer->name, name) == 0) {
            return messages[i]->answer;
        }
    }
    fail_msg("no message is answered with %s", name);
    return NULL;
}

static void check_good_answer(const struct vector *vector, struct view encoded, arena_t *arena)
{
    const char *name = json_string_value(json_object_get(vector->row, "answer"));
    const json_t *json = json_object_get(vector->row, "data");
    union any_record data;
    struct refusal refusal = {0};
    if (!name) {
        return;
    }
    const struct record *record = record_of_answer(name);
    assert_int_equal(record_decode(record, encoded, "data", &data, &refusal), 0);
    struct view again = record_pack(record, &data, arena);
    assert_true(view_equal(again, encoded));
    assert_same_json(json, record_to_json(record, &data), vector->name);
    assert_from_json(record, json, encoded, arena);
}

static void check_good_reply(const struct vector *vector, arena_t *arena)
{
    struct reply reply;
    struct refusal refusal = {0};
    assert_int_equal(record_decode(&record_reply, vector->frame, "", &reply, &refusal), 0);
    assert_true(view_equal(record_pack(&record_reply, &reply, arena), vector->frame));
    json_t *json = frame_to_json(vector->frame);
    (void)json_object_del(json, "data");
    assert_same_json(json_object_get(vector->row, "value"), json, vector->name);
    check_good_answer(vector, reply.data, arena);
}

static void check_good(const struct vector *vector, void *context)
{
    AUTO(arena_t) *arena = arena_new(4096);
    (void)context;
    if (is_reply(vector)) {
        check_good_reply(vector, arena);
    } else {
        check_good_message(vector, arena);
    }
}

static void check_hostile(const struct vector *vector, void *context)
{
    uint8_t *seen = context; /* one for each error code */
    struct envelope envelope;
    const struct message *message;
    union any_record data;
    struct reply reply;
    struct refusal refusal = {0};
    int code = is_reply(vector)
                   ? record_decode(&record_reply, vector->frame, "", &reply, &refusal)
                   : message_decode(vector->frame, &envelope, &message, &data, &refusal);
    if (code != -1 || refusal.code != code_of(vector->verdict) ||
        strcmp(refusal.path, vector->path) != 0) {
        fail_msg("%s: expected %s at \"%s\", found %d, code %d at \"%s\"", vector->name,
                 vector->verdict, vector->path, code, refusal.code, refusal.path);
    }
    assert_int_not_equal(refusal.expected[0], 0);
    seen[refusal.code] = 1;
}

static void test_good_vectors(void **state)
{
    (void)state;
    assert_true(vectors_each("good.jsonl", check_good, NULL) >= 300);
}

static void test_hostile_vectors(void **state)
{
    uint8_t seen[10000] = {0};
    size_t count;
    (void)state;
    assert_true(vectors_each("hostile.jsonl", check_hostile, seen) >= 500);
    const struct error *errors = error_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (errors[i].code < 2000 && !seen[errors[i].code]) {
            fail_msg("no hostile vector shows %s", errors[i].name);
        }
    }
}

static void note_type(const struct vector *vector, void *context)
{
    const struct message *message = message_find(view_of(vector->message));
    size_t count;
    const struct message *const *messages = message_all(&count);
    bool *seen = context;
    for (size_t i = 0; i < count; i++) {
        seen[i] |= messages[i] == message;
    }
}

/* A message without a vector means that make.py was not run after the contract changed. */
static void test_every_message_has_a_vector(void **state)
{
    bool seen[256] = {0};
    size_t count;
    (void)state;
    (void)vectors_each("good.jsonl", note_type, seen);
    const struct message *const *messages = message_all(&count);
    assert_true(count <= 256);
    for (size_t i = 0; i < count; i++) {
        if (!seen[i]) {
            fail_msg("no good vector for %s: run proto/vectors/make.py", messages[i]->type);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_vectors),
        cmocka_unit_test(test_hostile_vectors),
        cmocka_unit_test(test_every_message_has_a_vector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
