/* SPDX-License-Identifier: MPL-2.0 */
/* Flows when time or the database turn against them: each test is the story of a defect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "flow_support.h"
#include "proto/id.h"
#include "runtime/flow_internal.h"

static const char database[] = "test_flow_failure";
static const int64_t hour_us = (int64_t)3600 * 1000000;
static const int64_t day_us = (int64_t)24 * 3600 * 1000000;

static int open_house(void **state)
{
    return house_set_up(state, database);
}

/* id_new never goes back in time. */
static struct id id_days_ago(const struct house *house, int days)
{
    const int64_t time_ms = (flow_clock_us(house->flow) - days * day_us) / 1000;
    struct id id = id_new(flow_clock_us(house->flow));
    for (int i = 0; i < 6; i++) {
        id.bytes[i] = (uint8_t)(time_ms >> (40 - 8 * i));
    }
    return id;
}

/* Midnight: a command with an id of the oldest day was good when it arrived. Before its batch began
   the horizon moved and the day's partition was dropped, so its reply had no place, and the daemon
   ended. */
static void test_the_horizon_moves_while_a_command_waits(void **state)
{
    struct house *house = *state;
    const struct resolve resolve = {.id = id_days_ago(house, 20)};
    const struct id thing = {{1}};
    house_say(house, tiny_put(house->arena, id_days_ago(house, 20), thing, 1, "a"));
    house_say(house, tiny_message(house->arena, &message_resolve, id_days_ago(house, 0), &resolve));
    assert_int_equal(flow_waiting(house->flow), 2);
    house->flow->options.horizon_days = 2;
    house->flow->housekeeping_due_us = 0;
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_TOO_OLD);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_TOO_OLD);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 0);
}

static void drop_partition(const struct house *house, int days_ahead)
{
    char sql[160];
    const int32_t day = date_of_us(flow_clock_us(house->flow)) + days_ahead;
    snprintf(sql, sizeof sql,
             "DO $$ BEGIN EXECUTE 'DROP TABLE command_' ||"
             " to_char(date '1970-01-01' + %d, 'YYYYMMDD'); END $$",
             (int)day);
    tiny_ask(database, sql);
}

static int64_t count_partitions(void)
{
    return tiny_ask(database, "SELECT count(*) FROM pg_inherits WHERE inhparent ="
                              " 'command'::regclass");
}

/* A sandbox whose clock had been moved ahead by forty days was started again with the true clock.
   Its journal's time stood still for those forty days, and housekeeping went by it: after two days
   there was no partition for a new command, and the daemon ended. */
static void test_housekeeping_when_time_stands_still(void **state)
{
    struct house *house = *state;
    int64_t due_us;
    const int64_t count = count_partitions();
    house->flow->options.clock_offset_us = 40 * day_us;
    house_say(house, tiny_put(house->arena, id_days_ago(house, 0), (struct id){{1}}, 1, "a"));
    house_run(house);
    flow_destroy(&house->flow);
    house->flow = tiny_flow(house->db);
    assert_true(flow_now_us(house->flow) > flow_clock_us(house->flow) + 39 * day_us);
    drop_partition(house, 2);
    assert_false(flow_pending(house->flow, &due_us));
    house->flow->housekept_us -= hour_us; /* an hour passes */
    house->flow->housekeeping_due_us -= hour_us;
    assert_true(flow_pending(house->flow, &due_us));
    house_run(house);
    assert_int_equal(count_partitions(), count);
    assert_false(flow_pending(house->flow, &due_us));
}

/* After a roll-back the keys of persons are read again. When that failed too they were all gone
   until the next attempt, while the feed went on: a reader that was behind got events without their
   keys, and keys travel with their events only. */
static void test_keys_stay_when_they_cannot_be_read(void **state)
{
    struct house *house = *state;
    const struct id person = {{7}};
    const uint8_t secret[32] = {1, 2, 3};
    uint8_t found[32] = {0};
    flow_keep_key(house->flow, person, secret);
    house_run(house);
    tiny_ask(database, "REVOKE SELECT ON person_key FROM intake_app");
    assert_int_not_equal(flow_recover(house->flow), OK);
    assert_true(flow_secret(house->flow, person, found));
    assert_memory_equal(found, secret, sizeof secret);
    tiny_ask(database, "GRANT SELECT ON person_key TO intake_app");
    assert_int_equal(flow_recover(house->flow), OK);
    assert_true(flow_secret(house->flow, person, found));
}

/* Two queries of one batch asked for one row. Reading it failed for the first; the second found it
   asked for and not there, and was told that it does not exist. */
static void test_no_answer_after_a_failed_one(void **state)
{
    struct house *house = *state;
    const struct command_list commands = {0};
    const struct parked_list parked = {0};
    tiny_ask(database, "REVOKE SELECT ON command FROM intake_app");
    house_say(house,
              tiny_message(house->arena, &message_command_list, id_days_ago(house, 0), &commands));
    house_say(house,
              tiny_message(house->arena, &message_parked_list, id_days_ago(house, 0), &parked));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_POISON);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_BUSY);
    house_say(house,
              tiny_message(house->arena, &message_parked_list, id_days_ago(house, 0), &parked));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
}

/* A client sent frames that are refused, one after the other, while a good one waited. Each was
   kept in the memory of the good one's tray, which had no bound: now they fill it, and the next
   tray is emptied each time. What waits is counted in bytes too, so that large frames are sent away
   in time. */
static void test_refused_frames_do_not_pile_up(void **state)
{
    struct house *house = *state;
    static uint8_t rubbish[200 * 1024];
    struct view peer, frame;
    const struct view good =
        tiny_put(house->arena, id_days_ago(house, 0), (struct id){{1}}, 1, "a");
    house_say(house, good);
    for (int i = 0; i < 200; i++) {
        house_say(house, (struct view){rubbish, sizeof rubbish});
        assert_true(flow_next_reply(house->flow, &peer, &frame));
    }
    assert_true(flow_held_size(house->flow) < (size_t)8 * BATCH_BYTES_MAX);
    assert_int_equal(flow_waiting_bytes(house->flow), good.size);
    house_say(house, tiny_put(house->arena, id_days_ago(house, 0), (struct id){{2}}, 1, "b"));
    house_run(house);
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(flow_waiting_bytes(house->flow), 0);
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, open_house, house_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(test_the_horizon_moves_while_a_command_waits),
        HOUSE_TEST(test_housekeeping_when_time_stands_still),
        HOUSE_TEST(test_keys_stay_when_they_cannot_be_read),
        HOUSE_TEST(test_no_answer_after_a_failed_one),
        HOUSE_TEST(test_refused_frames_do_not_pile_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
