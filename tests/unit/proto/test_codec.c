/* SPDX-License-Identifier: MPL-2.0 */
/* The codec as its users see it: what is left out, what is equal, what a refusal says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/codec.h"
#include "proto/id.h"
#include "proto/scan.h"

union any_record {
    uint8_t bytes[RECORD_SIZE_MAX];
    struct intake_request_submit submit;
    struct service_status status;
    max_align_t alignment;
};

static struct id some_id(uint8_t number)
{
    return (struct id){{number, 1}};
}

static struct intake_request_submit some_request(arena_t *arena)
{
    struct need_wish needs[] = {
        {.service = view_of("legal.advice"), .minutes = 90},
        {.service = view_of("hr.policy"), .modality = MODALITY_REMOTE},
    };
    struct view keys[] = {view_of("employees"), view_of("budget")};
    struct view texts[] = {view_of("12"), view_of("peu")};
    return (struct intake_request_submit){
        .source_ref = view_of("portal-1"),
        .organisation = some_id(1),
        .contact = some_id(2),
        .needs = need_wish_list(needs, 2, arena),
        .answers = list_pack_map(keys, texts, 2, arena),
        .deadline = 20454,
    };
}

static struct view pack_request(const struct intake_request_submit *request,
                                const struct envelope *envelope, arena_t *arena)
{
    return message_pack(&message_intake_request_submit, envelope, request, arena);
}

static void test_message_there_and_back(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct intake_request_submit request = some_request(arena);
    struct envelope envelope = {.id = some_id(9), .time_us = 5}, found;
    const struct message *message;
    union any_record data;
    struct refusal refusal;
    struct need_wish need;
    (void)state;
    struct view frame = pack_request(&request, &envelope, arena);
    assert_int_equal(message_decode(frame, &found, &message, &data, &refusal), 0);
    assert_ptr_equal(message, &message_intake_request_submit);
    assert_true(id_equal(found.id, some_id(9)));
    assert_int_equal(found.time_us, 5);
    assert_true(view_is(data.submit.source_ref, "portal-1"));
    assert_int_equal(data.submit.deadline, 20454);
    assert_int_equal(data.submit.urgency, URGENCY_NORMAL);
    assert_null(data.submit.text.bytes);
    assert_int_equal(data.submit.needs.count, 2);
    assert_true(need_wish_next(&data.submit.needs, &need));
    assert_true(view_is(need.service, "legal.advice"));
    assert_int_equal(need.minutes, 90);
    assert_true(need_wish_next(&data.submit.needs, &need));
    assert_int_equal(need.modality, MODALITY_REMOTE);
    assert_false(need_wish_next(&data.submit.needs, &need));
    assert_true(view_is(map_get(data.submit.answers, view_of("budget")), "peu"));
    assert_null(map_get(data.submit.answers, view_of("budge")).bytes);
}

/* An answer without fields but the required ones: {"id": 16 bytes}. */
static void test_optional_zeros_are_left_out(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct changed changed = {.id = some_id(1)};
    (void)state;
    struct view bytes = record_pack(&record_changed, &changed, arena);
    assert_int_equal(bytes.size, 1 + 3 + 2 + 16);
    assert_int_equal(bytes.bytes[0], 0x81);
    struct envelope envelope = {.actor = {.kind = ACTOR_SYSTEM}, .type = view_of("x")};
    assert_int_equal(record_pack(&record_envelope, &envelope, arena).bytes[0], 0x81);
    envelope.actor.kind = ACTOR_CONTACT;
    assert_int_equal(record_pack(&record_envelope, &envelope, arena).bytes[0], 0x82);
}

/* The digest sees type, subject and data; nothing else of the envelope. */
static void test_digest_of_a_command(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    const struct message *message = &message_intake_request_submit;
    struct intake_request_submit request = some_request(arena), other = request;
    struct envelope envelope = {.id = some_id(9)};
    struct envelope later = {.id = some_id(8), .time_us = 7, .traceparent = view_of("t")};
    struct envelope elsewhere = {.id = some_id(9), .subject = some_id(7)};
    (void)state;
    struct digest digest = message_digest(message, &envelope, &request);
    assert_true(digest_equal(digest, message_digest(message, &later, &request)));
    assert_false(digest_equal(digest, message_digest(message, &elsewhere, &request)));
    other.deadline++;
    assert_false(digest_equal(digest, message_digest(message, &envelope, &other)));
}

/* The same answers in another order, with an unknown key: the same bytes once written anew. */
static void test_order_of_maps_does_not_matter(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct intake_request_submit request = some_request(arena), turned = request;
    struct view keys[] = {view_of("budget"), view_of("employees")};
    struct view texts[] = {view_of("peu"), view_of("12")};
    static const uint8_t need[] = "\x83\xa7minutes\x5a\xa7unknown\x93\x01\x02\x81\xa1x\xc0"
                                  "\xa7service\xaclegal.advice"
                                  "\x82\xa8modality\xa6remote\xa7service\xa9hr.policy";
    (void)state;
    turned.answers = list_pack_map(keys, texts, 2, arena);
    turned.needs = (struct list){.items = {need, sizeof need - 1}, .count = 2};
    struct view a = record_pack(&record_intake_request_submit, &request, arena);
    struct view b = record_pack(&record_intake_request_submit, &turned, arena);
    assert_true(view_equal(a, b));
}

static void assert_refused(struct intake_request_submit request, int code, const char *path,
                           const char *expected)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct envelope envelope = {.id = some_id(9)};
    const struct message *message;
    union any_record data;
    struct refusal refusal;
    struct view frame = pack_request(&request, &envelope, arena);
    assert_int_equal(message_decode(frame, &envelope, &message, &data, &refusal), -1);
    assert_int_equal(refusal.code, code);
    assert_string_equal(refusal.path, path);
    assert_string_equal(refusal.expected, expected);
    assert_true(id_equal(envelope.id, some_id(9))); /* the sender can be answered */
}

static void test_refusals_say_where_and_what(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct intake_request_submit request = some_request(arena);
    struct need_wish needs[3] = {
        {.service = view_of("a")}, {.service = view_of("b")}, {.service = view_of("C")}};
    (void)state;
    request.needs = need_wish_list(needs, 3, arena);
    assert_refused(request, E_FIELD_FORMAT, "data.needs[2].service", "1..64 bytes of [a-z0-9._-]");
    needs[0].minutes = 600001;
    request.needs = need_wish_list(needs, 3, arena);
    assert_refused(request, E_FIELD_RANGE, "data.needs[0].minutes", "whole number 0..600000");
    request.needs = need_wish_list(needs, 0, arena);
    assert_refused(request, E_FIELD_COUNT, "data.needs", "a list of 1..12 maps");
    request = some_request(arena);
    request.source_ref = (struct view){0};
    assert_refused(request, E_FIELD_LENGTH, "data.source_ref",
                   "1..64 bytes of text without control characters");
}

static void test_choice_refusal_lists_the_words(void **state)
{
    static const uint8_t actor[] = "\x81\xa4kind\xa3god";
    struct actor ret_actor;
    struct refusal refusal;
    (void)state;
    struct view encoded = {actor, sizeof actor - 1};
    assert_int_equal(record_decode(&record_actor, encoded, "actor", &ret_actor, &refusal), -1);
    assert_string_equal(refusal.path, "actor.kind");
    assert_string_equal(refusal.expected,
                        "one of: system contact adviser professional network operator");
}

/* A reply without data, where the answer needs some, is no reason to stop a client. */
static void test_absent_data_is_an_empty_map(void **state)
{
    struct resolution resolution;
    struct refusal refusal;
    (void)state;
    assert_int_equal(
        record_decode(&record_resolution, (struct view){0}, "data", &resolution, &refusal), -1);
    assert_int_equal(refusal.code, E_FIELD_MISSING);
    assert_string_equal(refusal.path, "data.outcome");
}

/* A refused envelope still tells whom to answer. */
static void test_id_is_found_in_a_refused_envelope(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct envelope envelope = {.id = some_id(9), .part = 70000, .type = view_of("status.get")};
    const struct message *message;
    union any_record data;
    struct refusal refusal;
    (void)state;
    struct view frame = record_pack(&record_envelope, &envelope, arena);
    memset(&envelope, 0, sizeof envelope);
    assert_int_equal(message_decode(frame, &envelope, &message, &data, &refusal), -1);
    assert_string_equal(refusal.path, "part");
    assert_true(id_equal(envelope.id, some_id(9)));
}

static void test_lists_of_ids_and_texts(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct id ids[20], id;
    struct view texts[] = {view_of("fr"), view_of(""), view_of("en")}, text;
    (void)state;
    for (uint8_t i = 0; i < 20; i++) {
        ids[i] = some_id(i);
    }
    struct list list = list_of_bytes(list_bytes(list_pack_ids(ids, 20, arena), arena));
    for (uint8_t i = 0; i < 20; i++) {
        assert_true(list_next_id(&list, &id));
        assert_true(id_equal(id, some_id(i)));
    }
    assert_false(list_next_id(&list, &id));
    list = list_of_bytes(list_bytes(list_pack_texts(texts, 3, arena), arena));
    for (int i = 0; i < 3; i++) {
        assert_true(list_next_text(&list, &text));
        assert_true(view_equal(text, texts[i]));
    }
    assert_false(list_next_text(&list, &text));
    assert_int_equal(list_of_bytes((struct view){NULL, 0}).count, 0);
    assert_int_equal(list_bytes((struct list){.count = 0}, arena).size, 1);
}

static void test_labels(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    struct view keys[] = {view_of("en"), view_of("fr"), view_of("fr-CA")};
    struct view texts[] = {view_of("advice"), view_of("conseil"), view_of("avis")};
    (void)state;
    struct list labels = list_pack_map(keys, texts, 3, arena);
    labels = map_of_bytes(map_bytes(labels, arena));
    assert_true(view_is(labels_best(labels, view_of("fr-CA")), "avis"));
    assert_true(view_is(labels_best(labels, view_of("fr-FR")), "conseil"));
    assert_true(view_is(labels_best(labels, view_of("es")), "advice"));
    assert_true(view_is(labels_best(labels, (struct view){NULL, 0}), "advice"));
    assert_null(labels_best((struct list){.count = 0}, view_of("fr")).bytes);
}

/* Larger than the buffer of the first attempt. */
static void test_large_records_are_packed_whole(void **state)
{
    AUTO(arena_t) *arena = arena_new(1024);
    static uint8_t body[60000];
    struct trace_entry entry = {.seq = 1, .type = view_of("a.b"), .body = {body, sizeof body}};
    struct trace_entry found;
    struct refusal refusal;
    (void)state;
    memset(body, 7, sizeof body);
    struct view bytes = record_pack(&record_trace_entry, &entry, arena);
    assert_int_equal(scan_frame(bytes), 0);
    assert_int_equal(record_decode(&record_trace_entry, bytes, "", &found, &refusal), 0);
    assert_true(view_equal(found.body, entry.body));
}

/* A writer that is full stays as it is, whatever still comes. */
static void test_writer_stops_when_full(void **state)
{
    uint8_t bytes[4];
    struct writer writer;
    (void)state;
    writer_init(&writer, bytes, sizeof bytes);
    write_text(&writer, view_of("abc"));
    assert_false(writer.full);
    write_nil(&writer);
    assert_true(writer.full);
    write_nil(&writer);
    assert_int_equal(writer.size, 4);
    writer_init(&writer, NULL, 0);
    write_text(&writer, view_of("abc"));
    assert_int_equal(writer.size, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_there_and_back),
        cmocka_unit_test(test_optional_zeros_are_left_out),
        cmocka_unit_test(test_digest_of_a_command),
        cmocka_unit_test(test_order_of_maps_does_not_matter),
        cmocka_unit_test(test_refusals_say_where_and_what),
        cmocka_unit_test(test_choice_refusal_lists_the_words),
        cmocka_unit_test(test_absent_data_is_an_empty_map),
        cmocka_unit_test(test_id_is_found_in_a_refused_envelope),
        cmocka_unit_test(test_lists_of_ids_and_texts),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_large_records_are_packed_whole),
        cmocka_unit_test(test_writer_stops_when_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
