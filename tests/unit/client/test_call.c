/* SPDX-License-Identifier: MPL-2.0 */
/* Commands and queries against a service that is silent, busy, late or rude. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>

#include "fake.h"
#include "proto/id.h"

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct intake_contact_erase erase = {.id = {{7}}, .reason = {(const uint8_t *)"x", 1}};

static struct entraide_request command(int timeout_ms)
{
    return (struct entraide_request){
        .message = &message_intake_contact_erase, .data = &erase, .timeout_ms = timeout_ms};
}

static void answer_done(struct fake *fake, const struct envelope *envelope,
                        const struct message *message, const void *data)
{
    (void)message;
    (void)data;
    fake_done(fake, envelope->id);
}

static void say_nothing(struct fake *fake, const struct envelope *envelope,
                        const struct message *message, const void *data)
{
    (void)fake;
    (void)envelope;
    (void)message;
    (void)data;
}

static void test_done(void **state)
{
    (void)state;
    struct fake fake = {0};
    fake_start(&fake, answer_done);
    entraide_t *bus = fake_bus(fake.endpoint);
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    assert_true(id_is_v7(request.id));
    assert_true(id_equal(answer.reply.re, request.id));
    assert_true(answer.frame.size > 0);
    entraide_destroy(&bus);
    assert_null(bus);
    fake_stop(&fake);
    assert_int_equal(fake.seen_count, 1);
}

/* The first endpoint takes the command and says nothing; the second one gets it under the same id. */
static void test_silence_leads_to_next_endpoint(void **state)
{
    (void)state;
    struct fake silent = {0}, other = {0};
    char endpoints[160];
    fake_start(&silent, say_nothing);
    fake_start(&other, answer_done);
    (void)snprintf(endpoints, sizeof endpoints, "%s, %s", silent.endpoint, other.endpoint);
    entraide_t *bus = fake_bus(endpoints);
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    int64_t start_ms = now_ms();
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    assert_in_range(now_ms() - start_ms, 2900, 5000);
    entraide_destroy(&bus);
    fake_stop(&silent);
    fake_stop(&other);
    assert_int_equal(silent.seen_count, 1);
    assert_int_equal(other.seen_count, 1);
    assert_true(id_equal(silent.seen[0], request.id));
    assert_true(id_equal(other.seen[0], request.id));
}

/* An endpoint that cannot be connected to is left after a second, long before silence would count. */
static void test_nobody_there_leads_to_next_endpoint(void **state)
{
    (void)state;
    struct fake gone = {0}, other = {0};
    char endpoints[160];
    fake_start(&gone, say_nothing);
    fake_stop(&gone);
    fake_start(&other, answer_done);
    (void)snprintf(endpoints, sizeof endpoints, "%s,%s", gone.endpoint, other.endpoint);
    entraide_t *bus = fake_bus(endpoints);
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    int64_t start_ms = now_ms();
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    assert_in_range(now_ms() - start_ms, 900, 2500);
    entraide_destroy(&bus);
    fake_stop(&other);
}

static void test_nobody_is_unknown(void **state)
{
    (void)state;
    struct fake gone = {0};
    fake_start(&gone, say_nothing);
    fake_stop(&gone);
    entraide_t *bus = fake_bus(gone.endpoint);
    struct entraide_request request = command(200);
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_UNKNOWN);
    assert_int_equal(answer.reply.code, 0);
    assert_false(id_none(request.id)); /* so that it can be resolved */
    entraide_destroy(&bus);
}

static void answer_busy_twice(struct fake *fake, const struct envelope *envelope,
                              const struct message *message, const void *data)
{
    (void)message;
    (void)data;
    if (fake->seen_count <= 2) {
        fake_refuse(fake, envelope->id, E_BUSY, 150);
    } else {
        fake_done(fake, envelope->id);
    }
}

static void test_busy_waits_and_sends_again(void **state)
{
    (void)state;
    struct fake fake = {0};
    fake_start(&fake, answer_busy_twice);
    entraide_t *bus = fake_bus(fake.endpoint);
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    int64_t start_ms = now_ms();
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    assert_in_range(now_ms() - start_ms, 300, 1500);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.seen_count, 3);
    assert_true(id_equal(fake.seen[0], fake.seen[2]));
}

static void answer_busy(struct fake *fake, const struct envelope *envelope,
                        const struct message *message, const void *data)
{
    (void)message;
    (void)data;
    fake_refuse(fake, envelope->id, E_BUSY, 0);
}

/* A retry_after_ms of zero is no reason to send without a pause. */
static void test_busy_to_the_end(void **state)
{
    (void)state;
    struct fake fake = {0};
    fake_start(&fake, answer_busy);
    entraide_t *bus = fake_bus(fake.endpoint);
    struct entraide_request request = command(250);
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_UNKNOWN);
    assert_int_equal(answer.reply.code, E_BUSY);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_in_range(fake.seen_count, 2, 26);
}

static void answer_by_turn(struct fake *fake, const struct envelope *envelope,
                           const struct message *message, const void *data)
{
    (void)message;
    (void)data;
    fake_refuse(fake, envelope->id, fake->seen_count == 1 ? E_STATE : E_POISON, 0);
}

static void test_refused_and_failed(void **state)
{
    (void)state;
    struct fake fake = {0};
    fake_start(&fake, answer_by_turn);
    entraide_t *bus = fake_bus(fake.endpoint);
    struct entraide_request first = command(0), second = command(0);
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &first, &answer), ENTRAIDE_REFUSED);
    assert_int_equal(answer.reply.code, E_STATE);
    assert_true(view_is(answer.reply.path, "data.id"));
    assert_int_equal(entraide_call(bus, &second, &answer), ENTRAIDE_ERROR);
    entraide_destroy(&bus);
    fake_stop(&fake);
}

/* Before the answer: garbage, another id's reply, an event of a feed that nobody follows. */
static void answer_after_noise(struct fake *fake, const struct envelope *envelope,
                               const struct message *message, const void *data)
{
    (void)message;
    (void)data;
    struct feed_heartbeat heartbeat = {.session = 1, .head_seq = 5};
    fake_bytes(fake, view_of("\xc1garbage"));
    fake_refuse(fake, (struct id){{9}}, E_STATE, 0);
    fake_tell(fake, &message_feed_heartbeat, &heartbeat);
    fake_done(fake, envelope->id);
}

static void test_noise_is_passed_over(void **state)
{
    (void)state;
    struct fake fake = {0};
    fake_start(&fake, answer_after_noise);
    entraide_t *bus = fake_bus(fake.endpoint);
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    entraide_destroy(&bus);
    fake_stop(&fake);
}

/* id {1}: it ran and was refused then; any other: never. */
static void answer_resolve(struct fake *fake, const struct envelope *envelope,
                           const struct message *message, const void *data)
{
    assert_ptr_equal(message, &message_resolve);
    struct id asked = ((const struct resolve *)data)->id;
    struct reply stored = {.re = asked, .status = STATUS_REFUSED, .code = E_STATE};
    struct resolution resolution = {.outcome = OUTCOME_NEVER};
    if (asked.bytes[0] == 1) {
        resolution.outcome = OUTCOME_KNOWN;
        resolution.reply = record_pack(&record_reply, &stored, fake->arena);
    }
    fake_reply(fake,
               &(struct reply){.re = envelope->id,
                               .status = STATUS_DONE,
                               .data = record_pack(&record_resolution, &resolution, fake->arena)});
}

static void test_resolve(void **state)
{
    (void)state;
    struct fake fake = {0};
    struct entraide_answer answer;
    bool known = false;
    fake_start(&fake, answer_resolve);
    entraide_t *bus = fake_bus(fake.endpoint);
    assert_int_equal(entraide_resolve(bus, OWNER_INTAKE, (struct id){{1}}, &known, &answer),
                     ENTRAIDE_DONE);
    assert_true(known);
    assert_int_equal(answer.reply.code, E_STATE);
    assert_int_equal(answer.reply.re.bytes[0], 1);
    assert_int_equal(entraide_resolve(bus, OWNER_INTAKE, (struct id){{2}}, &known, &answer),
                     ENTRAIDE_DONE);
    assert_false(known);
    assert_int_equal(entraide_resolve(bus, OWNER_MATCHER, (struct id){{2}}, &known, &answer),
                     ENTRAIDE_CLOSED);
    entraide_destroy(&bus);
    fake_stop(&fake);
}

/* Replies to three commands, the last one first. */
static void answer_in_reverse(struct fake *fake, const struct envelope *envelope,
                              const struct message *message, const void *data)
{
    (void)envelope;
    (void)message;
    (void)data;
    for (unsigned i = 3; fake->seen_count == 3 && i > 0; i--) {
        fake_done(fake, fake->seen[i - 1]);
    }
}

static void post(entraide_t *bus, struct entraide_request *request)
{
    for (int i = 0; i < 500 && entraide_post(bus, request) == ENTRAIDE_UNKNOWN; i++) {
        struct timespec pause = {0, 2000000}; /* the connection is young */
        nanosleep(&pause, NULL);
    }
}

static void test_post_and_receive_out_of_order(void **state)
{
    (void)state;
    struct fake fake = {0};
    struct entraide_request requests[3] = {command(0), command(0), command(0)};
    struct entraide_answer answer;
    fake_start(&fake, answer_in_reverse);
    entraide_t *bus = fake_bus(fake.endpoint);
    for (int i = 0; i < 3; i++) {
        post(bus, &requests[i]);
    }
    for (int i = 2; i >= 0; i--) {
        assert_true(entraide_receive(bus, OWNER_INTAKE, 3000, &answer));
        assert_true(id_equal(answer.reply.re, requests[i].id));
    }
    assert_false(entraide_receive(bus, OWNER_INTAKE, 20, &answer));
    assert_false(entraide_receive(bus, OWNER_BILLING, 20, &answer));
    entraide_destroy(&bus);
    fake_stop(&fake);
}

static void test_what_is_not_well_formed(void **state)
{
    (void)state;
    const char *key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    assert_null(entraide_new(&(struct entraide_identity){"", key, key}));
    assert_null(entraide_new(&(struct entraide_identity){"Big Name", key, key}));
    assert_null(entraide_new(&(struct entraide_identity){"a", key, NULL}));
    entraide_t *bus = entraide_new(&(struct entraide_identity){"a", key, key});
    struct entraide_request request = command(0);
    struct entraide_answer answer;
    static const char *const bad[] = {"", ",", "tcp:/x", "tcp://127.0.0.1:1,nonsense",
                                      "a,b,c,d,e,f,g,h,i"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(entraide_connect(bus, OWNER_INTAKE, bad[i], key), ENTRAIDE_CLOSED);
    }
    assert_int_equal(entraide_connect(bus, OWNER_INTAKE, "tcp://127.0.0.1:1", "short"),
                     ENTRAIDE_CLOSED);
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_CLOSED);
    assert_int_equal(entraide_post(bus, &request), ENTRAIDE_CLOSED);
    assert_int_equal(entraide_follow(bus, OWNER_INTAKE, (struct entraide_cursor){0}),
                     ENTRAIDE_CLOSED);
    entraide_destroy(&bus);
    entraide_destroy(&bus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_done),
        cmocka_unit_test(test_silence_leads_to_next_endpoint),
        cmocka_unit_test(test_nobody_there_leads_to_next_endpoint),
        cmocka_unit_test(test_nobody_is_unknown),
        cmocka_unit_test(test_busy_waits_and_sends_again),
        cmocka_unit_test(test_busy_to_the_end),
        cmocka_unit_test(test_refused_and_failed),
        cmocka_unit_test(test_noise_is_passed_over),
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_post_and_receive_out_of_order),
        cmocka_unit_test(test_what_is_not_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
