/* SPDX-License-Identifier: MPL-2.0 */
/* Following a feed: nothing missing, nothing twice, whatever the producer does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "fake.h"

static const struct entraide_cursor beginning = {0};

/* Takes events until count have come; each must be the next one, under the journal's own chain. */
static void assert_next(entraide_t *bus, const struct fake *fake, int64_t first, int64_t last)
{
    for (int64_t seq = first; seq <= last; seq++) {
        struct entraide_event event;
        assert_int_equal(entraide_next(bus, 8000, &event), ENTRAIDE_DONE);
        assert_int_equal(event.service, OWNER_INTAKE);
        assert_int_equal(event.cursor.seq, seq);
        assert_true(digest_equal(event.cursor.chain, fake->chains[seq]));
        assert_true(view_equal(event.frame, fake->bodies[seq]));
    }
}

static void assert_quiet(entraide_t *bus, int timeout_ms)
{
    struct entraide_event event;
    assert_int_equal(entraide_next(bus, timeout_ms, &event), ENTRAIDE_UNKNOWN);
}

static struct entraide_cursor cursor_at(const struct fake *fake, int64_t seq)
{
    return (struct entraide_cursor){1, seq, fake->chains[seq]};
}

/* 100 events at once, 100 more for each credit: a reader that grants none gets stuck. */
static void feed_by_credit(struct fake *fake, const struct envelope *envelope,
                           const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
    }
    if (fake->sent_seq < fake->event_count) {
        fake_batch(fake, 100, NULL);
    }
}

static void test_all_events_with_credit(void **state)
{
    (void)state;
    static struct fake fake;
    fake = (struct fake){0};
    fake_events(&fake, 1200);
    fake_start(&fake, feed_by_credit);
    entraide_t *bus = fake_bus(fake.endpoint);
    assert_int_equal(entraide_follow_head(bus, OWNER_INTAKE), -1);
    assert_int_equal(entraide_follow(bus, OWNER_INTAKE, beginning), ENTRAIDE_DONE);
    assert_next(bus, &fake, 1, 1200);
    assert_quiet(bus, 50);
    assert_int_equal(entraide_follow_head(bus, OWNER_INTAKE), 1200);
    assert_int_equal(entraide_follow_reason(bus, OWNER_INTAKE), -1);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 1);
    assert_int_equal(fake.granted, 1200);
}

/* The service has 300 events and tells nothing of them: one more happens when the feed is open. */
static void feed_from_head(struct fake *fake, const struct envelope *envelope,
                           const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        assert_true(((const struct feed_open *)data)->from_head);
        fake->event_count = 300;
        fake_ok(fake, data);
        fake->event_count = 301;
        fake_batch(fake, 1, NULL);
    }
}

static void test_from_the_head(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_cursor cursor;
    fake = (struct fake){0};
    fake_events(&fake, 301);
    fake_start(&fake, feed_from_head);
    entraide_t *bus = fake_bus(fake.endpoint);
    assert_int_equal(entraide_follow_new(bus, OWNER_INTAKE), ENTRAIDE_DONE);
    assert_false(entraide_follow_cursor(bus, OWNER_INTAKE, &cursor));
    assert_next(bus, &fake, 301, 301);
    assert_true(entraide_follow_cursor(bus, OWNER_INTAKE, &cursor));
    assert_int_equal(cursor.seq, 301);
    assert_true(digest_equal(cursor.chain, fake.chains[301]));
    entraide_destroy(&bus);
    fake_stop(&fake);
}

static void test_from_a_kept_cursor(void **state)
{
    (void)state;
    static struct fake fake;
    fake = (struct fake){0};
    fake_events(&fake, 300);
    struct entraide_cursor cursor = cursor_at(&fake, 250);
    fake_start(&fake, fake_feed);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, cursor);
    assert_next(bus, &fake, 251, 300);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.opened_after[0], 250);
}

/* The first session leaves out one event; the second one, opened after the last good, is whole. */
static void feed_with_gap(struct fake *fake, const struct envelope *envelope,
                          const struct message *message, const void *data)
{
    if (message == &message_feed_open && fake->open_count == 1) {
        fake_ok(fake, data);
        fake_batch(fake, 5, NULL);
        fake->sent_seq++;
        fake_batch(fake, 3, NULL);
    } else {
        fake_feed(fake, envelope, message, data);
    }
}

static void test_gap_opens_again(void **state)
{
    (void)state;
    static struct fake fake;
    fake = (struct fake){0};
    fake_events(&fake, 20);
    fake_start(&fake, feed_with_gap);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &fake, 1, 20);
    assert_quiet(bus, 50);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 2);
    assert_int_equal(fake.opened_after[1], 5);
}

static uint8_t wrong_chain[32] = {1};

static void spoil_chain(struct feed_batch *batch)
{
    batch->chain = (struct view){wrong_chain, 32};
}

static void feed_wrong_chain(struct fake *fake, const struct envelope *envelope,
                             const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        fake_batch(fake, 3, spoil_chain);
    }
}

/* None of its events is given out, and after three tries the reader is told. */
static void test_wrong_chain_is_diverged(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_event event;
    fake = (struct fake){0};
    fake_events(&fake, 3);
    fake_start(&fake, feed_wrong_chain);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_int_equal(entraide_next(bus, 8000, &event), ENTRAIDE_REFUSED);
    assert_int_equal(event.service, OWNER_INTAKE);
    assert_int_equal(event.cursor.seq, 0);
    assert_int_equal(entraide_follow_reason(bus, OWNER_INTAKE), FEED_DIVERGED);
    assert_quiet(bus, 50);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 3);
}

static void spoil_session(struct feed_batch *batch)
{
    batch->session += 100;
}

/* A batch of a session that was given up is no reason for anything. */
static void feed_old_session(struct fake *fake, const struct envelope *envelope,
                             const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        fake_batch(fake, 2, spoil_session);
        fake->sent_seq = 0;
        fake_batch(fake, 4, NULL);
    }
}

static void test_old_session_is_passed_over(void **state)
{
    (void)state;
    static struct fake fake;
    fake = (struct fake){0};
    fake_events(&fake, 4);
    fake_start(&fake, feed_old_session);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &fake, 1, 4);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 1);
}

/* One event comes as its digest: the chain verifies, the frame is absent. */
static struct feed_event hidden_events[2];
static struct digest hidden_digest;
static arena_t *hidden_arena;

static void hide_second(struct feed_batch *batch)
{
    struct list events = batch->events;
    feed_event_next(&events, &hidden_events[0]);
    feed_event_next(&events, &hidden_events[1]);
    hidden_digest = digest_of(hidden_events[1].body);
    hidden_events[1] = (struct feed_event){.digest = {hidden_digest.bytes, 32}};
    batch->events = feed_event_list(hidden_events, 2, hidden_arena);
}

static void feed_hidden(struct fake *fake, const struct envelope *envelope,
                        const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        fake_batch(fake, 2, hide_second);
        fake_batch(fake, 1, NULL);
    }
}

static void test_hidden_event(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_event event;
    fake = (struct fake){0};
    hidden_arena = arena_new(1024);
    fake_events(&fake, 3);
    fake_start(&fake, feed_hidden);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &fake, 1, 1);
    assert_int_equal(entraide_next(bus, 3000, &event), ENTRAIDE_DONE);
    assert_int_equal(event.cursor.seq, 2);
    assert_null(event.frame.bytes);
    assert_next(bus, &fake, 3, 3);
    entraide_destroy(&bus);
    fake_stop(&fake);
    arena_destroy(&hidden_arena);
}

/* The producer is gone after ten events; its standby has the same journal and goes on. */
static void feed_ten(struct fake *fake, const struct envelope *envelope,
                     const struct message *message, const void *data)
{
    (void)envelope;
    if (message == &message_feed_open) {
        fake_ok(fake, data);
        fake_batch(fake, 10, NULL);
    }
}

static void test_next_endpoint_from_cursor(void **state)
{
    (void)state;
    static struct fake first, second;
    char endpoints[160];
    first = second = (struct fake){0};
    fake_events(&first, 10);
    fake_events(&second, 30);
    fake_start(&first, feed_ten);
    fake_start(&second, fake_feed);
    (void)snprintf(endpoints, sizeof endpoints, "%s,%s", first.endpoint, second.endpoint);
    entraide_t *bus = fake_bus(endpoints);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &first, 1, 10);
    fake_stop(&first);
    assert_next(bus, &second, 11, 30);
    entraide_destroy(&bus);
    fake_stop(&second);
    assert_int_equal(second.opened_after[0], 10);
}

static void refuse_once(struct fake *fake, const struct envelope *envelope,
                        const struct message *message, const void *data)
{
    struct feed_refused refused = {.reason = (int)fake->trick};
    if (message == &message_feed_open && fake->open_count == 1) {
        fake_tell(fake, &message_feed_refused, &refused);
    } else {
        fake_feed(fake, envelope, message, data);
    }
}

static void test_busy_asks_again(void **state)
{
    (void)state;
    static struct fake fake;
    fake = (struct fake){.trick = FEED_BUSY};
    fake_events(&fake, 5);
    fake_start(&fake, refuse_once);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &fake, 1, 5);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 2);
}

static void test_not_owner_asks_elsewhere(void **state)
{
    (void)state;
    static struct fake standby, owner;
    char endpoints[160];
    standby = owner = (struct fake){.trick = FEED_NOT_OWNER};
    fake_events(&standby, 5);
    fake_events(&owner, 5);
    fake_start(&standby, refuse_once);
    fake_start(&owner, fake_feed);
    (void)snprintf(endpoints, sizeof endpoints, "%s,%s", standby.endpoint, owner.endpoint);
    entraide_t *bus = fake_bus(endpoints);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_next(bus, &owner, 1, 5);
    entraide_destroy(&bus);
    fake_stop(&standby);
    fake_stop(&owner);
    assert_int_equal(standby.open_count, 1);
    assert_int_equal(owner.open_count, 1);
}

static void test_denied_is_said_once(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_event event;
    fake = (struct fake){.trick = FEED_DENIED};
    fake_start(&fake, refuse_once);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_int_equal(entraide_next(bus, 3000, &event), ENTRAIDE_REFUSED);
    assert_int_equal(entraide_follow_reason(bus, OWNER_INTAKE), FEED_DENIED);
    assert_quiet(bus, 700);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 1);
}

/* A call in the middle of a batch: the event in hand stays, and those that arrive meanwhile wait. */
static void test_call_between_events(void **state)
{
    (void)state;
    static struct fake fake;
    struct entraide_event event;
    struct status_get question = {0};
    fake = (struct fake){0};
    fake_events(&fake, 500);
    fake_start(&fake, fake_feed);
    entraide_t *bus = fake_bus(fake.endpoint);
    entraide_follow(bus, OWNER_INTAKE, beginning);
    assert_int_equal(entraide_next(bus, 3000, &event), ENTRAIDE_DONE);
    struct entraide_request request = {
        .message = &message_status_get, .service = OWNER_INTAKE, .data = &question};
    struct entraide_answer answer;
    assert_int_equal(entraide_call(bus, &request, &answer), ENTRAIDE_DONE);
    assert_true(view_equal(event.frame, fake.bodies[1]));
    assert_next(bus, &fake, 2, 500);
    entraide_destroy(&bus);
    fake_stop(&fake);
    assert_int_equal(fake.open_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_events_with_credit),
        cmocka_unit_test(test_from_the_head),
        cmocka_unit_test(test_from_a_kept_cursor),
        cmocka_unit_test(test_gap_opens_again),
        cmocka_unit_test(test_wrong_chain_is_diverged),
        cmocka_unit_test(test_old_session_is_passed_over),
        cmocka_unit_test(test_hidden_event),
        cmocka_unit_test(test_next_endpoint_from_cursor),
        cmocka_unit_test(test_busy_asks_again),
        cmocka_unit_test(test_not_owner_asks_elsewhere),
        cmocka_unit_test(test_denied_is_said_once),
        cmocka_unit_test(test_call_between_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
