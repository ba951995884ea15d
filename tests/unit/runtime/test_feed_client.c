/* SPDX-License-Identifier: MPL-2.0 */
/* The reader's side of the feed, frame by frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feed_support.h"

enum { CREDIT_EVENTS = 8, CREDIT_BYTES = 100000, EVENT_COUNT = 20, SESSION = 7 };

struct fixture {
    struct log *log;
    feed_client_t *client;
    arena_t *arena; /* frames given to the client */
    int64_t now_ms;
    const struct message *message;
    _Alignas(max_align_t) uint8_t data[RECORD_SIZE_MAX];
};

static void tick(struct fixture *fixture, int64_t later_ms)
{
    fixture->now_ms += later_ms;
    assert_false(feed_client_tick(fixture->client, fixture->now_ms));
}

/* The next frame of the client is this message; returns its data. */
static const void *expect(struct fixture *fixture, const struct message *message)
{
    struct envelope envelope;
    struct refusal refusal;
    struct view frame;
    assert_true(feed_client_output(fixture->client, &frame));
    frame = arena_copy(fixture->arena, frame);
    assert_int_equal(message_decode(frame, &envelope, &fixture->message, fixture->data, &refusal),
                     0);
    assert_string_equal(fixture->message->type, message->type);
    return fixture->data;
}

static void expect_nothing(struct fixture *fixture)
{
    struct view frame;
    assert_false(feed_client_output(fixture->client, &frame));
}

static void hear(struct fixture *fixture, const struct message *message, const void *data)
{
    struct envelope envelope = {0};
    feed_client_input(fixture->client, message_pack(message, &envelope, data, fixture->arena),
                      fixture->now_ms);
}

static void hear_ok(struct fixture *fixture, int64_t session)
{
    struct feed_ok ok = {
        .session = session, .head_seq = EVENT_COUNT, .low_seq = 1, .incarnation = {{1}}};
    hear(fixture, &message_feed_ok, &ok);
}

static void hear_refused(struct fixture *fixture, enum feed_reason reason)
{
    struct feed_refused refused = {.reason = (int)reason};
    hear(fixture, &message_feed_refused, &refused);
}

/* A true batch of the journal; change makes a false one of it. */
static void hear_batch(struct fixture *fixture, int64_t first_seq, size_t count,
                       void (*change)(struct feed_batch *batch))
{
    struct feed_event events[EVENT_COUNT];
    const struct feed_item *items = &fixture->log->items[first_seq - 1];
    for (size_t i = 0; i < count; i++) {
        events[i] = (struct feed_event){.body = items[i].body, .after = items[i].after};
    }
    struct cursor before = log_cursor(fixture->log, first_seq - 1);
    struct cursor after = log_cursor(fixture->log, first_seq - 1 + (int64_t)count);
    struct feed_key key = {.id = {{5}}, .secret = {after.chain.bytes, 32}};
    struct feed_batch batch = {
        .session = SESSION,
        .epoch = after.epoch,
        .first_seq = first_seq,
        .chain_before = {before.chain.bytes, 32},
        .chain = {after.chain.bytes, 32},
        .events = feed_event_list(events, count, fixture->arena),
        .keys = feed_key_list(&key, 1, fixture->arena),
        .head_seq = EVENT_COUNT,
    };
    if (change) {
        change(&batch);
    }
    hear(fixture, &message_feed_batch, &batch);
}

/* A client whose session is open after event seq. */
static void begin(struct fixture *fixture, int64_t seq)
{
    *fixture = (struct fixture){.log = log_new(), .now_ms = 1000};
    for (uint64_t i = 0; i < EVENT_COUNT; i++) {
        log_add(fixture->log, OPEN_TYPE, 100, i);
    }
    fixture->arena = arena_new(64 * 1024);
    fixture->client = feed_client_new(OWNER_INTAKE, "matcher", CREDIT_EVENTS, CREDIT_BYTES);
    feed_client_start(fixture->client, log_cursor(fixture->log, seq), fixture->now_ms);
    expect_nothing(fixture);
    feed_client_connected(fixture->client, fixture->now_ms);
    tick(fixture, 0);
    assert_int_equal(feed_client_state(fixture->client), FEED_OPENING);
    const struct feed_open *open = expect(fixture, &message_feed_open);
    assert_int_equal(open->seq, seq);
    assert_int_equal(open->credit_events, CREDIT_EVENTS);
    assert_memory_equal(open->chain.bytes, log_cursor(fixture->log, seq).chain.bytes, 32);
    hear_ok(fixture, SESSION);
    assert_int_equal(feed_client_state(fixture->client), FEED_OPENED);
    assert_int_equal(feed_client_head(fixture->client), EVENT_COUNT);
    expect_nothing(fixture);
}

static void finish(struct fixture *fixture)
{
    feed_client_destroy(&fixture->client);
    arena_destroy(&fixture->arena);
    log_destroy(&fixture->log);
}

static void a_service_asks_for_what_it_consumes(void **state)
{
    (void)state;
    struct fixture fixture = {.now_ms = 1000, .log = log_new(), .arena = arena_new(4096)};
    struct view type;
    fixture.client = feed_client_new(OWNER_INTAKE, "matcher", CREDIT_EVENTS, CREDIT_BYTES);
    feed_client_select(fixture.client, OWNER_MATCHER);
    feed_client_start(fixture.client, (struct cursor){0}, fixture.now_ms);
    feed_client_connected(fixture.client, fixture.now_ms);
    tick(&fixture, 0);
    const struct feed_open *open = expect(&fixture, &message_feed_open);
    struct list types = open->types;
    bool received = false;
    while (list_next_text(&types, &type)) {
        assert_memory_equal(type.bytes, "intake.", strlen("intake."));
        assert_false(view_is(type, "intake.service.changed")); /* of use to notifier alone */
        received = received || view_is(type, "intake.request.received");
    }
    assert_true(received);
    finish(&fixture);
}

static void expect_taken(struct fixture *fixture, int64_t first_seq, int64_t last_seq)
{
    struct feed_arrival arrival;
    for (int64_t seq = first_seq; seq <= last_seq; seq++) {
        const struct feed_item *item = &fixture->log->items[seq - 1];
        assert_true(feed_client_peek(fixture->client, &arrival));
        assert_int_equal(arrival.seq, seq);
        assert_int_equal(arrival.owner, OWNER_INTAKE);
        assert_true(digest_equal(arrival.chain, item->chain));
        assert_true(view_equal(arrival.body, item->body));
        assert_true(view_equal(arrival.after, item->after));
        feed_client_take(fixture->client);
    }
}

static void expect_empty(struct fixture *fixture)
{
    struct feed_arrival arrival;
    assert_false(feed_client_peek(fixture->client, &arrival));
}

static void commit(struct fixture *fixture, int64_t seq)
{
    feed_client_committed(fixture->client, log_cursor(fixture->log, seq));
    assert_int_equal(feed_client_cursor(fixture->client).seq, seq);
}

/* The session was closed and the feed is opened again, after seq. */
static void expect_reopened(struct fixture *fixture, int64_t seq)
{
    const struct feed_close *close = expect(fixture, &message_feed_close);
    assert_int_equal(close->session, SESSION);
    expect_nothing(fixture);
    tick(fixture, 249);
    expect_nothing(fixture);
    tick(fixture, 1);
    const struct feed_open *open = expect(fixture, &message_feed_open);
    assert_int_equal(open->seq, seq);
    expect_empty(fixture);
}

static void events_are_taken_and_credit_returned_after_the_commit(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 3);
    hear_batch(&fixture, 4, 5, NULL);
    hear_batch(&fixture, 9, 3, NULL);
    expect_taken(&fixture, 4, 11);
    expect_empty(&fixture);
    expect_nothing(&fixture);
    /* In the middle of a batch; less than half of the credit is kept back. */
    commit(&fixture, 6);
    expect_nothing(&fixture);
    commit(&fixture, 7);
    const struct feed_credit *credit = expect(&fixture, &message_feed_credit);
    assert_int_equal(credit->events, 4);
    assert_int_equal(credit->committed_seq, 7);
    int64_t bytes = 0;
    for (int i = 3; i < 7; i++) {
        bytes += (int64_t)(fixture.log->items[i].body.size + fixture.log->items[i].after.size);
    }
    assert_int_equal(credit->bytes, bytes);
    hear_batch(&fixture, 12, 1, NULL);
    commit(&fixture, 9);
    expect_nothing(&fixture);
    expect_taken(&fixture, 12, 12);
    commit(&fixture, 12);
    credit = expect(&fixture, &message_feed_credit);
    assert_int_equal(credit->events, 5);
    expect_nothing(&fixture);
    finish(&fixture);
}

static void a_rewind_gives_what_is_not_committed_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0);
    hear_batch(&fixture, 1, 6, NULL);
    expect_taken(&fixture, 1, 4);
    commit(&fixture, 2);
    feed_client_rewind(fixture.client);
    expect_taken(&fixture, 3, 6);
    finish(&fixture);
}

static void break_chain(struct feed_batch *batch)
{
    batch->chain = batch->chain_before;
}

static void break_chain_before(struct feed_batch *batch)
{
    batch->chain_before = batch->chain;
}

static void break_seq(struct feed_batch *batch)
{
    batch->first_seq++;
}

static void break_session(struct feed_batch *batch)
{
    batch->session++;
}

static void what_does_not_fit_opens_again_from_the_commit(void **state)
{
    (void)state;
    void (*const changes[])(struct feed_batch *) = {break_chain, break_chain_before, break_seq,
                                                    break_session};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct fixture fixture;
        begin(&fixture, 2);
        hear_batch(&fixture, 3, 4, NULL);
        expect_taken(&fixture, 3, 4);
        commit(&fixture, 3);
        hear_batch(&fixture, 7, 2, changes[i]);
        /* What came before is good. */
        expect_taken(&fixture, 5, 6);
        expect_empty(&fixture);
        commit(&fixture, 4);
        expect_reopened(&fixture, 4);
        finish(&fixture);
    }
}

static void a_frame_that_is_no_message_opens_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2);
    feed_client_input(fixture.client, view_of("\xc1"), fixture.now_ms);
    expect_reopened(&fixture, 2);
    finish(&fixture);
}

static void more_than_the_credit_opens_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0);
    hear_batch(&fixture, 1, CREDIT_EVENTS, NULL);
    assert_int_equal(feed_client_state(fixture.client), FEED_OPENED);
    hear_batch(&fixture, 1 + CREDIT_EVENTS, 1, NULL);
    expect_reopened(&fixture, 0);
    finish(&fixture);
}

static void a_late_frame_of_an_earlier_session_is_ignored(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2);
    hear_ok(&fixture, SESSION - 1);
    struct feed_heartbeat heartbeat = {.session = SESSION - 1, .head_seq = 1};
    hear(&fixture, &message_feed_heartbeat, &heartbeat);
    assert_int_equal(feed_client_head(fixture.client), EVENT_COUNT);
    assert_int_equal(feed_client_state(fixture.client), FEED_OPENED);
    expect_nothing(&fixture);
    heartbeat = (struct feed_heartbeat){.session = SESSION, .head_seq = 99};
    hear(&fixture, &message_feed_heartbeat, &heartbeat);
    assert_int_equal(feed_client_head(fixture.client), 99);
    finish(&fixture);
}

static void digests_alone_keep_the_chain(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0);
    struct digest digest = digest_of(fixture.log->items[0].body);
    struct feed_event event = {.digest = {digest.bytes, 32}};
    struct digest zero = {{0}};
    struct feed_batch batch = {
        .session = SESSION,
        .first_seq = 1,
        .chain_before = {zero.bytes, 32},
        .chain = {fixture.log->items[0].chain.bytes, 32},
        .events = feed_event_list(&event, 1, fixture.arena),
    };
    hear(&fixture, &message_feed_batch, &batch);
    struct feed_arrival arrival;
    assert_true(feed_client_peek(fixture.client, &arrival));
    assert_null(arrival.body.bytes);
    assert_int_equal(arrival.seq, 1);
    finish(&fixture);
}

static void keys_come_only_with_a_batch_that_fits(void **state)
{
    (void)state;
    struct fixture fixture;
    struct id person;
    uint8_t secret[32];
    begin(&fixture, 0);
    hear_batch(&fixture, 1, 2, NULL);
    assert_true(feed_client_next_key(fixture.client, &person, secret));
    assert_true(id_equal(person, (struct id){{5}}));
    assert_memory_equal(secret, fixture.log->items[1].chain.bytes, 32);
    assert_false(feed_client_next_key(fixture.client, &person, secret));
    hear_batch(&fixture, 3, 2, break_chain);
    assert_false(feed_client_next_key(fixture.client, &person, secret));
    finish(&fixture);
}

static void diverged_stays_until_a_new_start(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2);
    hear_refused(&fixture, FEED_DIVERGED);
    assert_int_equal(feed_client_state(fixture.client), FEED_DIVERGENT);
    tick(&fixture, 100000);
    feed_client_connected(fixture.client, fixture.now_ms);
    tick(&fixture, 100000);
    expect_nothing(&fixture);
    assert_int_equal(feed_client_state(fixture.client), FEED_DIVERGENT);
    feed_client_start(fixture.client, log_cursor(fixture.log, 1), fixture.now_ms);
    tick(&fixture, 0);
    const struct feed_open *open = expect(&fixture, &message_feed_open);
    assert_int_equal(open->seq, 1);
    finish(&fixture);
}

/* A journal whose bodies were altered under their chain: asking again and again does not help. */
static void a_damaged_journal_is_divergent_after_three_times(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0);
    for (int i = 0; i < 2; i++) {
        hear_batch(&fixture, 1, 2, break_chain);
        expect_reopened(&fixture, 0);
        feed_client_connected(fixture.client, fixture.now_ms);
        tick(&fixture, 0);
        (void)expect(&fixture, &message_feed_open);
        hear_ok(&fixture, SESSION);
    }
    hear_batch(&fixture, 1, 2, break_chain);
    assert_int_equal(feed_client_state(fixture.client), FEED_DIVERGENT);
    (void)expect(&fixture, &message_feed_close);
    expect_nothing(&fixture);
    finish(&fixture);
}

static void denied_truncated_and_busy_are_asked_again_after_five_seconds(void **state)
{
    (void)state;
    const enum feed_reason reasons[] = {FEED_DENIED, FEED_TRUNCATED, FEED_BUSY};
    for (size_t i = 0; i < 3; i++) {
        enum feed_client_state paused = reasons[i] == FEED_BUSY ? FEED_CLOSED : FEED_CUT;
        struct fixture fixture;
        begin(&fixture, 2);
        hear_refused(&fixture, reasons[i]);
        assert_int_equal(feed_client_state(fixture.client), paused);
        tick(&fixture, 4999);
        expect_nothing(&fixture);
        tick(&fixture, 1);
        (void)expect(&fixture, &message_feed_open);
        hear_ok(&fixture, SESSION + 1);
        assert_int_equal(feed_client_state(fixture.client), FEED_OPENED);
        finish(&fixture);
    }
}

static void silence_and_not_owner_move_on(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, EVENT_COUNT);
    tick(&fixture, 2999);
    struct feed_heartbeat heartbeat = {.session = SESSION, .head_seq = EVENT_COUNT};
    hear(&fixture, &message_feed_heartbeat, &heartbeat);
    tick(&fixture, 2999);
    assert_true(feed_client_tick(fixture.client, fixture.now_ms + 1));
    tick(&fixture, 10000);
    expect_nothing(&fixture);
    feed_client_connected(fixture.client, fixture.now_ms);
    tick(&fixture, 0);
    (void)expect(&fixture, &message_feed_open);
    hear_refused(&fixture, FEED_NOT_OWNER);
    tick(&fixture, 249);
    expect_nothing(&fixture);
    assert_true(feed_client_tick(fixture.client, fixture.now_ms + 1));
    finish(&fixture);
}

/* A lost frame at the end of all events: no later one shows the hole. */
static void a_stalled_feed_is_opened_again(void **state)
{
    (void)state;
    struct fixture fixture;
    struct feed_heartbeat heartbeat = {.session = SESSION, .head_seq = EVENT_COUNT};
    begin(&fixture, EVENT_COUNT - 1);
    for (int i = 0; i < 4; i++) {
        tick(&fixture, 1000);
        hear(&fixture, &message_feed_heartbeat, &heartbeat);
    }
    expect_nothing(&fixture);
    tick(&fixture, 1000);
    expect_reopened(&fixture, EVENT_COUNT - 1);
    finish(&fixture);
}

/* A commit that ends after the feed was opened again must not be read twice. */
static void a_late_commit_moves_the_session(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0);
    hear_batch(&fixture, 1, 4, NULL);
    expect_taken(&fixture, 1, 3);
    hear_batch(&fixture, 9, 1, NULL);
    expect_reopened(&fixture, 0);
    commit(&fixture, 3);
    hear_ok(&fixture, SESSION + 1);
    tick(&fixture, 0);
    const struct feed_open *open = expect(&fixture, &message_feed_open);
    assert_int_equal(open->seq, 3);
    finish(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_asks_for_what_it_consumes),
        cmocka_unit_test(events_are_taken_and_credit_returned_after_the_commit),
        cmocka_unit_test(a_rewind_gives_what_is_not_committed_again),
        cmocka_unit_test(what_does_not_fit_opens_again_from_the_commit),
        cmocka_unit_test(a_frame_that_is_no_message_opens_again),
        cmocka_unit_test(more_than_the_credit_opens_again),
        cmocka_unit_test(a_late_frame_of_an_earlier_session_is_ignored),
        cmocka_unit_test(digests_alone_keep_the_chain),
        cmocka_unit_test(keys_come_only_with_a_batch_that_fits),
        cmocka_unit_test(diverged_stays_until_a_new_start),
        cmocka_unit_test(a_damaged_journal_is_divergent_after_three_times),
        cmocka_unit_test(denied_truncated_and_busy_are_asked_again_after_five_seconds),
        cmocka_unit_test(silence_and_not_owner_move_on),
        cmocka_unit_test(a_stalled_feed_is_opened_again),
        cmocka_unit_test(a_late_commit_moves_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
