/* SPDX-License-Identifier: MPL-2.0 */
/* The producer's side of the feed, frame by frame. */
#include <setjmp.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feed_support.h"
#include "proto/scan.h"

enum { RING_SIZE = 1024 * 1024, MANY = 1000000 };

struct fixture {
    struct log *log;
    feed_server_t *server;
    bool locked_out;
    struct feed_output output;
    /* The frame last sent, decoded. */
    const struct message *message;
    _Alignas(max_align_t) uint8_t data[RECORD_SIZE_MAX];
};

static const struct view peer_a = {(const uint8_t *)"a", 1};
static const struct view peer_b = {(const uint8_t *)"b", 1};

static void begin(struct fixture *fixture, size_t event_count, size_t ring_size)
{
    *fixture = (struct fixture){.log = log_new()};
    for (size_t i = 0; i < event_count; i++) {
        log_add(fixture->log, i % 3 == 2 ? SECRET_TYPE : OPEN_TYPE, 100, i);
    }
    fixture->server = feed_server_new(OWNER_INTAKE, (struct id){{9}}, ring_size,
                                      log_rights(&fixture->locked_out));
    feed_server_start(fixture->server, log_cursor(fixture->log, (int64_t)event_count), 1, 1000);
}

static void finish(struct fixture *fixture)
{
    feed_server_destroy(&fixture->server);
    log_destroy(&fixture->log);
}

static void append(struct fixture *fixture, const char *type, size_t body_size)
{
    log_add(fixture->log, type, body_size, 0);
    feed_server_append(fixture->server, &fixture->log->items[fixture->log->count - 1], 1);
}

static void open_at(struct fixture *fixture, struct view peer, const char *client,
                    struct cursor cursor, int64_t credit_events)
{
    struct feed_open open = {
        .consumer = view_of(client),
        .epoch = cursor.epoch,
        .seq = cursor.seq,
        .chain = {cursor.chain.bytes, 32},
        .credit_events = credit_events,
        .credit_bytes = MANY,
    };
    feed_server_input(fixture->server, peer, client, &message_feed_open, &open);
}

static void give(struct fixture *fixture, struct view peer, int64_t session, int64_t events)
{
    struct feed_credit credit = {.session = session, .events = events, .bytes = MANY};
    feed_server_input(fixture->server, peer, "full", &message_feed_credit, &credit);
}

static bool next(struct fixture *fixture)
{
    return feed_server_output(fixture->server, &fixture->output);
}

/* The next output is this message for this peer; returns its data. */
static const void *expect(struct fixture *fixture, struct view peer, const struct message *message)
{
    struct envelope envelope;
    struct refusal refusal;
    assert_true(next(fixture));
    assert_int_equal(fixture->output.kind, FEED_SEND);
    assert_true(view_equal(fixture->output.peer, peer));
    assert_int_equal(message_decode(fixture->output.frame, &envelope, &fixture->message,
                                    fixture->data, &refusal),
                     0);
    assert_string_equal(fixture->message->type, message->type);
    return fixture->data;
}

static void expect_refused(struct fixture *fixture, struct view peer, enum feed_reason reason)
{
    const struct feed_refused *refused = expect(fixture, peer, &message_feed_refused);
    assert_int_equal(refused->reason, reason);
    assert_false(next(fixture));
}

static void expect_batch(struct fixture *fixture, struct view peer, int64_t first_seq,
                         uint32_t count)
{
    const struct feed_batch *batch = expect(fixture, peer, &message_feed_batch);
    struct cursor before = log_cursor(fixture->log, first_seq - 1);
    struct cursor after = log_cursor(fixture->log, first_seq - 1 + count);
    assert_int_equal(batch->first_seq, first_seq);
    assert_int_equal(batch->events.count, count);
    assert_int_equal(batch->epoch, after.epoch);
    assert_int_equal(batch->head_seq, fixture->log->count);
    assert_memory_equal(batch->chain_before.bytes, before.chain.bytes, 32);
    assert_memory_equal(batch->chain.bytes, after.chain.bytes, 32);
}

static void serve_read(struct fixture *fixture, int64_t from_seq, size_t count)
{
    assert_true(next(fixture));
    assert_int_equal(fixture->output.kind, FEED_READ);
    assert_int_equal(fixture->output.from_seq, from_seq);
    assert_int_equal(fixture->output.limit, 500);
    feed_server_take(fixture->server, &fixture->log->items[from_seq - 1], count);
}

static void an_open_at_the_start_is_answered_and_served(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0, RING_SIZE);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 10);
    const struct feed_ok *ok = expect(&fixture, peer_a, &message_feed_ok);
    assert_true(ok->session > 0);
    assert_true(id_equal(ok->incarnation, (struct id){{9}}));
    assert_false(next(&fixture));
    append(&fixture, OPEN_TYPE, 100);
    append(&fixture, SECRET_TYPE, 100);
    expect_batch(&fixture, peer_a, 1, 2);
    assert_false(next(&fixture));
    finish(&fixture);
}

static void a_cursor_is_verified_before_anything_is_sent(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 3), 10);
    assert_true(next(&fixture));
    assert_int_equal(fixture.output.kind, FEED_VERIFY);
    assert_int_equal(fixture.output.cursor.seq, 3);
    assert_true(log_has(fixture.log, fixture.output.cursor));
    assert_false(next(&fixture));
    feed_server_verified(fixture.server, peer_a, true);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    serve_read(&fixture, 4, 2);
    expect_batch(&fixture, peer_a, 4, 2);
    assert_false(next(&fixture));
    finish(&fixture);
}

static void a_cursor_of_another_journal_is_diverged(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 3), 10);
    assert_true(next(&fixture));
    feed_server_verified(fixture.server, peer_a, false);
    expect_refused(&fixture, peer_a, FEED_DIVERGED);
    open_at(&fixture, peer_a, "full", (struct cursor){.epoch = 1, .seq = 6}, 10);
    expect_refused(&fixture, peer_a, FEED_DIVERGED);
    open_at(&fixture, peer_a, "full", (struct cursor){.chain = {{1}}}, 10);
    expect_refused(&fixture, peer_a, FEED_DIVERGED);
    assert_int_equal(feed_server_sessions(fixture.server), 0);
    finish(&fixture);
}

/* Two opens in a row: the answer about the first cursor says nothing about the second. */
static void a_late_answer_does_not_open_another_cursor(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 3), 10);
    assert_true(next(&fixture));
    open_at(&fixture, peer_a, "full", (struct cursor){.epoch = 1, .seq = 4}, 10);
    assert_true(next(&fixture));
    assert_int_equal(fixture.output.cursor.seq, 4);
    feed_server_verified(fixture.server, peer_a, true);
    assert_false(next(&fixture));
    feed_server_verified(fixture.server, peer_a, false);
    expect_refused(&fixture, peer_a, FEED_DIVERGED);
    finish(&fixture);
}

static void who_may_not_read_is_refused(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    open_at(&fixture, peer_a, "nobody", (struct cursor){0}, 10);
    expect_refused(&fixture, peer_a, FEED_DENIED);
    open_at(&fixture, peer_a, "plain", (struct cursor){0}, 1);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    serve_read(&fixture, 1, 5);
    expect_batch(&fixture, peer_a, 1, 1);
    fixture.locked_out = true;
    assert_false(next(&fixture));
    feed_server_tick(fixture.server, 2000);
    expect_refused(&fixture, peer_a, FEED_DENIED);
    finish(&fixture);
}

/* As many keys as it takes, each with the 16 readers that one may have. */
static void open_many(struct fixture *fixture, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "full-%u", i / 16);
        open_at(fixture, (struct view){(const uint8_t *)&i, sizeof i}, name, (struct cursor){0},
                10);
    }
}

static void expect_busy(struct fixture *fixture, uint32_t number)
{
    const struct feed_refused *refused =
        expect(fixture, (struct view){(const uint8_t *)&number, 4}, &message_feed_refused);
    assert_int_equal(refused->reason, FEED_BUSY);
}

/* Who opens at the head gets what comes after it, and is told where that is. */
static void from_head_begins_after_the_last(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    feed_server_start(fixture.server, log_cursor(fixture.log, 3), 1, 1000);
    struct feed_open open = {.consumer = view_of("full"),
                             .chain = {(const uint8_t[32]){7}, 32},
                             .seq = 9,
                             .credit_events = 10,
                             .credit_bytes = MANY,
                             .from_head = true};
    feed_server_input(fixture.server, peer_a, "full", &message_feed_open, &open);
    feed_server_append(fixture.server, &fixture.log->items[3], 1);
    const struct feed_ok *ok = expect(&fixture, peer_a, &message_feed_ok);
    assert_int_equal(ok->head_seq, 4);
    assert_memory_equal(ok->chain.bytes, log_cursor(fixture.log, 4).chain.bytes, 32);
    assert_false(next(&fixture));
    feed_server_append(fixture.server, &fixture.log->items[4], 1);
    expect_batch(&fixture, peer_a, 5, 1);
    struct publisher_reader readers[2];
    assert_int_equal(feed_server_readers(fixture.server, "nobody", readers, 2), 0);
    assert_int_equal(feed_server_readers(fixture.server, "full", readers, 2), 1);
    assert_int_equal(readers[0].sent_seq, 5);
    assert_true(view_is(readers[0].consumer, "full"));
    finish(&fixture);
}

static void one_key_has_sixteen_readers(void **state)
{
    (void)state;
    struct fixture fixture;
    uint32_t number = 99;
    const struct view one_more = {(const uint8_t *)&number, sizeof number};
    begin(&fixture, 5, RING_SIZE);
    feed_server_start(fixture.server, log_cursor(fixture.log, 5), 1, 1000);
    open_many(&fixture, 16);
    open_at(&fixture, one_more, "full-0", (struct cursor){0}, 10);
    expect_busy(&fixture, number);
    open_at(&fixture, one_more, "full-1", (struct cursor){0}, 10);
    assert_int_equal(feed_server_sessions(fixture.server), 17);
    finish(&fixture);
}

static void truncated_not_owner_and_busy(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    feed_server_start(fixture.server, log_cursor(fixture.log, 5), 4, 1000);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 2), 10);
    expect_refused(&fixture, peer_a, FEED_TRUNCATED);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 3), 10);
    assert_true(next(&fixture));
    assert_int_equal(fixture.output.kind, FEED_VERIFY);
    feed_server_stop(fixture.server);
    expect_refused(&fixture, peer_a, FEED_NOT_OWNER);
    open_at(&fixture, peer_a, "full", log_cursor(fixture.log, 5), 10);
    expect_refused(&fixture, peer_a, FEED_NOT_OWNER);
    feed_server_start(fixture.server, log_cursor(fixture.log, 5), 1, 1000);
    open_many(&fixture, 256 + 1);
    expect_busy(&fixture, 256);
    assert_int_equal(feed_server_sessions(fixture.server), 256);
    finish(&fixture);
}

static void nothing_is_sent_beyond_the_credit(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 10, RING_SIZE);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 3);
    const struct feed_ok *ok = expect(&fixture, peer_a, &message_feed_ok);
    int64_t session = ok->session;
    serve_read(&fixture, 1, 10);
    expect_batch(&fixture, peer_a, 1, 3);
    assert_false(next(&fixture));
    give(&fixture, peer_a, session - 1, 100);
    assert_false(next(&fixture));
    give(&fixture, peer_a, session, 4);
    expect_batch(&fixture, peer_a, 4, 4);
    assert_false(next(&fixture));
    struct feed_close close = {.session = session};
    feed_server_input(fixture.server, peer_a, "full", &message_feed_close, &close);
    assert_int_equal(feed_server_sessions(fixture.server), 0);
    finish(&fixture);
}

static void hidden_events_are_digests_and_keys_go_with_bodies(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 15, RING_SIZE);
    open_at(&fixture, peer_a, "plain", (struct cursor){0}, 100);
    open_at(&fixture, peer_b, "full", (struct cursor){0}, 100);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    (void)expect(&fixture, peer_b, &message_feed_ok);
    serve_read(&fixture, 1, 15);
    for (int i = 0; i < 2; i++) {
        assert_true(next(&fixture));
        bool full = view_equal(fixture.output.peer, peer_b);
        struct envelope envelope;
        struct refusal refusal;
        assert_int_equal(message_decode(fixture.output.frame, &envelope, &fixture.message,
                                        fixture.data, &refusal),
                         0);
        struct feed_batch *batch = (struct feed_batch *)fixture.data;
        struct feed_event event;
        for (size_t k = 0; feed_event_next(&batch->events, &event); k++) {
            struct digest digest = digest_of(fixture.log->items[k].body);
            bool hidden = fixture.log->secret[k] && !full;
            assert_true(hidden ? !event.body.bytes && !memcmp(event.digest.bytes, digest.bytes, 32)
                               : view_equal(event.body, fixture.log->items[k].body));
            assert_true(view_equal(event.after, fixture.log->items[k].after));
        }
        /* One of the 15 persons was erased. */
        assert_int_equal(batch->keys.count, full ? 14 : 0);
    }
    assert_false(next(&fixture));
    finish(&fixture);
}

static void a_reader_that_selects_gets_digests_of_the_rest(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0, RING_SIZE);
    const struct view types[] = {view_of("intake.request.received"), view_of("of.another.release")};
    struct feed_open open = {
        .consumer = view_of("full"),
        .chain = {log_cursor(fixture.log, 0).chain.bytes, 32},
        .credit_events = 10,
        .credit_bytes = MANY,
        .types = list_pack_texts(types, 2, fixture.log->arena),
    };
    feed_server_input(fixture.server, peer_a, "full", &message_feed_open, &open);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    append(&fixture, "intake.request.received", 100);
    append(&fixture, "intake.contact.changed", 100);
    append(&fixture, "intake.contact.erased", 100);
    const struct feed_batch *batch = expect(&fixture, peer_a, &message_feed_batch);
    struct list events = batch->events;
    struct feed_event event;
    assert_int_equal(events.count, 3);
    assert_true(feed_event_next(&events, &event) && event.body.bytes && !event.digest.bytes);
    assert_true(feed_event_next(&events, &event) && !event.body.bytes && event.digest.bytes);
    assert_true(feed_event_next(&events, &event) && event.body.bytes && !event.digest.bytes);
    finish(&fixture);
}

static void large_events_are_split_into_frames(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0, RING_SIZE);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 1000);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    for (int i = 0; i < 5; i++) {
        append(&fixture, OPEN_TYPE, EVENT_SIZE_MAX - 200);
    }
    expect_batch(&fixture, peer_a, 1, 3);
    assert_true(fixture.output.frame.size <= 240 * 1024 + 1024);
    expect_batch(&fixture, peer_a, 4, 2);
    for (int i = 0; i < 600; i++) {
        append(&fixture, SECRET_TYPE, 1);
    }
    int64_t seq = 6;
    for (int frames = 0; seq <= 605; frames++) {
        const struct feed_batch *batch = expect(&fixture, peer_a, &message_feed_batch);
        assert_int_equal(batch->first_seq, seq);
        assert_true(batch->events.count <= 512);
        assert_int_equal(scan_frame(fixture.output.frame), 0);
        seq += batch->events.count;
    }
    finish(&fixture);
}

static void sessions_at_different_places_are_all_served_in_order(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 40, 0);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 100);
    open_at(&fixture, peer_b, "plain", log_cursor(fixture.log, 20), 100);
    int64_t next_a = 1;
    int64_t next_b = 21;
    for (int i = 0; i < 100 && next(&fixture); i++) {
        const struct feed_output *output = &fixture.output;
        if (output->kind == FEED_VERIFY) {
            feed_server_verified(fixture.server, output->peer, true);
        } else if (output->kind == FEED_READ) {
            feed_server_take(fixture.server, &fixture.log->items[output->from_seq - 1],
                             output->from_seq + 7 <= 40 ? 7 : (size_t)(41 - output->from_seq));
        } else {
            struct envelope envelope;
            struct refusal refusal;
            assert_int_equal(
                message_decode(output->frame, &envelope, &fixture.message, fixture.data, &refusal),
                0);
            if (fixture.message == &message_feed_batch) {
                const struct feed_batch *batch = (const struct feed_batch *)fixture.data;
                int64_t *place = view_equal(output->peer, peer_a) ? &next_a : &next_b;
                assert_int_equal(batch->first_seq, *place);
                *place += batch->events.count;
            }
        }
    }
    assert_int_equal(next_a, 41);
    assert_int_equal(next_b, 41);
    finish(&fixture);
}

/* One read at a time, and a failed one is not repeated at once. */
static void a_read_that_brings_nothing_is_repeated_later(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 5, RING_SIZE);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 10);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    serve_read(&fixture, 1, 0);
    assert_false(next(&fixture));
    feed_server_tick(fixture.server, 1250);
    assert_true(next(&fixture));
    assert_int_equal(fixture.output.kind, FEED_READ);
    assert_false(next(&fixture));
    feed_server_take(fixture.server, fixture.log->items, 5);
    expect_batch(&fixture, peer_a, 1, 5);
    finish(&fixture);
}

static void heartbeats_come_each_second(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0, RING_SIZE);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 10);
    (void)expect(&fixture, peer_a, &message_feed_ok);
    feed_server_tick(fixture.server, 1999);
    assert_false(next(&fixture));
    feed_server_tick(fixture.server, 2000);
    (void)expect(&fixture, peer_a, &message_feed_heartbeat);
    assert_false(next(&fixture));
    feed_server_lost(fixture.server, peer_a);
    feed_server_tick(fixture.server, 3000);
    assert_false(next(&fixture));
    finish(&fixture);
}

static void memory_is_the_ring_however_much_is_appended(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 0, 64 * 1024);
    open_at(&fixture, peer_a, "full", (struct cursor){0}, 1);
    size_t before = feed_server_held_size(fixture.server);
    for (int i = 0; i < 1000; i++) {
        append(&fixture, OPEN_TYPE, 2000);
    }
    assert_true(feed_server_held_size(fixture.server) < before + 66 * 1024);
    finish(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_at_the_start_is_answered_and_served),
        cmocka_unit_test(a_cursor_is_verified_before_anything_is_sent),
        cmocka_unit_test(a_cursor_of_another_journal_is_diverged),
        cmocka_unit_test(a_late_answer_does_not_open_another_cursor),
        cmocka_unit_test(who_may_not_read_is_refused),
        cmocka_unit_test(truncated_not_owner_and_busy),
        cmocka_unit_test(from_head_begins_after_the_last),
        cmocka_unit_test(one_key_has_sixteen_readers),
        cmocka_unit_test(nothing_is_sent_beyond_the_credit),
        cmocka_unit_test(hidden_events_are_digests_and_keys_go_with_bodies),
        cmocka_unit_test(a_reader_that_selects_gets_digests_of_the_rest),
        cmocka_unit_test(large_events_are_split_into_frames),
        cmocka_unit_test(sessions_at_different_places_are_all_served_in_order),
        cmocka_unit_test(a_read_that_brings_nothing_is_repeated_later),
        cmocka_unit_test(heartbeats_come_each_second),
        cmocka_unit_test(memory_is_the_ring_however_much_is_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
