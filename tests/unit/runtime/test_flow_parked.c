/* SPDX-License-Identifier: MPL-2.0 */
/* Parked events on a real PostgreSQL: tried again once the cause is mended, or given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "flow_support.h"
#include "proto/id.h"

static const char database[] = "test_flow_parked";

static struct id new_id(void)
{
    return id_new((int64_t)time(NULL) * 1000000);
}

static int open_house(void **state)
{
    return house_set_up(state, database);
}

static struct id id_with(uint8_t first, uint8_t last)
{
    return (struct id){{[0] = first, [15] = last}};
}

static void tell_erased(struct source *source, struct id id, struct id story)
{
    const struct intake_contact_erased erased = {.id = id};
    source_tell(source, &message_intake_contact_erased, story, &erased, (struct view){0});
}

static void feed(struct house *house, struct source *intake)
{
    feed_client_t *feeds[OWNER_COUNT] = {[OWNER_INTAKE] = intake ? intake->client : NULL};
    flow_set_feeds(house->flow, feeds);
}

static struct reply ask_parked(struct house *house, const struct message *message, int64_t seq)
{
    const struct parked_replay replay = {.origin = view_of("intake"), .seq = seq};
    const struct parked_discard discard = {
        .origin = view_of("intake"), .seq = seq, .reason = view_of("told by hand")};
    const bool gives_up = message == &message_parked_discard;
    house_say(house, tiny_message(house->arena, message, new_id(),
                                  gives_up ? (const void *)&discard : (const void *)&replay));
    house_run(house);
    return tiny_reply(house->flow, NULL);
}

static int64_t waiting_of(struct reply reply)
{
    struct parked_left left;
    struct refusal refusal;
    assert_int_equal(reply.status, STATUS_DONE);
    assert_int_equal(record_decode(&record_parked_left, reply.data, "", &left, &refusal), 0);
    return left.waiting;
}

/* After the cause is mended a story goes on where it stood, in order, and so do its later events. */
static void test_replay(void **state)
{
    struct house *house = *state;
    struct source intake;
    const struct id story = id_with(9, 9);
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    feed(house, &intake);
    tell_erased(&intake, id_with(1, 1), story);
    tell_erased(&intake, id_with(POISON, 1), story);
    tell_erased(&intake, id_with(2, 1), story);
    source_flow(&intake);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 2);
    assert_int_equal(ask_parked(house, &message_parked_replay, 1).code, E_NOT_FOUND);
    assert_int_equal(waiting_of(ask_parked(house, &message_parked_replay, 3)), 2);
    house_run(house); /* the cause is still there */
    assert_int_equal(flow_parked_count(house->flow), 2);
    assert_int_equal(tiny_ask(database, "SELECT attempts FROM parked WHERE seq = 2"), 3);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM timer"), 0);
    (void)tiny_ask(database, "ALTER TABLE thing DROP CONSTRAINT thing_amount_check");
    assert_int_equal(waiting_of(ask_parked(house, &message_parked_replay, 2)), 2);
    house_run(house);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 0);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 3);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM parked_past WHERE ending = 1"
                                        " AND client = 'portal'"),
                     2);
    tell_erased(&intake, id_with(3, 1), story);
    source_flow(&intake);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 0);
    feed(house, NULL);
    source_close(&intake);
}

/* What can never be handled is given up by an operator, who says why; the rest is tried again. */
static void test_discard(void **state)
{
    struct house *house = *state;
    struct source intake;
    const struct id story = id_with(9, 9);
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    feed(house, &intake);
    tell_erased(&intake, id_with(PARK, 1), story);
    tell_erased(&intake, id_with(2, 1), story);
    source_flow(&intake);
    house_run(house);
    assert_int_equal(waiting_of(ask_parked(house, &message_parked_replay, 1)), 2);
    house_run(house);
    assert_int_equal(tiny_ask(database, "SELECT attempts FROM parked WHERE seq = 1"), 2);
    assert_int_equal(waiting_of(ask_parked(house, &message_parked_discard, 1)), 1);
    assert_int_equal(ask_parked(house, &message_parked_discard, 1).code, E_NOT_FOUND);
    assert_int_equal(flow_parked_count(house->flow), 1);
    assert_int_equal(waiting_of(ask_parked(house, &message_parked_replay, 2)), 1);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 0);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 1);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM parked_past WHERE seq = 1"
                                        " AND ending = 2 AND why = 'told by hand'"),
                     1);
    feed(house, NULL);
    source_close(&intake);
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, open_house, house_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {HOUSE_TEST(test_replay), HOUSE_TEST(test_discard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
