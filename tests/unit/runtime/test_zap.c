/* SPDX-License-Identifier: MPL-2.0 */
/* Handshakes: a key of the registry gets in, any other does not; and the self-test tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "runtime/bus.h"

static const char path[] = "test_zap.conf";

struct house {
    void *context;
    roster_t *roster;
    zap_t *zap;
    struct key_pair server, known, unknown;
    int doors;         /* opened until now; a closed one is let go only a moment later */
    char endpoint[64]; /* of the newest */
};

/* A server of our own options at an endpoint of its own. */
static void *open_door(struct house *house)
{
    void *router = bus_server(house->context, &house->server);
    snprintf(house->endpoint, sizeof house->endpoint, "ipc://@entraide-test-%d-%d", (int)getpid(),
             house->doors++);
    assert_int_equal(bus_bind(router, house->endpoint), 0);
    return router;
}

static void write_registry(const struct key_pair *pair)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "client \"known\" { keys = {\"%s\"} }\n", pair->public_key);
    fclose(file);
}

static int open_house(void **state)
{
    static struct house house;
    char error[200];
    zmq_curve_keypair(house.server.public_key, house.server.secret_key);
    zmq_curve_keypair(house.known.public_key, house.known.secret_key);
    zmq_curve_keypair(house.unknown.public_key, house.unknown.secret_key);
    write_registry(&house.known);
    house.context = zmq_ctx_new();
    house.roster = roster_open(path, error);
    assert_non_null(house.roster);
    house.zap = zap_start(house.context, house.roster);
    assert_non_null(house.zap);
    *state = &house;
    return 0;
}

static int close_house(void **state)
{
    struct house *house = *state;
    zmq_ctx_shutdown(house->context);
    zap_stop(&house->zap);
    zmq_ctx_term(house->context);
    roster_close(&house->roster);
    unlink(path);
    return 0;
}

/* Sends one frame with this key; waits until it has arrived or wait_ms are over. */
static bool gets_in(struct house *house, void *router, const struct key_pair *pair, int wait_ms)
{
    bool arrived = false;
    void *dealer = bus_dealer(house->context, pair, house->server.public_key, house->endpoint);
    assert_non_null(dealer);
    for (int i = 0; i < wait_ms / 10 && !arrived; i++) {
        struct bus_frame frame;
        bus_send(dealer, view_of("hello"));
        usleep(10000);
        if (bus_receive_routed(router, &frame) == BUS_FRAME) {
            assert_string_equal(frame.user, pair->public_key);
            assert_true(view_is(frame.frame, "hello"));
            bus_frame_clear(&frame);
            arrived = true;
        }
    }
    zmq_close(dealer);
    return arrived;
}

static void only_known_keys_get_in(void **state)
{
    struct house *house = *state;
    void *router = open_door(house);
    assert_true(gets_in(house, router, &house->known, 3000));
    int64_t refused = zap_refused(house->zap);
    assert_false(gets_in(house, router, &house->unknown, 500));
    assert_true(zap_refused(house->zap) > refused);
    zmq_close(router);
}

static void a_revoked_key_does_not_come_back(void **state)
{
    struct house *house = *state;
    void *router = open_door(house);
    write_registry(&house->unknown);
    assert_true(roster_check(house->roster, true));
    assert_false(gets_in(house, router, &house->known, 500));
    assert_true(gets_in(house, router, &house->unknown, 3000));
    write_registry(&house->known);
    assert_true(roster_check(house->roster, true));
    zmq_close(router);
}

/* A key without CURVE: the handshake fails in libzmq, nothing arrives. */
static void no_curve_no_entry(void **state)
{
    struct house *house = *state;
    void *router = open_door(house);
    void *plain = zmq_socket(house->context, ZMQ_DEALER);
    struct bus_frame frame;
    int linger = 0;
    zmq_setsockopt(plain, ZMQ_LINGER, &linger, sizeof linger);
    assert_int_equal(zmq_connect(plain, house->endpoint), 0);
    zmq_send(plain, "hello", 5, ZMQ_DONTWAIT);
    usleep(300000);
    assert_int_equal(bus_receive_routed(router, &frame), BUS_NOTHING);
    zmq_close(plain);
    zmq_close(router);
}

/* A reader chose its routing id and went away. A stranger with a key of its own took the same id
   and was sent the rest of that feed. Who chooses is not heard. */
static void a_chosen_routing_id_is_not_heard(void **state)
{
    struct house *house = *state;
    void *router = open_door(house);
    void *dealer = zmq_socket(house->context, ZMQ_DEALER);
    struct bus_frame frame;
    enum bus_receipt receipt = BUS_NOTHING;
    int linger = 0;
    zmq_setsockopt(dealer, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(dealer, ZMQ_ROUTING_ID, "reader", 6);
    zmq_setsockopt(dealer, ZMQ_CURVE_SERVERKEY, house->server.public_key, KEY_TEXT_SIZE);
    zmq_setsockopt(dealer, ZMQ_CURVE_PUBLICKEY, house->known.public_key, KEY_TEXT_SIZE);
    zmq_setsockopt(dealer, ZMQ_CURVE_SECRETKEY, house->known.secret_key, KEY_TEXT_SIZE);
    assert_int_equal(zmq_connect(dealer, house->endpoint), 0);
    zmq_send(dealer, "hello", 5, 0);
    for (int i = 0; i < 300 && receipt == BUS_NOTHING; i++) {
        usleep(10000);
        receipt = bus_receive_routed(router, &frame);
    }
    assert_int_equal(receipt, BUS_DROPPED);
    zmq_close(dealer);
    zmq_close(router);
}

static void more_than_one_frame_is_dropped(void **state)
{
    struct house *house = *state;
    void *router = open_door(house);
    void *dealer =
        bus_dealer(house->context, &house->known, house->server.public_key, house->endpoint);
    for (int i = 0; i < 300 && !bus_writable(dealer); i++) {
        usleep(10000);
    }
    assert_int_equal(zmq_send(dealer, "one", 3, ZMQ_SNDMORE), 3);
    assert_int_equal(zmq_send(dealer, "two", 3, 0), 3);
    assert_true(bus_send(dealer, view_of("single")));
    enum bus_receipt receipts[2] = {BUS_NOTHING, BUS_NOTHING};
    struct bus_frame frame;
    for (int i = 0, count = 0; i < 300 && count < 2; i++) {
        usleep(10000);
        enum bus_receipt receipt = bus_receive_routed(router, &frame);
        if (receipt != BUS_NOTHING) {
            receipts[count++] = receipt;
        }
    }
    assert_int_equal(receipts[0], BUS_DROPPED);
    assert_int_equal(receipts[1], BUS_FRAME);
    assert_true(view_is(frame.frame, "single"));
    bus_frame_clear(&frame);
    assert_false(bus_send_routed(router, view_of("nobody"), view_of("x")));
    zmq_close(dealer);
    zmq_close(router);
}

static void self_test_passes_here(void **state)
{
    struct house *house = *state;
    char error[200] = "";
    if (bus_self_test(house->context, house->zap, error) < 0) {
        fail_msg("%s", error);
    }
}

static void key_files_are_read(void **state)
{
    (void)state;
    struct key_pair pair;
    char error[200];
    FILE *file = fopen("test_zap.key", "w");
    fputs("metadata\ncurve\n    public-key = \"not looked at\"\n"
          "    secret-key = \"JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6\"\n",
          file);
    fclose(file);
    assert_int_equal(key_pair_load("test_zap.key", &pair, error), 0);
    assert_string_equal(pair.public_key, "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
    unlink("test_zap.key");
    assert_int_equal(key_pair_load("test_zap.key", &pair, error), -1);
    assert_non_null(strstr(error, "test_zap.key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_known_keys_get_in),
        cmocka_unit_test(a_revoked_key_does_not_come_back),
        cmocka_unit_test(no_curve_no_entry),
        cmocka_unit_test(a_chosen_routing_id_is_not_heard),
        cmocka_unit_test(more_than_one_frame_is_dropped),
        cmocka_unit_test(self_test_passes_here),
        cmocka_unit_test(key_files_are_read),
    };
    return cmocka_run_group_tests(tests, open_house, close_house);
}
