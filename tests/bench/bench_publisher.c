/* SPDX-License-Identifier: MPL-2.0 */
/* A fast publisher: submits requests from several connections with a window each, and prints one JSON line:
 * acknowledged requests per second, and the time to the acknowledgement.
 *
 *   bench_publisher ENDPOINT SERVER_KEY KEY_FILE CONNECTIONS WINDOW REQUESTS ORGANISATIONS_FILE
 *
 * ORGANISATIONS_FILE: a line for each organisation, its id and the id of a contact of it. */
#include <assert.h>
#include <czmq.h>

#include "entraide.h"
#include "proto/cleanup.h"
#include "proto/id.h"

enum { WINDOW_MAX = 512, PAIRS_MAX = 20000 };

struct pair {
    struct id organisation, contact;
};

struct publisher {
    entraide_t *bus;
    struct flight {
        struct id id;
        int64_t sent_us;
    } flights[WINDOW_MAX];
    int in_flight, sent, to_send;
    int number;
};

struct bench {
    const struct pair *pairs;
    int pair_count;
    int window;
    int64_t *ack_us;
    int acknowledged, refused, busy;
};

static int64_t clock_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int read_pairs(const char *path, struct pair *ret_pairs)
{
    FILE *file = fopen(path, "r");
    char organisation[64], contact[64];
    int count = 0;
    assert(file);
    while (count < PAIRS_MAX && fscanf(file, "%63s %63s", organisation, contact) == 2) {
        int bad = id_parse(view_of(organisation), &ret_pairs[count].organisation) |
                  id_parse(view_of(contact), &ret_pairs[count].contact);
        assert(!bad);
        count++;
    }
    fclose(file);
    return count;
}

/* A request for a lawyer that the rules complete with two further needs. */
static bool post_one(struct bench *bench, struct publisher *publisher, arena_t *arena)
{
    char reference[64];
    const struct pair *pair =
        &bench->pairs[(publisher->number * 7919 + publisher->sent) % bench->pair_count];
    struct need_wish wish = {.service = view_of("legal.advice")};
    struct view keys[] = {view_of("case"), view_of("employees")};
    struct view answers[] = {view_of("structure"), view_of("14")};
    arena_reset(arena);
    snprintf(reference, sizeof reference, "bench-%d-%d-%lld", publisher->number, publisher->sent,
             (long long)clock_us(CLOCK_REALTIME));
    struct intake_request_submit submit = {
        .source_ref = view_of(reference),
        .organisation = pair->organisation,
        .contact = pair->contact,
        .text = view_of("Nous voulons changer notre structure juridique avant l'assemblée."),
        .needs = need_wish_list(&wish, 1, arena),
        .answers = list_pack_map(keys, answers, 2, arena),
    };
    struct entraide_request request = {.message = &message_intake_request_submit, .data = &submit};
    struct flight *flight = &publisher->flights[publisher->in_flight];
    flight->sent_us = clock_us(CLOCK_MONOTONIC);
    if (entraide_post(publisher->bus, &request) != ENTRAIDE_DONE) {
        return false;
    }
    flight->id = request.id;
    publisher->in_flight++;
    publisher->sent++;
    return true;
}

static void take_reply(struct bench *bench, struct publisher *publisher,
                       const struct entraide_answer *answer)
{
    for (int i = 0; i < publisher->in_flight; i++) {
        if (!id_equal(publisher->flights[i].id, answer->reply.re)) {
            continue;
        }
        if (answer->reply.status == STATUS_DONE) {
            bench->ack_us[bench->acknowledged++] =
                clock_us(CLOCK_MONOTONIC) - publisher->flights[i].sent_us;
        } else if (answer->reply.retry_after_ms > 0) {
            bench->busy++;
            publisher->to_send++;
        } else {
            bench->refused++;
        }
        publisher->flights[i] = publisher->flights[--publisher->in_flight];
        return;
    }
}

/* One turn of one publisher; answers whether it has anything left to do. */
static bool turn(struct bench *bench, struct publisher *publisher, arena_t *arena, int wait_ms)
{
    struct entraide_answer answer;
    while (publisher->in_flight < bench->window && publisher->sent < publisher->to_send &&
           post_one(bench, publisher, arena)) {
    }
    while (publisher->in_flight &&
           entraide_receive(publisher->bus, OWNER_INTAKE, wait_ms, &answer)) {
        take_reply(bench, publisher, &answer);
        wait_ms = 0;
    }
    return publisher->in_flight || publisher->sent < publisher->to_send;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void run(struct bench *bench, struct publisher *publishers, int count, int requests)
{
    arena_t *arena = arena_new(4096);
    int64_t start_us = clock_us(CLOCK_MONOTONIC);
    for (bool busy = true; busy;) {
        busy = false;
        for (int i = 0; i < count; i++) {
            busy = turn(bench, &publishers[i], arena, count == 1 ? 1000 : 1) || busy;
        }
    }
    int64_t spent_us = clock_us(CLOCK_MONOTONIC) - start_us;
    size_t n = (size_t)bench->acknowledged;
    qsort(bench->ack_us, n, sizeof *bench->ack_us, by_size);
    printf("{\"requests\":%d,\"acknowledged\":%zu,\"refused\":%d,\"busy\":%d,\"rps\":%lld,"
           "\"ack_p50_us\":%lld,\"ack_p99_us\":%lld}\n",
           requests, n, bench->refused, bench->busy, (long long)n * 1000000 / spent_us,
           n ? (long long)bench->ack_us[n / 2] : 0, n ? (long long)bench->ack_us[n * 99 / 100] : 0);
    arena_destroy(&arena);
}

int main(int argc, char **argv)
{
    static struct publisher publishers[64];
    static struct pair pairs[PAIRS_MAX];
    struct bench bench = {.pairs = pairs};
    if (argc != 8) {
        fputs("usage: bench_publisher ENDPOINT SERVER_KEY KEY_FILE CONNECTIONS WINDOW REQUESTS "
              "ORGANISATIONS_FILE\n",
              stderr);
        return 64;
    }
    zsys_handler_set(NULL);
    zcert_t *cert = zcert_load(argv[3]);
    int count = atoi(argv[4]), requests = atoi(argv[6]);
    bench.window = atoi(argv[5]);
    bench.pair_count = read_pairs(argv[7], pairs);
    bench.ack_us = calloc((size_t)requests * 2, sizeof *bench.ack_us);
    assert(cert && count > 0 && count <= 64 && bench.window <= WINDOW_MAX && bench.pair_count);
    struct entraide_identity identity = {"bench", zcert_public_txt(cert), zcert_secret_txt(cert)};
    for (int i = 0; i < count; i++) {
        publishers[i].bus = entraide_new(&identity);
        publishers[i].number = i;
        publishers[i].to_send = requests / count + (i < requests % count);
        int connected = entraide_connect(publishers[i].bus, OWNER_INTAKE, argv[1], argv[2]);
        assert(connected == ENTRAIDE_DONE);
    }
    run(&bench, publishers, count, requests);
    for (int i = 0; i < count; i++) {
        entraide_destroy(&publishers[i].bus);
    }
    zcert_destroy(&cert);
    free(bench.ack_us);
    return bench.refused ? 1 : 0;
}
