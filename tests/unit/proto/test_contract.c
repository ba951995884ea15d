/* SPDX-License-Identifier: MPL-2.0 */
/* The tables keep the rules of the contract: names, owners, bounds, and no circle of causes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/contract.h"
#include "proto/scan.h"

enum { FIELD_COUNT_MAX = 64, MESSAGE_COUNT_MAX = 256 };

static const struct record *const records[] = {
#define RECORD(name, doc) &record_##name,
#define FIELD(record, kind, member, presence, min, max, sub, doc)
#define END(name)
#define MESSAGE(name, type, class, owner, answer, doc)
#define CONSUMES(service, event)
#define CAUSES(service, event, emitted)
#include "proto/messages.def"
#undef RECORD
#undef FIELD
#undef END
#undef MESSAGE
#undef CONSUMES
#undef CAUSES
};

/* Lower-case words with dots; the name of the C symbols is the type with underscores. */
static void test_types_are_well_formed(void **state)
{
    size_t count;
    const struct message *const *messages = message_all(&count);
    (void)state;
    assert_true(count > 0 && count <= MESSAGE_COUNT_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *type = messages[i]->type;
        const char *name = messages[i]->name;
        assert_int_equal(strlen(type), strlen(name));
        assert_true(strlen(type) <= 64);
        for (size_t k = 0; type[k]; k++) {
            assert_true((type[k] >= 'a' && type[k] <= 'z') || type[k] == '_' || type[k] == '.');
            assert_int_equal(type[k] == '.' ? '_' : type[k], name[k]);
        }
    }
}

static void test_owner_is_the_first_word(void **state)
{
    size_t count;
    const struct message *const *messages = message_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct view type = view_of(messages[i]->type);
        const uint8_t *dot = memchr(type.bytes, '.', type.size);
        struct view first = {type.bytes, dot ? (size_t)(dot - type.bytes) : type.size};
        assert_int_equal(owner_find(first), messages[i]->owner);
        assert_int_equal(messages[i]->class == FEED, view_is(first, "feed"));
    }
}

static void test_find_finds_each_type_once(void **state)
{
    size_t count;
    const struct message *const *messages = message_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(message_find(view_of(messages[i]->type)), messages[i]);
        assert_non_null(messages[i]->record);
        assert_non_null(messages[i]->answer);
        assert_string_equal(messages[i]->record->name, messages[i]->name);
    }
    assert_null(message_find(view_of("")));
    assert_null(message_find((struct view){NULL, 0}));
    assert_null(message_find(view_of("intake.request.submi")));
    assert_null(message_find(view_of("intake.request.submix")));
}

static bool is_counted(const struct field *field)
{
    return field->kind == KIND_LIST || field->kind == KIND_MAP || field->kind == KIND_IDS ||
           field->kind == KIND_TEXTS;
}

/* A certificate is larger than a frame: it travels in pieces. */
static bool is_framed(const struct record *record)
{
    return strncmp(record->name, "certificate", strlen("certificate")) != 0;
}

static void check_field(const struct record *record, const struct field *field)
{
    assert_int_equal(field->name_size, strlen(field->name));
    assert_true(field->min <= field->max);
    assert_true(field->offset < record->size);
    assert_true(field->doc[0] != 0);
    assert_int_equal(field->kind == KIND_CHOICE, field->choices != NULL);
    assert_int_equal(field->kind == KIND_NEST || field->kind == KIND_LIST, field->record != NULL);
    bool counted = is_counted(field);
    assert_true(!counted || field->min >= 0);
    assert_true(!counted || !is_framed(record) || field->max <= FRAME_ELEMENT_MAX);
    /* An empty list is not written, so a required one must not be empty. */
    assert_true(!counted || !field->required || field->min > 0);
}

static void test_fields_are_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        const struct record *record = records[i];
        assert_true(record->field_count <= FIELD_COUNT_MAX);
        for (size_t k = 0; k < record->field_count; k++) {
            check_field(record, &record->fields[k]);
            for (size_t j = 0; j < k; j++) {
                assert_string_not_equal(record->fields[j].name, record->fields[k].name);
            }
        }
    }
}

/* Levels of arrays and maps in an encoded record, itself included. */
static int depth_of(const struct record *record)
{
    int deepest = 0;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        int depth = is_counted(field) ? 1 : 0;
        depth += field->record ? depth_of(field->record) : 0;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

/* The envelope is one level around it. */
static void test_records_fit_the_depth_of_a_frame(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        assert_true(1 + depth_of(records[i]) <= FRAME_DEPTH_MAX);
    }
}

/* Whoever listens, listens to an event, and never to its own. */
static void test_consumed_are_events_of_others(void **state)
{
    size_t count, consumed_count = 0;
    const struct message *const *messages = message_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (int service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
            if (contract_consumes((enum owner)service, messages[i])) {
                consumed_count++;
                assert_int_equal(messages[i]->class, EVENT);
                assert_int_not_equal(messages[i]->owner, service);
            }
        }
    }
    assert_true(consumed_count > 0);
}

static bool some_service_causes(const struct message *event, const struct message *emitted)
{
    for (int service = OWNER_INTAKE; service < OWNER_COUNT; service++) {
        if (contract_causes((enum owner)service, event, emitted)) {
            assert_int_equal(event->class, EVENT);
            assert_int_equal(emitted->class, EVENT);
            assert_int_equal(emitted->owner, service);
            assert_true(contract_consumes((enum owner)service, event));
            return true;
        }
    }
    return false;
}

/* Takes events without a cause away until none is left; a circle would stay. */
static void test_causes_have_no_circle(void **state)
{
    size_t count, left;
    const struct message *const *messages = message_all(&count);
    bool gone[MESSAGE_COUNT_MAX] = {0};
    (void)state;
    left = count;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < count; i++) {
            bool caused = false;
            for (size_t k = 0; k < count && !gone[i]; k++) {
                caused |= !gone[k] && some_service_causes(messages[k], messages[i]);
            }
            if (!gone[i] && !caused) {
                gone[i] = moved = true;
                left--;
            }
        }
    }
    assert_int_equal(left, 0);
}

static void test_words_and_back(void **state)
{
    (void)state;
    assert_string_equal(choice_word(&choices_urgency, URGENCY_HIGH), "high");
    assert_int_equal(choice_find(&choices_urgency, view_of("legal_deadline")),
                     URGENCY_LEGAL_DEADLINE);
    assert_int_equal(choice_find(&choices_urgency, view_of("hig")), -1);
    assert_null(choice_word(&choices_urgency, urgency_count));
    assert_null(choice_word(&choices_urgency, -1));
    assert_int_equal(owner_find(view_of("billing")), OWNER_BILLING);
    assert_int_equal(owner_find(view_of("any")), OWNER_ANY);
    assert_int_equal(owner_find(view_of("bank")), OWNER_ANY);
    assert_string_equal(owner_name(OWNER_NOTIFIER), "notifier");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_are_well_formed),
        cmocka_unit_test(test_owner_is_the_first_word),
        cmocka_unit_test(test_find_finds_each_type_once),
        cmocka_unit_test(test_fields_are_sound),
        cmocka_unit_test(test_records_fit_the_depth_of_a_frame),
        cmocka_unit_test(test_consumed_are_events_of_others),
        cmocka_unit_test(test_causes_have_no_circle),
        cmocka_unit_test(test_words_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
