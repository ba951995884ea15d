/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a message: which steps there are, and when it is tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <curl/curl.h>

#include "delivery.h"
#include "state.h"

static int step(int from, enum message_trigger trigger)
{
    const struct transition *found = state_find(&state_message, from, (int)trigger);
    return found ? found->to : -1;
}

static void test_steps(void **state)
{
    (void)state;
    assert_int_equal(step(MESSAGE_QUEUED, TRIGGER_ATTEMPT), MESSAGE_SENDING);
    assert_int_equal(step(MESSAGE_QUEUED, TRIGGER_UNREACHABLE), MESSAGE_DEAD);
    assert_int_equal(step(MESSAGE_SENDING, TRIGGER_ATTEMPT), MESSAGE_SENDING);
    assert_int_equal(step(MESSAGE_SENDING, TRIGGER_ACCEPTED), MESSAGE_SENT);
    assert_int_equal(step(MESSAGE_SENDING, TRIGGER_DELAYED), MESSAGE_QUEUED);
    assert_int_equal(step(MESSAGE_SENDING, TRIGGER_REFUSED), MESSAGE_DEAD);
    assert_int_equal(step(MESSAGE_SENDING, TRIGGER_EXHAUSTED), MESSAGE_DEAD);
}

/* What was sent, or is dead, stays so whatever happens; and nothing is sent without an attempt. */
static void test_ends_are_final(void **state)
{
    (void)state;
    for (int trigger = TRIGGER_ATTEMPT; trigger <= TRIGGER_UNREACHABLE; trigger++) {
        assert_int_equal(step(MESSAGE_SENT, (enum message_trigger)trigger), -1);
        assert_int_equal(step(MESSAGE_DEAD, (enum message_trigger)trigger), -1);
        assert_int_not_equal(step(MESSAGE_QUEUED, (enum message_trigger)trigger), MESSAGE_SENT);
    }
}

static void test_pauses(void **state)
{
    (void)state;
    struct id even = {{0}};
    int64_t expected_ms = 1000;
    for (int64_t attempt = 1; attempt <= 40; attempt++) {
        int64_t pause_ms = message_retry_ms(attempt, 1000, 60000, even);
        assert_in_range(pause_ms, expected_ms - expected_ms / 4, expected_ms);
        expected_ms = 2 * expected_ms > 60000 ? 60000 : 2 * expected_ms;
    }
    assert_in_range(message_retry_ms(1000, 3600000, 1000, even), 750, 1000);
}

static void test_pauses_spread(void **state)
{
    (void)state;
    struct id first = {.bytes = {[15] = 0}}, second = {.bytes = {[15] = 128}};
    assert_int_not_equal(message_retry_ms(1, 60000, 60000, first),
                         message_retry_ms(1, 60000, 60000, second));
    assert_int_equal(message_retry_ms(3, 1000, 60000, first),
                     message_retry_ms(3, 1000, 60000, first));
}

/* A refused login or connection is the operator's affair; it must not end messages. */
static void test_judging(void **state)
{
    (void)state;
    assert_int_equal(delivery_judge(CURLE_OK, 250, true), DELIVERY_ACCEPTED);
    assert_int_equal(delivery_judge(CURLE_SEND_ERROR, 550, false), DELIVERY_REFUSED);
    assert_int_equal(delivery_judge(CURLE_WEIRD_SERVER_REPLY, 554, true), DELIVERY_REFUSED);
    assert_int_equal(delivery_judge(CURLE_WEIRD_SERVER_REPLY, 554, false), DELIVERY_DELAYED);
    assert_int_equal(delivery_judge(CURLE_SEND_ERROR, 450, false), DELIVERY_DELAYED);
    assert_int_equal(delivery_judge(CURLE_SEND_ERROR, 530, false), DELIVERY_DELAYED);
    assert_int_equal(delivery_judge(CURLE_LOGIN_DENIED, 535, false), DELIVERY_DELAYED);
    assert_int_equal(delivery_judge(CURLE_COULDNT_CONNECT, 0, false), DELIVERY_DELAYED);
    assert_int_equal(delivery_judge(CURLE_OPERATION_TIMEDOUT, 0, true), DELIVERY_DELAYED);
}

static void expect_described(int code, const char *reply, const char *start)
{
    char result[DELIVERY_RESULT_SIZE] = "";
    delivery_describe(code, view_of(reply), result);
    assert_memory_equal(result, start, strlen(start));
    assert_null(strchr(result, '@'));
}

/* Servers repeat the address in their answer; it is personal and must not be kept. */
static void test_result_holds_no_address(void **state)
{
    (void)state;
    expect_described(CURLE_SEND_ERROR, "550 5.1.1 <bob@example.org>: no such user\r\n",
                     "smtp 550 5.1.1");
    expect_described(CURLE_SEND_ERROR, "550 bob@example.org unknown\r\n", "smtp 550");
    expect_described(CURLE_SEND_ERROR, "550 1.bob@example.org\r\n", "smtp 550");
    expect_described(CURLE_OK, "250 2.0.0 OK\r\n", "smtp 250 2.0.0");
    expect_described(CURLE_OK, "250\r\n", "smtp 250");
    expect_described(CURLE_COULDNT_CONNECT, NULL, "Couldn't connect");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),   cmocka_unit_test(test_ends_are_final),
        cmocka_unit_test(test_pauses),  cmocka_unit_test(test_pauses_spread),
        cmocka_unit_test(test_judging), cmocka_unit_test(test_result_holds_no_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
