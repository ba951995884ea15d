/* SPDX-License-Identifier: MPL-2.0 */
/* Batches on a real PostgreSQL: what happens once, what is told again, what is put aside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "flow_support.h"
#include "proto/id.h"

static const char database[] = "test_flow";

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000;
}

static struct id new_id(void)
{
    return id_new(now_us());
}

static int open_house(void **state)
{
    return house_set_up(state, database);
}

static struct view say_resolve(struct house *house, struct id target)
{
    const struct resolve resolve = {.id = target};
    const struct view frame = tiny_message(house->arena, &message_resolve, new_id(), &resolve);
    house_say(house, frame);
    return frame;
}

static struct resolution resolution_of(struct reply reply)
{
    struct resolution resolution;
    struct refusal refusal;
    assert_int_equal(reply.status, STATUS_DONE);
    assert_int_equal(record_decode(&record_resolution, reply.data, "", &resolution, &refusal), 0);
    return resolution;
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

static void feed(struct house *house, struct source *intake, struct source *matcher)
{
    feed_client_t *feeds[OWNER_COUNT] = {NULL};
    feeds[OWNER_INTAKE] = intake ? intake->client : NULL;
    feeds[OWNER_MATCHER] = matcher ? matcher->client : NULL;
    flow_set_feeds(house->flow, feeds);
}

/* ---- commands ---- */

static void test_same_id_again(void **state)
{
    struct house *house = *state;
    struct view first_frame, again;
    const struct view frame = tiny_put(house->arena, new_id(), id_with(1, 1), 5000, "a");
    house_say(house, frame);
    assert_int_equal(house_run(house), 1);
    assert_int_equal(tiny_reply(house->flow, &first_frame).status, STATUS_DONE);
    first_frame = arena_copy(house->arena, first_frame);
    house_say(house, frame);
    assert_int_equal(house_run(house), 0);
    assert_int_equal(tiny_reply(house->flow, &again).seq, 1);
    assert_true(view_equal(first_frame, again));
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 1);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM journal"), 2);
    assert_int_equal(flow_counter(house->flow, FLOW_REPLAYED), 1);
}

static void test_same_id_other_content(void **state)
{
    struct house *house = *state;
    const struct id id = new_id();
    house_say(house, tiny_put(house->arena, id, id_with(1, 1), 5000, "a"));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    house_say(house, tiny_put(house->arena, id, id_with(1, 1), 5001, "a"));
    assert_int_equal(house_run(house), 0);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_CONFLICT);
    assert_int_equal(tiny_ask(database, "SELECT amount FROM thing"), 5000);
}

static void test_duplicate_in_one_batch(void **state)
{
    struct house *house = *state;
    struct view a, b;
    const struct id id = new_id();
    const struct view frame = tiny_put(house->arena, id, id_with(1, 1), 5000, "a");
    house_say(house, frame);
    house_say(house, frame);
    house_say(house, tiny_put(house->arena, id, id_with(1, 1), 5001, "a"));
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 5002, "a"));
    assert_int_equal(house_run(house), 2);
    assert_int_equal(tiny_reply(house->flow, &a).status, STATUS_DONE);
    a = arena_copy(house->arena, a);
    assert_int_equal(tiny_reply(house->flow, &b).status, STATUS_DONE);
    assert_true(view_equal(a, b));
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_CONFLICT);
    assert_int_equal(tiny_reply(house->flow, NULL).seq, 2);
    assert_int_equal(tiny_ask(database, "SELECT amount FROM thing"), 5002);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM journal"), 2);
}

static void test_refusal_is_stored(void **state)
{
    struct house *house = *state;
    struct view first, again;
    const struct view frame = tiny_put(house->arena, new_id(), id_with(1, 1), RULE_CENTS, "a");
    house_say(house, frame);
    assert_int_equal(house_run(house), 0);
    struct reply reply = tiny_reply(house->flow, &first);
    assert_int_equal(reply.status, STATUS_REFUSED);
    assert_int_equal(reply.code, E_STATE);
    first = arena_copy(house->arena, first);
    house_say(house, frame);
    house_run(house);
    (void)tiny_reply(house->flow, &again);
    assert_true(view_equal(first, again));
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM command WHERE status = 1"), 1);
}

/* "Not yet" is no outcome: nothing is stored, the rest of its batch is done, and the same message has its
   effect when its time has come. */
static void test_not_yet_is_not_stored(void **state)
{
    struct house *house = *state;
    const struct view frame = tiny_put(house->arena, new_id(), id_with(1, 1), LATER_CENTS, "a");
    house_say(house, frame);
    house_say(house, frame);
    house_say(house, tiny_put(house->arena, new_id(), id_with(2, 2), 5, "b"));
    assert_int_equal(house_run(house), 1);
    for (int i = 0; i < 2; i++) {
        const struct reply reply = tiny_reply(house->flow, NULL);
        assert_int_equal(reply.status, STATUS_ERROR);
        assert_int_equal(reply.code, E_QUOTE_AWAITED);
        assert_true(view_is(reply.path, "data.id"));
        assert_true(reply.retry_after_ms > 0);
    }
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM command"), 1);
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 5, "a"));
    house_say(house, frame);
    assert_int_equal(house_run(house), 2);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_ask(database, "SELECT amount FROM thing WHERE word = 'a'"), LATER_CENTS);
}

static void test_resolve_leaves_a_tombstone(void **state)
{
    struct house *house = *state;
    const struct id id = new_id();
    say_resolve(house, id);
    house_run(house);
    assert_int_equal(resolution_of(tiny_reply(house->flow, NULL)).outcome, OUTCOME_NEVER);
    house_say(house, tiny_put(house->arena, id, id_with(1, 1), 5000, "a"));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_NEVER);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 0);
    say_resolve(house, id);
    house_run(house);
    assert_int_equal(resolution_of(tiny_reply(house->flow, NULL)).outcome, OUTCOME_NEVER);
}

static void test_resolve_knows_the_reply(void **state)
{
    struct house *house = *state;
    struct view reply;
    const struct id id = new_id();
    house_say(house, tiny_put(house->arena, id, id_with(1, 1), 5000, "a"));
    say_resolve(house, id);
    house_run(house);
    (void)tiny_reply(house->flow, &reply);
    reply = arena_copy(house->arena, reply);
    const struct resolution found = resolution_of(tiny_reply(house->flow, NULL));
    assert_int_equal(found.outcome, OUTCOME_KNOWN);
    assert_true(view_equal(found.reply, reply));
}

static int error_of(struct house *house, const struct client *client, struct view frame)
{
    flow_command(house->flow, view_of("peer"), client, frame);
    assert_int_equal(flow_waiting(house->flow), 0);
    const struct reply reply = tiny_reply(house->flow, NULL);
    assert_int_equal(reply.status, STATUS_ERROR);
    return (int)reply.code;
}

/* An id as if made some days from now; id_new itself never goes back. */
static struct id id_in_days(int64_t days)
{
    struct id id = new_id();
    const int64_t time_ms = now_us() / 1000 + days * 86400 * 1000;
    for (int i = 0; i < 6; i++) {
        id.bytes[i] = (uint8_t)(time_ms >> (40 - 8 * i));
    }
    return id;
}

static void test_refused_on_arrival(void **state)
{
    struct house *house = *state;
    arena_t *arena = house->arena;
    struct view peer, frame;
    const struct id thing = id_with(1, 1);
    const struct id ahead = id_in_days(1);
    const struct id old = id_in_days(-40);
    const struct intake_request_get question = {.id = thing};
    static const bool no_types[256];
    struct client client = tiny_client;
    assert_int_equal(error_of(house, &client, tiny_put(arena, id_with(1, 9), thing, 1, "a")), E_ID);
    assert_int_equal(error_of(house, &client, tiny_put(arena, ahead, thing, 1, "a")), E_ID);
    assert_int_equal(error_of(house, &client, tiny_put(arena, old, thing, 1, "a")), E_TOO_OLD);
    client.types = no_types;
    assert_int_equal(error_of(house, &client, tiny_put(arena, new_id(), thing, 1, "a")), E_DENIED);
    client.types = tiny_client.types;
    client.actors = 0;
    assert_int_equal(error_of(house, &client, tiny_put(arena, new_id(), thing, 1, "a")), E_ACTOR);
    assert_int_equal(
        error_of(house, &tiny_client,
                 tiny_message(arena, &message_intake_request_get, new_id(), &question)),
        E_TYPE);
    house_say(house, view_of("rubbish"));
    assert_int_equal(flow_waiting(house->flow), 0);
    assert_true(flow_next_reply(house->flow, &peer, &frame));
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM command"), 0);
}

static void test_poison_command(void **state)
{
    struct house *house = *state;
    const struct view poison = tiny_put(house->arena, new_id(), id_with(1, 2), POISON_CENTS, "b");
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 1, "a"));
    house_say(house, poison);
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 3), 3, "c"));
    assert_int_equal(house_run(house), 2);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_POISON);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 2);
    house_say(house, poison);
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).code, E_POISON);
    assert_int_equal(flow_counter(house->flow, FLOW_REPLAYED), 1);
}

static void test_query_after_the_commit(void **state)
{
    struct house *house = *state;
    const struct status_get question = {0};
    house_say(house, tiny_message(house->arena, &message_status_get, new_id(), &question));
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 1, "a"));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).seq, 1);
    assert_int_equal(tiny_reply(house->flow, NULL).seq, 1);
    house_say(house, tiny_message(house->arena, &message_status_get, new_id(), &question));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM journal"), 2);
}

/* An answer that no frame can hold is an error that says so; a smaller one comes. */
static void test_an_answer_has_a_size(void **state)
{
    struct house *house = *state;
    struct trace_get question = {.root = {{1}}, .limit = 5};
    house_say(house, tiny_message(house->arena, &message_trace_get, new_id(), &question));
    house_run(house);
    const struct reply reply = tiny_reply(house->flow, NULL);
    assert_int_equal(reply.status, STATUS_ERROR);
    assert_int_equal(reply.code, E_ANSWER_SIZE);
    question.limit = 3;
    house_say(house, tiny_message(house->arena, &message_trace_get, new_id(), &question));
    house_run(house);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
}

/* ---- timers ---- */

static void test_timer(void **state)
{
    struct house *house = *state;
    int64_t due_us;
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 1, "timer"));
    house_run(house);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM timer"), 1);
    assert_true(flow_pending(house->flow, &due_us));
    house_run(house);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM timer"), 0);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing WHERE word = 'tock'"), 1);
    assert_int_equal(flow_counter(house->flow, FLOW_TIMERS), 1);
    assert_false(flow_pending(house->flow, &due_us));
}

/* ---- events ---- */

static void test_parked_story(void **state)
{
    struct house *house = *state;
    struct source intake;
    const struct id story = id_with(9, 9);
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    feed(house, &intake, NULL);
    tell_erased(&intake, id_with(1, 1), id_with(8, 8));
    tell_erased(&intake, id_with(PARK, 1), story);
    tell_erased(&intake, id_with(2, 1), story);
    tell_erased(&intake, id_with(3, 1), id_with(8, 8));
    source_flow(&intake);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 2);
    assert_int_equal(flow_cursors(house->flow)->of[OWNER_INTAKE].seq, 4);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 2);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM parked"), 2);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM person_key WHERE erased"), 4);
    feed(house, NULL, NULL);
    source_close(&intake);
}

/* The story still waits after a restart: the set is loaded. */
static void test_poison_event_and_restart(void **state)
{
    struct house *house = *state;
    struct source intake;
    const struct id story = id_with(9, 9);
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    feed(house, &intake, NULL);
    tell_erased(&intake, id_with(1, 1), id_with(8, 8));
    tell_erased(&intake, id_with(POISON, 1), story);
    tell_erased(&intake, id_with(2, 1), story);
    source_flow(&intake);
    house_run(house);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 1);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM parked WHERE sqlstate = '23514'"
                                        " AND attempts = 2"),
                     1);
    assert_int_equal(flow_parked_count(house->flow), 2);
    feed_client_committed(intake.client, flow_cursors(house->flow)->of[OWNER_INTAKE]);
    flow_destroy(&house->flow);
    house->flow = tiny_flow(house->db);
    assert_int_equal(flow_cursors(house->flow)->of[OWNER_INTAKE].seq, 3);
    assert_int_equal(flow_parked_count(house->flow), 2);
    feed(house, &intake, NULL);
    tell_erased(&intake, id_with(3, 1), story);
    source_flow(&intake);
    house_run(house);
    assert_int_equal(flow_parked_count(house->flow), 3);
    feed(house, NULL, NULL);
    source_close(&intake);
}

static void test_order_by_after(void **state)
{
    struct house *house = *state;
    struct source intake, matcher;
    struct cursors seen = {0};
    uint8_t bytes[AFTER_BYTES_MAX];
    int64_t due_us;
    const struct matcher_plan_refused refused = {
        .id = id_with(5, 5), .request = id_with(6, 6), .version = 1, .quote = id_with(7, 7)};
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    source_open(&matcher, OWNER_MATCHER, (struct cursor){0});
    feed(house, &intake, &matcher);
    seen.of[OWNER_INTAKE].seq = 1;
    source_tell(&matcher, &message_matcher_plan_refused, id_with(6, 6), &refused,
                (struct view){bytes, after_write(&seen, OWNER_MATCHER, bytes)});
    source_flow(&matcher);
    assert_false(flow_pending(house->flow, &due_us));
    house_run(house);
    assert_int_equal(flow_cursors(house->flow)->of[OWNER_MATCHER].seq, 0);
    tell_erased(&intake, id_with(1, 1), id_with(8, 8));
    source_flow(&intake);
    assert_true(flow_pending(house->flow, &due_us));
    house_run(house);
    assert_int_equal(flow_cursors(house->flow)->of[OWNER_MATCHER].seq, 1);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing WHERE word = 'refused'"), 1);
    feed(house, NULL, NULL);
    source_close(&intake);
    source_close(&matcher);
}

/* A put whose sender has read events of other services up to these. */
static struct view put_having_seen(struct house *house, struct id id, const struct seen *seen,
                                   size_t count)
{
    const struct billing_rate_put put = {.id = id_with(1, 1),
                                         .service = view_of("a"),
                                         .hourly_cents = 5,
                                         .currency = view_of("CAD"),
                                         .valid_from = 20000};
    const struct envelope envelope = {.id = id, .seen = seen_list(seen, count, house->arena)};
    return message_pack(&message_billing_rate_put, &envelope, &put, house->arena);
}

/* A command waits for the events that led to it, of the feeds that are read here; and is not decided
   before them when both come in one batch. */
static void test_what_the_sender_has_seen(void **state)
{
    struct house *house = *state;
    struct source intake;
    const struct seen seen[] = {{.service = view_of("intake"), .seq = 2},
                                {.service = view_of("notifier"), .seq = 9},
                                {.service = view_of("nobody"), .seq = 9}};
    const struct view frame = put_having_seen(house, new_id(), seen, 3);
    source_open(&intake, OWNER_INTAKE, (struct cursor){0});
    feed(house, &intake, NULL);
    tell_erased(&intake, id_with(8, 1), id_with(8, 8));
    tell_erased(&intake, id_with(8, 2), id_with(8, 8));
    source_flow(&intake);
    house_say(house, frame);
    house_run(house);
    const struct reply reply = tiny_reply(house->flow, NULL);
    assert_int_equal(reply.code, E_AFTER);
    assert_true(reply.retry_after_ms > 0);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM command"), 0);
    house_say(house, frame);
    assert_int_equal(house_run(house), 1);
    assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
    feed(house, NULL, NULL);
    source_close(&intake);
}

/* ---- one writer ---- */

static void test_second_flow_fences_the_first(void **state)
{
    struct house *house = *state;
    db_t *db = tiny_session(database);
    flow_t *other = tiny_flow(db);
    assert_int_equal(flow_head(other).epoch, 2);
    house_say(house, tiny_put(house->arena, new_id(), id_with(1, 1), 1, "a"));
    assert_int_equal(flow_run(house->flow), ERR_FENCED);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM thing"), 0);
    assert_int_equal(tiny_ask(database, "SELECT count(*) FROM journal"), 2);
    flow_destroy(&other);
    db_close(&db);
}

/* ---- the chain ---- */

static void verify_items(flow_t *flow, const struct feed_item *items, size_t count)
{
    struct digest chain = {{0}};
    bool found;
    for (size_t i = 0; i < count; i++) {
        chain = chain_next(chain, digest_of(items[i].body));
        assert_int_equal(items[i].seq, i + 1);
        assert_true(digest_equal(chain, items[i].chain));
    }
    assert_true(digest_equal(chain, flow_head(flow).chain));
    const struct cursor middle = {1, items[count / 2].seq, items[count / 2].chain};
    struct cursor wrong = middle;
    wrong.chain.bytes[0] ^= 1;
    assert_int_equal(flow_verify(flow, middle, &found), OK);
    assert_true(found);
    assert_int_equal(flow_verify(flow, wrong, &found), OK);
    assert_false(found);
}

static void test_chain_of_the_whole_journal(void **state)
{
    struct house *house = *state;
    const struct feed_item *items;
    size_t count;
    for (int batch = 0; batch < 3; batch++) {
        for (int i = 0; i < 7; i++) {
            const struct id thing = id_with((uint8_t)batch, (uint8_t)(i + 1));
            house_say(house, tiny_put(house->arena, new_id(), thing, 1, "a"));
        }
        assert_int_equal(house_run(house), 7);
        for (int i = 0; i < 7; i++) {
            assert_int_equal(tiny_reply(house->flow, NULL).status, STATUS_DONE);
        }
    }
    assert_int_equal(flow_read(house->flow, 1, 100, &items, &count), OK);
    assert_int_equal(count, 21);
    verify_items(house->flow, items, count);
    const struct digest tenth = items[9].chain;
    assert_int_equal(flow_read(house->flow, 10, 3, &items, &count), OK);
    assert_int_equal(count, 3);
    assert_true(digest_equal(items[0].chain, tenth));
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, open_house, house_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(test_same_id_again),
        HOUSE_TEST(test_same_id_other_content),
        HOUSE_TEST(test_duplicate_in_one_batch),
        HOUSE_TEST(test_refusal_is_stored),
        HOUSE_TEST(test_not_yet_is_not_stored),
        HOUSE_TEST(test_resolve_leaves_a_tombstone),
        HOUSE_TEST(test_resolve_knows_the_reply),
        HOUSE_TEST(test_refused_on_arrival),
        HOUSE_TEST(test_poison_command),
        HOUSE_TEST(test_query_after_the_commit),
        HOUSE_TEST(test_an_answer_has_a_size),
        HOUSE_TEST(test_timer),
        HOUSE_TEST(test_parked_story),
        HOUSE_TEST(test_poison_event_and_restart),
        HOUSE_TEST(test_order_by_after),
        HOUSE_TEST(test_what_the_sender_has_seen),
        HOUSE_TEST(test_second_flow_fences_the_first),
        HOUSE_TEST(test_chain_of_the_whole_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
