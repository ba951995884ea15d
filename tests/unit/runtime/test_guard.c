/* SPDX-License-Identifier: MPL-2.0 */
/* Over real TCP connections: nobody is cut while memory is small; then who sends without end, and who never
   reads; not who does well. */
#include "runtime/guard.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { LARGE = 160 * 1024 * 1024, MUCH = 400 * 1024, LITTLE = 1000, SOON_MS = 300, LATE_MS = 2000 };

struct pair {
    int near, far; /* our end, and that of whoever connected */
};

struct fixture {
    int listener;
    guard_t *guard;
    char *weight;
    int64_t now_ms;
};

static int begin(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof own;
    char endpoint[40];
    fixture->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fixture->listener, (struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(listen(fixture->listener, 8), 0);
    assert_int_equal(getsockname(fixture->listener, (struct sockaddr *)&own, &size), 0);
    snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", ntohs(own.sin_port));
    fixture->guard = guard_new(endpoint);
    fixture->now_ms = 1000;
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    guard_destroy(&fixture->guard);
    close(fixture->listener);
    free(fixture->weight);
    free(fixture);
    return 0;
}

static void grow(struct fixture *fixture)
{
    fixture->weight = malloc(LARGE);
    assert_non_null(fixture->weight);
    memset(fixture->weight, 1, LARGE);
}

static struct pair connect_pair(struct fixture *fixture)
{
    struct sockaddr_in own;
    socklen_t size = sizeof own;
    struct pair pair = {.far = socket(AF_INET, SOCK_STREAM, 0)};
    assert_int_equal(getsockname(fixture->listener, (struct sockaddr *)&own, &size), 0);
    assert_int_equal(connect(pair.far, (struct sockaddr *)&own, size), 0);
    pair.near = accept(fixture->listener, NULL, NULL);
    assert_true(pair.near >= 0);
    return pair;
}

static void close_pair(struct pair pair)
{
    close(pair.near);
    close(pair.far);
}

/* The far end sends so many bytes, and the near end takes them, as libzmq does. */
static void come_in(struct pair pair, size_t bytes)
{
    char block[4096] = "";
    for (size_t sent = 0; sent < bytes; sent += sizeof block) {
        assert_int_equal(send(pair.far, block, sizeof block, 0), sizeof block);
        assert_int_equal(recv(pair.near, block, sizeof block, MSG_WAITALL), sizeof block);
    }
}

/* As much as the kernel takes for a far end that does not read. */
static void pile_up(struct pair pair)
{
    static const char block[65536];
    while (send(pair.near, block, sizeof block, MSG_DONTWAIT) > 0) {
    }
}

static size_t look_after(struct fixture *fixture, int64_t passed_ms)
{
    fixture->now_ms += passed_ms;
    return guard_look(fixture->guard, fixture->now_ms);
}

static bool is_cut(struct pair pair)
{
    char byte;
    return recv(pair.near, &byte, 1, MSG_DONTWAIT) == 0;
}

static void test_nobody_while_memory_is_small(void **state)
{
    struct fixture *fixture = *state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the sanitizer's own memory is large */
#endif
    struct pair pair = connect_pair(fixture);
    assert_int_equal(look_after(fixture, SOON_MS), 0);
    come_in(pair, MUCH);
    assert_int_equal(look_after(fixture, SOON_MS), 0);
    assert_false(guard_is_alarmed(fixture->guard));
    close_pair(pair);
}

static void test_a_message_that_never_ends(void **state)
{
    struct fixture *fixture = *state;
    struct pair bad = connect_pair(fixture), good = connect_pair(fixture);
    grow(fixture);
    assert_int_equal(look_after(fixture, SOON_MS), 0);
    assert_true(guard_is_alarmed(fixture->guard));
    come_in(bad, MUCH);
    come_in(good, MUCH);
    guard_heard(fixture->guard, good.near);
    assert_int_equal(look_after(fixture, SOON_MS), 1);
    assert_true(is_cut(bad));
    assert_false(is_cut(good));
    close_pair(bad);
    close_pair(good);
}

static void test_who_never_reads(void **state)
{
    struct fixture *fixture = *state;
    struct pair bad = connect_pair(fixture), good = connect_pair(fixture);
    char block[LITTLE] = "";
    grow(fixture);
    pile_up(bad);
    assert_int_equal(send(good.near, block, sizeof block, 0), sizeof block);
    assert_int_equal(look_after(fixture, SOON_MS), 0);
    assert_int_equal(look_after(fixture, SOON_MS), 0); /* it may be busy for a moment */
    assert_int_equal(look_after(fixture, LATE_MS), 1);
    assert_true(is_cut(bad));
    assert_false(is_cut(good));
    close_pair(bad);
    close_pair(good);
}

/* Connections that are not to the endpoint are none of its affair. */
static void test_others(void **state)
{
    struct fixture *fixture = *state;
    AUTO(guard_t) *other = guard_new("tcp://127.0.0.1:1");
    AUTO(guard_t) *none = guard_new("ipc:///tmp/x");
    struct pair pair = connect_pair(fixture);
    grow(fixture);
    assert_int_equal(guard_look(other, 1000), 0);
    come_in(pair, MUCH);
    assert_int_equal(guard_look(other, 2000), 0);
    assert_int_equal(guard_look(none, 1000), 0);
    assert_false(guard_is_alarmed(none));
    close_pair(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nobody_while_memory_is_small, begin, end),
        cmocka_unit_test_setup_teardown(test_a_message_that_never_ends, begin, end),
        cmocka_unit_test_setup_teardown(test_who_never_reads, begin, end),
        cmocka_unit_test_setup_teardown(test_others, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
